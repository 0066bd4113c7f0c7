/** Which fixes can be done together, proven on the edited tree before anything is written. */
import type { Finding } from "../finding/finding.ts";
import type { Fix } from "../finding/fix.ts";
import { applyEdits, areInConflict, type Edit } from "../text/edit.ts";
import type { SourceFile } from "../text/source-file.ts";

/** A finding with the fix that its rule offers. */
export interface FixableFinding extends Finding {
  readonly fix: Fix;
}

export interface FixPlan {
  readonly fixed: readonly FixableFinding[];
  readonly left: readonly { readonly finding: FixableFinding; readonly reason: string }[];
  /** Edits by file, in the order of the text. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

export interface PlanInput {
  readonly findings: readonly FixableFinding[];
  readonly sourceOf: (file: string) => SourceFile | undefined;
  /** Why a file cannot be edited; undefined when it can. */
  readonly refuse: (file: string) => string | undefined;
  /** Why the edited tree is worse than asked for; undefined when the fixes do what they promise and nothing else. */
  readonly judge: (
    contents: ReadonlyMap<string, string>,
    fixed: readonly Finding[],
  ) => Promise<string | undefined>;
}

/** Takes every fix that can be done with the ones before it. */
export async function planFixes(input: PlanInput): Promise<FixPlan> {
  const left: { finding: FixableFinding; reason: string }[] = [];
  const possible: FixableFinding[] = [];
  const taken = new Map<string, Edit[]>();
  for (const finding of input.findings) {
    const reason = whyNot(finding, taken, input);
    if (reason === undefined) {
      addEdits(taken, finding.fix);
      possible.push(finding);
    } else left.push({ finding, reason });
  }
  if (possible.length === 0) return { fixed: [], left, edits: taken };
  const all = await input.judge(contentsOf(taken, input), possible);
  if (all === undefined) return { fixed: possible, left, edits: taken };

  // Together they do not do what they promise: each is tried on top of those that did.
  const fixed: FixableFinding[] = [];
  let edits = new Map<string, Edit[]>();
  for (const finding of possible) {
    const tried = new Map([...edits].map(([file, list]) => [file, [...list]]));
    addEdits(tried, finding.fix);
    const reason = await input.judge(contentsOf(tried, input), [...fixed, finding]);
    if (reason === undefined) {
      fixed.push(finding);
      edits = tried;
    } else left.push({ finding, reason });
  }
  return { fixed, left, edits };
}

/** The texts of the files that edits change. */
export function contentsOf(
  edits: ReadonlyMap<string, readonly Edit[]>,
  { sourceOf }: Pick<PlanInput, "sourceOf">,
): ReadonlyMap<string, string> {
  return new Map([...edits].map(([file, list]) => [file, applyEdits(sourceOf(file)?.text ?? "", list)]));
}

function whyNot(
  { fix }: FixableFinding,
  taken: ReadonlyMap<string, readonly Edit[]>,
  { refuse, sourceOf }: PlanInput,
): string | undefined {
  for (const { at, text } of fix.edits) {
    const refused = refuse(at.file);
    if (refused !== undefined) return refused;
    const length = sourceOf(at.file)?.text.length ?? -1;
    if (at.span.start > at.span.end || at.span.end > length) return `${at.file} has no such place`;
    const edit = { span: at.span, text };
    if (taken.get(at.file)?.some((other) => areInConflict(edit, other)))
      return "another fix changes the same text: run fix again";
  }
  return fix.edits.length === 0 ? "it edits nothing" : undefined;
}

function addEdits(edits: Map<string, Edit[]>, fix: Fix): void {
  for (const { at, text } of fix.edits) {
    const list = edits.get(at.file) ?? [];
    edits.set(at.file, list);
    list.push({ span: at.span, text });
  }
}
