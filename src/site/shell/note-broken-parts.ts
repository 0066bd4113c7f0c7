import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Unknown } from "../../workspace/unknown.ts";

/** A test holds patterns that the grammar does not know, and no command but in substitutions, which are read. */
const holdsNoCommand = /of the (?:test|command)$/;

/** Parts of a script that cannot be read become unknowns of the site that runs it, each place once. */
export function noteBrokenParts(script: ShellScript, unknowns: Unknown[]): void {
  for (const { span, reason } of script.problems) {
    if (holdsNoCommand.test(reason)) continue;
    const isNoted = unknowns.some(
      ({ at, code }) => code === "broken-script" && at.file === script.file && at.span.start === span.start,
    );
    if (!isNoted) unknowns.push({ at: { file: script.file, span }, reason, code: "broken-script" });
  }
}

/** Whether a text is one of PowerShell, or holds expressions of GitLab's steps: neither is a broken shell script. */
export function isForeignScript(text: string): boolean {
  return /(?:^|[\s({|])[A-Z][a-z]+-[A-Z][A-Za-z]+\b|\$(?:null|LASTEXITCODE|true|false)\b|\$env:|\$\{\{/m.test(
    text,
  );
}
