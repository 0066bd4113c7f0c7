/**
 * Matching of compiled glob patterns. git and Docker write patterns differently; both compile to the
 * same steps. Matching goes back only to the last `*` and the last `**`, so no pattern can hang it.
 */

/** One step of a compiled pattern. */
export type GlobStep =
  | { readonly kind: "text"; readonly text: string }
  /** `?`: one character that is no slash. */
  | { readonly kind: "one" }
  /** `[…]`: `set[code]` is 1 for characters that match; a slash does only in Docker's negated sets. */
  | { readonly kind: "class"; readonly set: Uint8Array }
  /** `*`: any run without slash. */
  | { readonly kind: "run" }
  /** A `**` with its slash: any number of whole folders, none only when `canBeNone`. */
  | { readonly kind: "folders"; readonly canBeNone: boolean }
  /** A `**` at the end: everything. */
  | { readonly kind: "rest" }
  /** A malformed pattern, which matches nothing. */
  | { readonly kind: "never" };

const slash = 0x2f;

/** Whether the steps match all of `path` from offset `from`. */
export function matchGlob(steps: readonly GlobStep[], path: string, from: number): boolean {
  const end = path.length;
  let index = 0;
  let at = from;
  let runIndex = -1;
  let runAt = 0;
  let foldersIndex = -1;
  let foldersAt = 0;
  for (;;) {
    const step = steps[index];
    if (step === undefined) {
      if (at === end) return true;
    } else if (step.kind === "rest") {
      return true;
    } else if (step.kind === "never") {
      return false;
    } else if (step.kind === "run") {
      runIndex = ++index;
      runAt = at;
      continue;
    } else if (step.kind === "folders") {
      foldersIndex = index + 1;
      foldersAt = at;
      if (step.canBeNone) {
        index++;
        continue;
      }
    } else {
      const length = stepLength(step, path, at);
      if (length >= 0) {
        at += length;
        index++;
        continue;
      }
    }
    // The step did not match: let the last `*` take one more character, else the last `**` one more folder.
    if (runIndex >= 0 && runAt < end && path.charCodeAt(runAt) !== slash) {
      at = ++runAt;
      index = runIndex;
      continue;
    }
    if (foldersIndex < 0) return false;
    const next = path.indexOf("/", foldersAt);
    if (next < 0) return false;
    foldersAt = at = next + 1;
    index = foldersIndex;
    runIndex = -1;
  }
}

/** Characters that a simple step takes at an offset, or -1. */
function stepLength(
  step: Extract<GlobStep, { kind: "text" | "one" | "class" }>,
  path: string,
  at: number,
): number {
  if (step.kind === "text") return path.startsWith(step.text, at) ? step.text.length : -1;
  if (at >= path.length) return -1;
  const code = path.charCodeAt(at);
  const takes = step.kind === "one" ? code !== slash : step.set[code] === 1;
  return takes ? 1 : -1;
}

/** Adds a character to the text step that stands last, or starts one. */
export function appendText(steps: GlobStep[], text: string): void {
  const last = steps[steps.length - 1];
  if (last?.kind === "text") steps[steps.length - 1] = { kind: "text", text: last.text + text };
  else steps.push({ kind: "text", text });
}

const nonAscii = /[^\x00-\x7f]/;

/** The UTF-8 bytes of a text, one character per byte: git's `?` and `[…]` take one byte. */
export function toByteText(text: string): string {
  return nonAscii.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}
