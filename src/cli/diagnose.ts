/** `breakwater diagnose`: a log in, root causes out. */
import { Diagnoser, type Diagnosis } from "../diagnose/diagnosis.ts";
import { patterns } from "../diagnose/patterns.gen.ts";
import type { Repository } from "../diagnose/repository.ts";
import { UserError } from "../finding/user-error.ts";
import { formatDiagnoseHuman } from "../report/diagnose-human.ts";
import { formatDiagnoseJson } from "../report/diagnose-json.ts";
import type { DiagnosedCause, DiagnoseReport } from "../report/diagnose-report.ts";
import { rules } from "../rules/index.gen.ts";
import { checkLook } from "./check-pipeline.ts";
import { findRoot } from "./find-root.ts";
import { type Look, lookAt } from "./look.ts";
import { checkFolder, openUserFolder } from "./open-tree.ts";
import { createProgress } from "./progress.ts";
import { readLogs } from "./read-logs.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

export interface DiagnoseArguments {
  /** A file, `-` for standard input; undefined for standard input where something is piped in. */
  readonly file: string | undefined;
  readonly format: "human" | "json";
  /** The repository to hold the log against; undefined for the one around the current folder. */
  readonly repository: string | undefined;
  /** Whether any repository is looked at. */
  readonly asksRepository: boolean;
}

/** Runs the command. No cause is an honest answer: the exit code is 0 then, too. */
export async function runDiagnose(input: DiagnoseArguments, terminal: Terminal): Promise<0> {
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const diagnoser = new Diagnoser(patterns);
  progress.step("Reading the log");
  const logs = await readLogs(input.file, terminal, (name) => diagnoser.open(name));
  let diagnosis: Diagnosis = diagnoser.finish();
  if (diagnosis.lineCount === 0)
    throw new UserError(
      "nothing-to-look-at",
      `Cannot say anything about "${input.file ?? "-"}": it is empty`,
    );
  const look = diagnosis.causes.length > 0 ? await lookAround(input, terminal) : undefined;
  if (look) diagnosis = diagnoser.finish(askRepository(look, terminal));
  progress.end();

  const report: DiagnoseReport = {
    causes: diagnosis.causes.map((cause): DiagnosedCause => {
      const { pattern, step, evidence, ...rest } = cause;
      return {
        ...rest,
        pattern: pattern.id,
        title: pattern.title,
        step: step?.title,
        evidence: evidence.map(({ at, says, shows }) => ({
          file: at.file,
          line: look?.workspace.source(at.file)?.lines.positionAt(at.span.start).line ?? 1,
          says,
          shows,
        })),
      };
    }),
    counts: { lines: diagnosis.lineCount, logs, patterns: patterns.length },
    repository: look?.tree.name,
    elapsedMs: performance.now() - startedAt,
  };
  const text =
    input.format === "json"
      ? formatDiagnoseJson(report)
      : formatDiagnoseHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) });
  await terminal.write(text);
  return 0;
}

/** The repository that was named, or the one around the current folder; undefined where there is none. */
async function lookAround(input: DiagnoseArguments, terminal: Terminal): Promise<Look | undefined> {
  if (!input.asksRepository) return undefined;
  const folder =
    input.repository === undefined
      ? findRoot(terminal.folder)?.folder
      : checkFolder(input.repository, terminal.folder);
  if (folder === undefined) return undefined;
  try {
    return await lookAt(openUserFolder(folder, terminal.folder), createProgress(terminal));
  } catch (error) {
    // Only a repository that was asked for has to be one: a log can be read anywhere.
    if (error instanceof UserError && input.repository === undefined) return undefined;
    throw error;
  }
}

function askRepository(look: Look, terminal: Terminal): Repository {
  const asked = new Set(patterns.flatMap((pattern) => pattern.rules ?? []));
  const { findings, suppressed } = checkLook(look, {
    rules: rules.filter(({ id }) => asked.has(id)),
    known: rules,
    honoursSuppressions: false,
    baseline: undefined,
    today: terminal.now().toISOString().slice(0, 10),
  });
  return { workspace: look.workspace, sites: look.table.sites, findings: [...findings, ...suppressed] };
}
