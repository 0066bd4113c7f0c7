/** `breakwater check`: the differences that hurt. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Baseline, formatBaseline, parseBaseline } from "../finding/baseline.ts";
import type { Finding, Stage } from "../finding/finding.ts";
import { isAtLeast } from "../finding/stage.ts";
import { slackBaseline, suppressionRules } from "../finding/suppression-rules.ts";
import { UserError } from "../finding/user-error.ts";
import { exitCodeOf, type FailOn } from "../finding/verdict.ts";
import type { CheckReport } from "../report/check-report.ts";
import { underPrefix } from "../report/under-prefix.ts";
import { rules } from "../rules/index.gen.ts";
import type { Rule } from "../rules/rule.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { type Checked, type CheckOptions, checkLook, slackMessage } from "./check-pipeline.ts";
import { dailyList } from "./daily-list.ts";
import { findBase } from "./find-base.ts";
import { type CheckFormat, formatCheck, type ReportFile } from "./format-check.ts";
import { countFiles, type Look, lookAt, noteRootAbove } from "./look.ts";
import { openUserRevision } from "./open-tree.ts";
import type { UserTree } from "./open-user-tree.ts";
import type { Progress } from "./progress.ts";
import { reasonOf } from "./reason-of.ts";
import { replaceFile } from "./replace-file.ts";
import { startCheck } from "./start-check.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

export interface CheckArguments {
  /** Undefined for the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: CheckFormat;
  readonly output: string | undefined;
  /** Further reports of the same run, each to its file. */
  readonly reports: readonly ReportFile[];
  readonly failOn: FailOn;
  /** The least stage that is shown; undefined for the format's own: JSON shows all, the others from warn on. */
  readonly stage: Stage | undefined;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly newFrom: string | undefined;
  readonly ref: string | undefined;
  readonly isFull: boolean;
  readonly showsUnknowns: boolean;
  readonly honoursSuppressions: boolean;
  /** Rule ids; empty for all. */
  readonly rules: readonly string[];
}

/** Runs the command; the exit code follows from the findings alone. */
export async function runCheck(input: CheckArguments, terminal: Terminal): Promise<0 | 1> {
  const startedAt = performance.now();
  const { progress, opened, look, options: asked } = await startCheck(input, terminal);
  const baseline =
    input.writeBaseline === undefined ? readBaseline(input, { look, opened }, terminal) : undefined;
  const options: CheckOptions = { ...asked, baseline };
  const checked = checkLook(look, options);
  const findings = await onlyNew(checked.findings, input, options, { opened, progress, terminal });
  progress.end();
  noteRootAbove(look, opened, terminal);

  if (input.writeBaseline !== undefined) return writeBaseline(input.writeBaseline, findings, terminal);
  const report = createReport({ look, checked, findings, selected: options.rules, input, opened, startedAt });
  // Files first: who reads standard output may already look for them.
  const outputs = [...input.reports, { format: input.format, file: input.output }];
  for (const { format, file } of outputs) {
    const whole = { ...report, ...splitByStage(findings, format, input.stage) };
    const shown = forgeFormats.has(format) ? underPrefix(whole, look.tree.prefix) : whole;
    const text = await formatCheck(
      shown,
      { format, output: file, showsUnknowns: input.showsUnknowns },
      terminal,
    );
    if (file === undefined) await terminal.write(text);
    else replaceFile(resolve(terminal.folder, file), text);
  }
  return exitCodeOf({ findings, unknowns: checked.unknowns.length, failOn: input.failOn });
}

/** Formats whose readers know the repository, not the folder that was looked at. */
const forgeFormats: ReadonlySet<CheckFormat> = new Set(["github", "gitlab", "sarif"]);

/** What a format shows and what it only counts. */
function splitByStage(
  findings: readonly Finding[],
  format: CheckFormat,
  stage: Stage | undefined,
): Pick<CheckReport, "findings" | "hidden"> {
  const least = stage ?? (format === "json" ? "observe" : "warn");
  return {
    findings: findings.filter((finding) => isAtLeast(finding.stage, least)),
    hidden: findings.filter((finding) => !isAtLeast(finding.stage, least)),
  };
}

