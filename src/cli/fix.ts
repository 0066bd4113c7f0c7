/** `breakwater fix`: mends what can be mended without a decision, and shows the rest as a diff. */
import type { Finding } from "../finding/finding.ts";
import { isAtLeast } from "../finding/stage.ts";
import { suppressionRules } from "../finding/suppression-rules.ts";
import { type FixReport, formatFixHuman, formatFixJson } from "../report/fix-report.ts";
import { countOf } from "../report/layout.ts";
import { rules } from "../rules/index.gen.ts";
import { formatDiff } from "../text/format-diff.ts";
import { overlayTree } from "../workspace/tree/overlay-tree.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { type CheckOptions, checkLook } from "./check-pipeline.ts";
import { type Judged, judgeFixes } from "./judge-fixes.ts";
import { type Look, lookAt } from "./look.ts";
import { openUserTree } from "./open-user-tree.ts";
import { contentsOf, type FixableFinding, planFixes } from "./plan-fixes.ts";
import { createProgress, type Progress } from "./progress.ts";
import { refuseUnknownRules } from "./refuse-unknown-rules.ts";
import { selectRules } from "./select-rules.ts";
import { type Terminal, wantsColor } from "./terminal.ts";
import { writeTexts } from "./write-texts.ts";

export interface FixArguments {
  /** Undefined for the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: "human" | "json";
  /** Rule ids; empty for all. */
  readonly rules: readonly string[];
  /** Also fixes that are a choice. */
  readonly includesUnsafe: boolean;
  /** Whether files are written; otherwise a diff is printed. */
  readonly writes: boolean;
}

/** Runs the command; what is left is for `check` to judge, so the exit code is 0. */
export async function runFix(input: FixArguments, terminal: Terminal): Promise<0> {
  const report = await applyFixes(input, terminal);
  const text =
    input.format === "json"
      ? formatFixJson(report)
      : formatFixHuman(report, { hasColor: wantsColor(terminal), isTerminal: terminal.isOutputTty });
  await terminal.write(text);
  return 0;
}

/** What `check --fix` does first: every safe fix, told in one line. */
export async function fixBeforeCheck(
  input: Pick<FixArguments, "path" | "rules">,
  terminal: Terminal,
): Promise<void> {
  const { fixed, diffs } = await applyFixes(
    { ...input, format: "human", includesUnsafe: false, writes: true },
    terminal,
  );
  if (fixed.length > 0)
    terminal.complain(
      `breakwater: fixed ${countOf(fixed.length, "finding")} in ${countOf(diffs.length, "file")}`,
    );
}

async function applyFixes(input: FixArguments, terminal: Terminal): Promise<FixReport> {
  const progress = createProgress(terminal);
  const selected = selectRules(input.rules);
  const opened = openUserTree({ path: input.path, ref: undefined }, terminal);
  const look = await lookAt(opened.tree, progress, opened);
  const known = [...rules, ...suppressionRules];
  refuseUnknownRules(look.config, known, (file) => look.workspace.source(file));
  progress.step(`Checking ${selected.length} rules`);
  const options: CheckOptions = {
    rules: selected,
    known,
    honoursSuppressions: true,
    baseline: undefined,
    today: terminal.now().toISOString().slice(0, 10),
  };
  const before = judgedOf(look, options);
  const shown = before.findings.filter(({ stage }) => isAtLeast(stage, "warn"));
  const plan = await planFixes({
    findings: shown.filter(isFixable).filter(({ fix }) => fix.isSafe || input.includesUnsafe),
    sourceOf: (file) => look.workspace.source(file),
    refuse: (file) => whyNotEditable(look, file),
    judge: async (contents, fixed) => {
      progress.step(`Checking ${fixed.length} fixes`);
      return judgeFixes(before, await lookAgain(opened.tree, contents, options, progress), fixed);
    },
  });
  progress.end();

  const contents = contentsOf(plan.edits, { sourceOf: (file) => look.workspace.source(file) });
  if (input.writes)
    writeTexts(
      opened.folder,
      [...contents].map(([file, text]) => ({
        file,
        before: bytesOf(look.tree, file),
        after: encode(text, look.workspace.source(file)?.hasBom ?? false),
      })),
    );
  return {
    fixed: plan.fixed.map((finding) => toEntry(finding, look)),
    left: plan.left.map(({ finding, reason }) => ({ ...toEntry(finding, look), reason })),
    unsafe: input.includesUnsafe
      ? []
      : shown
          .filter(isFixable)
          .filter(({ fix }) => !fix.isSafe)
          .map((finding) => toEntry(finding, look)),
    manual: shown.filter(({ fix }) => fix === undefined).length,
    diffs: [...plan.edits].map(([file, edits]) =>
      formatDiff(file, look.workspace.source(file)?.text ?? "", edits),
    ),
    isWritten: input.writes,
    isUnsafe: input.includesUnsafe,
    counts: { rules: selected.length, findings: shown.length },
  };
}

function isFixable(finding: Finding): finding is FixableFinding {
  return finding.fix !== undefined;
}

function judgedOf(look: Look, options: CheckOptions): Judged {
  const { findings, unknowns } = checkLook(look, options);
  return { findings, unknowns: unknowns.length, sites: look.table.sites.map(({ id }) => id) };
}

async function lookAgain(
  tree: Tree,
  contents: ReadonlyMap<string, string>,
  options: CheckOptions,
  progress: Progress,
): Promise<Judged> {
  const bytes = new Map([...contents].map(([file, text]) => [file, encode(text, false)]));
  return judgedOf(await lookAt(overlayTree(tree, bytes), progress), options);
}

/** A file that cannot be given back byte for byte is not edited. */
function whyNotEditable(look: Look, file: string): string | undefined {
  const entry = look.tree.entry(file);
  const source = look.workspace.source(file);
  if (!entry || !source) return `${file} cannot be read`;
  if (entry.linkTarget !== undefined) return `${file} is a symbolic link`;
  if (source.hasInvalidUtf8) return `${file} is not UTF-8`;
  return undefined;
}

function bytesOf(tree: Tree, file: string): Uint8Array {
  const read = tree.read(file);
  return read.ok ? read.bytes : new Uint8Array();
}

function encode(text: string, hasBom: boolean): Uint8Array {
  return new TextEncoder().encode(hasBom ? `\uFEFF${text}` : text);
}

function toEntry(finding: FixableFinding, { workspace }: Look) {
  const position = workspace.source(finding.at.file)?.lines.positionAt(finding.at.span.start);
  return {
    rule: finding.rule,
    file: finding.at.file,
    line: position?.line ?? 1,
    title: finding.fix.title,
    isSafe: finding.fix.isSafe,
  };
}
