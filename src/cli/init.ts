/** `breakwater init`: configuration, CI job, hook and first baseline, shown as a diff before anything is written. */
import { formatBaseline, parseBaseline } from "../finding/baseline.ts";
import type { Finding } from "../finding/finding.ts";
import { suppressionRules } from "../finding/suppression-rules.ts";
import { UserError } from "../finding/user-error.ts";
import { formatInitDiff, formatInitJson, formatInitSummary, type InitReport } from "../report/init-report.ts";
import { rules } from "../rules/index.gen.ts";
import { formatDiff } from "../text/format-diff.ts";
import { addFiles } from "../workspace/tree/add-files.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { checkLook } from "./check-pipeline.ts";
import { readGitHints } from "./init/git-hints.ts";
import { created, type InitPlan, type PlannedFile, planInit, textAfter } from "./init/plan-init.ts";
import { releaseAddress } from "./init/release-address.ts";
import { type Look, lookAt } from "./look.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress, type Progress } from "./progress.ts";
import { refuseUnknownRules } from "./refuse-unknown-rules.ts";
import { removeTemporaries } from "./remove-temporaries.ts";
import { type Terminal, wantsColor } from "./terminal.ts";
import { writeTexts } from "./write-texts.ts";

export interface InitArguments {
  /** Undefined for the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: "human" | "json";
  /** `OWNER/NAME[@REF]` of the repository that releases Breakwater. */
  readonly release: string | undefined;
  /** Write without asking. */
  readonly writes: boolean;
  /** Only show; never write, never ask. */
  readonly isDiffOnly: boolean;
}

const baselinePath = "breakwater-baseline.json";

/** Runs the command; nothing to do is as good as done, so the exit code is 0. */
export async function runInit(input: InitArguments, terminal: Terminal): Promise<0> {
  const progress = createProgress(terminal);
  const opened = openUserTree({ path: input.path, ref: undefined }, terminal);
  const look = await lookAt(opened.tree, progress, opened);
  refuseUnknownRules(look.config, [...rules, ...suppressionRules], (file) => look.workspace.source(file));
  const { plan, remembered } = await planAll(look, { input, folder: opened.folder, progress, terminal });
  progress.end();

  const report = (isWritten: boolean): InitReport => ({
    files: plan.files.map((file) => ({
      path: file.path,
      action: file.before ? "edit" : "create",
      diff: diffOf(file),
    })),
    notes: plan.notes,
    present: plan.present,
    remembered,
    isWritten,
  });
  const asks = !input.writes && !input.isDiffOnly && input.format === "human" && canAsk(terminal);
  const looks = { hasColor: wantsColor(terminal), isTerminal: terminal.isOutputTty };
  if (input.format === "human") await terminal.write(formatInitDiff(report(false), looks));
  const isWritten = plan.files.length > 0 && (input.writes || (asks && (await isAgreed(plan, terminal))));
  if (isWritten) {
    removeTemporaries(look.tree, opened.folder, terminal);
    await write(baselineFirst(plan.files, remembered), look.tree, opened.folder);
  }
  await terminal.write(
    input.format === "json" ? formatInitJson(report(isWritten)) : formatInitSummary(report(isWritten)),
  );
  return 0;
}

/** The plan with its baseline: what is found in the repository once the rest of the plan is in it. */
async function planAll(
  look: Look,
  more: { input: InitArguments; folder: string; progress: Progress; terminal: Terminal },
): Promise<{ plan: InitPlan; remembered: number | undefined }> {
  const base = {
    look,
    hints: readGitHints(more.folder),
    release: releaseAddress(more.input.release),
  };
  const baseline = look.config.file === undefined ? baselinePath : look.config.baseline;
  if (baseline !== undefined) refuseBrokenBaseline(look.tree, baseline);
  const plan = planInit({ ...base, baseline });
  // A configuration without a baseline is its owner's decision, and a baseline that is there is never written anew.
  if (baseline === undefined || look.tree.entry(baseline)) return { plan, remembered: undefined };
  const bytes = new Map(plan.files.map((file) => [file.path, encode(file)]));
  more.progress.step("Checking");
  const findings = findingsOf(await lookAt(addFiles(look.tree, bytes), more.progress), more.terminal);
  if (findings.length === 0 && look.config.baseline === undefined)
    return { plan: planInit({ ...base, baseline: undefined }), remembered: undefined };
  const files = [...plan.files, created(baseline, formatBaseline(findings))];
  return { plan: { ...plan, files }, remembered: findings.length };
}

/** A file of that name which is no baseline would stop every check once the configuration names it. */
function refuseBrokenBaseline(tree: Tree, file: string): void {
  const read = tree.entry(file) && tree.read(file);
  if (!read) return;
  const parsed = read.ok ? parseBaseline(new TextDecoder().decode(read.bytes)) : { problem: read.reason };
  if ("baseline" in parsed) return;
  throw new UserError("bad-baseline", `Cannot use "${file}" as baseline: ${parsed.problem}`, {
    hint: `breakwater check --write-baseline ${file}`,
  });
}

function findingsOf(look: Look, terminal: Terminal): readonly Finding[] {
  return checkLook(look, {
    rules,
    known: [...rules, ...suppressionRules],
    honoursSuppressions: true,
    baseline: undefined,
    today: terminal.now().toISOString().slice(0, 10),
  }).findings;
}

function diffOf(file: PlannedFile): string {
  const diff = formatDiff(file.path, file.before?.text ?? "", file.edits);
  return file.before ? diff : diff.replace(/^--- .*/, "--- /dev/null");
}

function canAsk(terminal: Terminal): boolean {
  return terminal.isInputTty && terminal.isOutputTty && terminal.readLine !== undefined;
}

async function isAgreed({ files }: InitPlan, terminal: Terminal): Promise<boolean> {
  await terminal.write(`\nWrite ${files.length === 1 ? "this file" : `these ${files.length} files`}? [y/N] `);
  const answer = await terminal.readLine?.();
  // An end of input leaves the cursor behind the question.
  if (answer === undefined) await terminal.write("\n");
  return /^\s*y(?:es)?\s*$/i.test(answer ?? "");
}

/** A run that is cut off leaves no configuration that names a file that is not there. */
function baselineFirst(files: InitPlan["files"], remembered: number | undefined): InitPlan["files"] {
  return remembered === undefined ? files : [...files.slice(-1), ...files.slice(0, -1)];
}

async function write(files: InitPlan["files"], tree: Tree, folder: string): Promise<void> {
  await writeTexts(
    folder,
    files.map((file) => {
      const read = file.before ? tree.read(file.path) : undefined;
      return { file: file.path, before: read?.ok ? read.bytes : undefined, after: encode(file) };
    }),
  );
}

function encode(file: PlannedFile): Uint8Array {
  const text = textAfter(file);
  return new TextEncoder().encode(file.before?.hasBom ? `\uFEFF${text}` : text);
}
