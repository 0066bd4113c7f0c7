/**
 * Cases of patterns: text archives beside each pattern whose first path part names the case. `log` is what was
 * printed, `want` what is said of it; other files make up the repository that the log is held against.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkLook } from "../../src/cli/check-pipeline.ts";
import { lookAt } from "../../src/cli/look.ts";
import { Diagnoser, type Diagnosis } from "../../src/diagnose/diagnosis.ts";
import { patterns } from "../../src/diagnose/patterns.gen.ts";
import type { Repository } from "../../src/diagnose/repository.ts";
import { rules } from "../../src/rules/index.gen.ts";
import { parseTxtar, type Txtar } from "../../src/text/txtar.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";

export interface LogCase {
  readonly name: string;
  readonly log: string;
  readonly want: string;
  readonly files: Readonly<Record<string, string>>;
}

export const patternsFolder = join(import.meta.dir, "../../src/diagnose/patterns");

/** The archive of a pattern. */
export function readPatternArchive(id: string): Txtar {
  return parseTxtar(readFileSync(join(patternsFolder, `${id}.txtar`), "utf8"));
}

/** The cases of an archive, in order; throws a RangeError for one without a log. */
export function parseLogCases(archive: Txtar): readonly LogCase[] {
  const cases = new Map<string, { log?: string; want: string; files: Record<string, string> }>();
  for (const { name, text } of archive.files) {
    const [, caseName, path] = /^([^/]+)\/(.+)$/.exec(name) ?? [];
    if (caseName === undefined || path === undefined)
      throw new RangeError(`"${name}" lies in no case: the first path part names the case`);
    const entry = cases.get(caseName) ?? { want: "", files: {} };
    cases.set(caseName, entry);
    if (path === "log") entry.log = text;
    else if (path === "want") entry.want = text;
    else entry.files[path] = text;
  }
  return [...cases].map(([name, { log, want, files }]) => {
    if (log === undefined) throw new RangeError(`Case "${name}" has no log`);
    return { name, log, want, files };
  });
}

/** What all patterns together say to a log, held against a repository when there are files. */
export async function diagnoseText(
  log: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ diagnosis: Diagnosis; lineOf: (at: { file: string; span: { start: number } }) => number }> {
  const diagnoser = new Diagnoser(patterns);
  const sink = diagnoser.open();
  sink.push(Buffer.from(log));
  sink.end();
  if (Object.keys(files).length === 0) return { diagnosis: diagnoser.finish(), lineOf: () => 1 };
  const look = await lookAt(createMemoryTree(files), { step: () => undefined, end: () => undefined });
  const { findings } = checkLook(look, {
    rules,
    known: rules,
    honoursSuppressions: false,
    baseline: undefined,
    today: "2026-11-21",
  });
  const repository: Repository = { workspace: look.workspace, sites: look.table.sites, findings };
  return {
    diagnosis: diagnoser.finish(repository),
    lineOf: ({ file, span }) => look.workspace.source(file)?.lines.positionAt(span.start).line ?? 1,
  };
}

/** The answer to a case in the form of `want`. */
export async function runLogCase({ log, files }: LogCase): Promise<string> {
  const { diagnosis, lineOf } = await diagnoseText(log, files);
  return diagnosis.causes
    .map(({ pattern, confidence, lines, message, fix, site, echoes, evidence }) =>
      [
        `${pattern.id} ${confidence.toFixed(2)} ${lines.join(",")}: ${message}`,
        `  fix: ${fix}`,
        ...(site === undefined ? [] : [`  site: ${site}`]),
        ...evidence.map(({ at, says, shows }) => `  ${says}: ${at.file}:${lineOf(at)}: ${shows}`),
        ...(echoes > 0 ? [`  echoes: ${echoes}`] : []),
        "",
      ].join("\n"),
    )
    .join("");
}
