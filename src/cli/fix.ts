/** `breakwater fix`: mends what can be mended without a decision, and shows the rest as a diff. */
import type { Finding } from "../finding/finding.ts";
import { isAtLeast } from "../finding/stage.ts";
import { type FixEntry, type FixReport, formatFixHuman, formatFixJson } from "../report/fix-report.ts";
import { countOf } from "../report/layout.ts";
import { composeEdits } from "../text/compose-edits.ts";
import { applyEdits, type Edit } from "../text/edit.ts";
import { formatDiff } from "../text/format-diff.ts";
import type { SourceFile } from "../text/source-file.ts";
import { overlayTree } from "../workspace/tree/overlay-tree.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { type CheckOptions, checkLook } from "./check-pipeline.ts";
import { type Judged, judgeFixes } from "./judge-fixes.ts";
import { type Look, lookAt } from "./look.ts";
import { openQuestions } from "./open-questions.ts";
import { type FixableFinding, planFixes } from "./plan-fixes.ts";
import { removeTemporaries } from "./remove-temporaries.ts";
import { startCheck } from "./start-check.ts";
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
  const { path, rules } = input;
  const { progress, opened, look, options } = await startCheck(
    { path, rules, ref: undefined, honoursSuppressions: true },
    terminal,
  );
  // A rule that is named is asked for at every stage.
  const least = rules.length > 0 ? "observe" : "warn";
  const start: State = { look, judged: judgedOf(look, options) };
  const done = await fixInRounds(start, {
    isOffered: (finding) => isAtLeast(finding.stage, least) && (finding.fix.isSafe || input.includesUnsafe),
    lookWith: async (texts, count) => {
      progress.step(`Checking ${countOf(count, "fix", "fixes")}`);
      const bytes = new Map([...texts].map(([file, text]) => [file, encode(text, false)]));
      const next = await lookAt(overlayTree(opened.tree, bytes), progress);
      return { look: next, judged: judgedOf(next, options) };
    },
  });
  progress.end();

  if (input.writes) {
    removeTemporaries(look.tree, opened.folder, terminal);
    await writeTexts(
      opened.folder,
      [...done.texts].map(([file, text]) => ({
        file,
        before: bytesOf(look.tree, file),
        after: encode(text, look.workspace.source(file)?.hasBom ?? false),
      })),
    );
  }
  // What is left is told of the files as they are now.
  const now = input.writes ? done.state : start;
  const shown = now.judged.findings.filter(({ stage }) => isAtLeast(stage, least));
  return {
    fixed: done.fixed,
    left: done.left,
    unsafe: input.includesUnsafe
      ? []
      : shown
          .filter(isFixable)
          .filter(({ fix }) => !fix.isSafe)
          .map((finding) => toEntry(finding, now.look)),
    manual: shown.filter(({ fix }) => fix === undefined).length,
    diffs: [...done.edits].map(([file, edits]) =>
      formatDiff(file, look.workspace.source(file)?.text ?? "", edits),
    ),
    isWritten: input.writes,
    isUnsafe: input.includesUnsafe,
    counts: {
      rules: options.rules.length,
      findings: start.judged.findings.filter(({ stage }) => isAtLeast(stage, least)).length,
    },
  };
}

interface State {
  readonly look: Look;
  readonly judged: Judged;
}

interface Done {
  readonly fixed: readonly FixEntry[];
  readonly left: FixReport["left"];
  /** By file, in places of the text at the start. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  /** By file, after all edits. */
  readonly texts: ReadonlyMap<string, string>;
  readonly state: State;
}

/** A mended line may bring another fix to light; more than this many in a row are no accident. */
const mostRounds = 5;

/** Plans and judges until nothing more can be fixed, so that a second run changes nothing. */
async function fixInRounds(
  start: State,
  {
    isOffered,
    lookWith,
  }: {
    readonly isOffered: (finding: FixableFinding) => boolean;
    readonly lookWith: (texts: ReadonlyMap<string, string>, count: number) => Promise<State>;
  },
): Promise<Done> {
  const fixed: FixEntry[] = [];
  const edits = new Map<string, readonly Edit[]>();
  const texts = new Map<string, string>();
  let state = start;
  let left: FixReport["left"] = [];
  for (let round = 0; round < mostRounds; round++) {
    const { look, judged } = state;
    const sourceOf = (file: string): SourceFile | undefined => look.workspace.source(file);
    const plan = await planFixes({
      findings: judged.findings.filter(isFixable).filter(isOffered),
      sourceOf,
      refuse: (file) => whyNotEditable(start.look, file),
      judge: async (contents, promised) => {
        const next = await lookWith(new Map([...texts, ...contents]), promised.length);
        const reason = judgeFixes(judged, next.judged, promised);
        if (reason === undefined) state = next;
        return reason;
      },
    });
    left = plan.left.map(({ finding, reason }) => ({ ...toEntry(finding, look), reason }));
    if (plan.fixed.length === 0) break;
    fixed.push(...plan.fixed.map((finding) => toEntry(finding, look)));
    for (const [file, list] of plan.edits) {
      const original = start.look.workspace.source(file)?.text ?? "";
      edits.set(file, composeEdits(original, edits.get(file) ?? [], list));
      texts.set(file, applyEdits(sourceOf(file)?.text ?? "", list));
    }
  }
  return { fixed, left, edits, texts, state };
}

function isFixable(finding: Finding): finding is FixableFinding {
  return finding.fix !== undefined;
}

function judgedOf(look: Look, options: CheckOptions): Judged {
  const { findings, unknowns } = checkLook(look, options);
  const { sites } = look.table;
  return { findings, unknowns: openQuestions(unknowns, sites), sites: sites.map(({ id }) => id) };
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
