import type { Place } from "../../text/span.ts";
import type { GitlabPipeline } from "./model.ts";
import { createOrigins, type Origins } from "./origins.ts";

/** What reading one pipeline collects on its way. */
export interface PipelineContext {
  readonly origins: Origins;
  readonly problems: GitlabPipeline["problems"];
  /** Reports once for each place and code. */
  report(at: Place, code: string, reason: string): void;
  /** Counts one step of work that references could multiply; false when there has been too much of it. */
  spend(): boolean;
}

/** Real pipelines need some thousand steps. */
const maxSteps = 200_000;

/** The context of a pipeline whose root is `file`. */
export function createPipelineContext(file: string): PipelineContext {
  const problems: { at: Place; code: string; reason: string }[] = [];
  const seen = new Set<string>();
  let steps = 0;
  const report = (at: Place, code: string, reason: string): void => {
    const key = `${at.file}\0${at.span.start}\0${at.span.end}\0${code}\0${reason}`;
    if (seen.has(key)) return;
    seen.add(key);
    problems.push({ at, code, reason });
  };
  return {
    origins: createOrigins(file),
    problems,
    report,
    spend() {
      if (++steps <= maxSteps) return true;
      report(
        { file, span: { start: 0, end: 1 } },
        "too-large-pipeline",
        "references multiply this pipeline beyond what is read",
      );
      return false;
    },
  };
}
