import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import { noteOnce } from "./note-once.ts";

/** A test holds patterns that the grammar does not know, and no command but in substitutions, which are read. */
const holdsNoCommand = /of the (?:test|command)$/;

/** Why a line that make computes is not known as a whole. */
export const tooManySteps = "make computes this line in more steps than are followed";

/** Parts of a script that cannot be read become unknowns of the site that runs it, each place once. */
export function noteBrokenParts(script: ShellScript, unknowns: Unknown[]): void {
  for (const problem of script.problems) {
    const { span, reason } = problem;
    const own = reason === tooManySteps ? "too-many-steps" : "broken-script";
    if (holdsNoCommand.test(reason)) continue;
    noteOnce({ at: { file: script.file, span }, reason, code: own }, unknowns);
  }
}

/** Whether a text is one of PowerShell, or holds expressions of GitLab's steps: neither is a broken shell script. */
export function isForeignScript(text: string): boolean {
  return /(?:^|[\s({|])[A-Z][a-z]+-[A-Z][A-Za-z]+\b|\$(?:null|LASTEXITCODE|true|false)\b|\$env:|\$\{\{/m.test(
    text,
  );
}