function createReport(parts: {
  look: Look;
  checked: Checked;
  findings: readonly Finding[];
  selected: readonly Rule[];
  input: CheckArguments;
  opened: UserTree;
  startedAt: number;
}): Omit<CheckReport, "findings" | "hidden"> {
  const { look, checked, findings, selected, input } = parts;
  const { workspace, table, tree } = look;
  return {
    version,
    suppressed: checked.suppressed,
    unknowns: checked.unknowns,
    failOn: input.failOn,
    rules: [...rules, ...suppressionRules],
    verdicts: dailyList({
      look,
      findings: checked.findings,
      suppressed: checked.suppressed,
      since: input.newFrom === undefined ? undefined : { revision: input.newFrom, added: new Set(findings) },
      selected,
      isFull: input.isFull,
      folder: parts.opened.folder,
    }),
    counts: {
      sites: table.sites.length,
      files: countFiles(workspace),
      rules: selected.length,
      excluded: look.excluded,
      off: checked.off,
      bytesRead: tree.bytesRead,
      bytesParsed: workspace.bytesParsed,
    },
    ...(input.newFrom === undefined
      ? {}
      : { since: { revision: input.newFrom, known: checked.findings.length - findings.length } }),
    elapsedMs: performance.now() - parts.startedAt,
    sourceOf: (file) => workspace.source(file),
  };
}

/** Findings that another revision did not have: its whole tree is checked, so a changed Dockerfile can break an unchanged go.mod. */
async function onlyNew(
  findings: readonly Finding[],
  input: CheckArguments,
  options: CheckOptions,
  { opened, progress, terminal }: { opened: UserTree; progress: Progress; terminal: Terminal },
): Promise<readonly Finding[]> {
  const { newFrom, ref } = input;
  if (newFrom === undefined) return findings;
  progress.step(`Checking ${newFrom}`);
  const base = findBase(opened.folder, { newFrom, ref });
  if (base === undefined) return findings;
  if (base.note !== undefined) {
    progress.end();
    terminal.complain(`breakwater: ${base.note}`);
  }
  const before = await lookBefore(
    openUserRevision(opened.folder, opened.folder, base.commit),
    progress,
    input.honoursSuppressions,
  );
  if (!before) return findings;
  const baseline = baselineBefore(before, options);
  const known = checkLook(before, { ...options, baseline });
  // An entry that was there before is no news of a change that repairs what it remembers, or moves it elsewhere.
  const oldSlack = new Set(baseline?.content.entries.map(slackMessage));
  const old = new Set(
    [
      ...known.findings,
      ...known.suppressed.filter(({ suppression }) => suppression?.kind === "baseline"),
    ].map(({ fingerprint }) => fingerprint),
  );
  return findings.filter(
    ({ fingerprint, rule, message }) =>
      !old.has(fingerprint) && !(rule === slackBaseline.id && oldSlack.has(message)),
  );
}

/** The baseline as that revision has it: what is slack in it was slack before, and no news. */
function baselineBefore({ tree }: Look, { baseline }: CheckOptions): CheckOptions["baseline"] {
  if (baseline === undefined) return undefined;
  const read = tree.read(baseline.file);
  const parsed = read.ok ? parseBaseline(new TextDecoder().decode(read.bytes)) : undefined;
  return parsed && "baseline" in parsed ? { file: baseline.file, content: parsed.baseline } : undefined;
}

/** A look at another revision; undefined where it has nothing of Go yet: then everything is new. */
async function lookBefore(
  tree: Tree,
  progress: Progress,
  honoursExclude: boolean,
): Promise<Look | undefined> {
  try {
    return await lookAt(tree, progress, undefined, { honoursExclude });
  } catch (error) {
    if (error instanceof UserError && error.code === "nothing-to-look-at") return undefined;
    throw error;
  }
}

function readBaseline(
  input: CheckArguments,
  { look, opened: { folder, tree } }: { look: Look; opened: UserTree },
  terminal: Terminal,
): { file: string; content: Baseline } | undefined {
  const file =
    input.baseline !== undefined
      ? resolve(terminal.folder, input.baseline)
      : look.config.baseline !== undefined && input.honoursSuppressions
        ? resolve(folder, look.config.baseline)
        : undefined;
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError("bad-baseline", `Cannot read baseline "${file}": ${reasonOf(error)}`, {
      hint: `breakwater check --write-baseline ${relative(terminal.folder, file)}`,
      cause: error,
    });
  }
  const parsed = parseBaseline(text);
  if ("problem" in parsed)
    throw new UserError("bad-baseline", `Cannot read baseline "${file}": ${parsed.problem}`);
  // Whatever --new-from leaves out is not repaired: nobody looked.
  const entries = parsed.baseline.entries.filter(
    (entry) => input.newFrom === undefined || tree.entry(entry.file) || !existsSync(join(folder, entry.file)),
  );
  return { file: relative(folder, file), content: { entries } };
}

async function writeBaseline(path: string, findings: readonly Finding[], terminal: Terminal): Promise<0> {
  replaceFile(resolve(terminal.folder, path), formatBaseline(findings));
  await terminal.write(
    `Wrote ${findings.length} ${findings.length === 1 ? "finding" : "findings"} to ${path}.\n`,
  );
  return 0;
}
