import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import { parseCmd } from "../../workspace/cmd/parse-cmd.ts";
import { parsePowershell } from "../../workspace/powershell/parse-powershell.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";

/** What a script is written in, where it is no shell of Unix. */
export type ScriptLanguage = "shell" | "powershell" | "cmd";

/** The language of a `shell:` setting; everything that is not known is taken for a shell. */
export function languageOfShell(shell: string): ScriptLanguage {
  const name = /^\s*(?:\S*[\\/])?(pwsh|powershell|cmd)(?:\.exe)?(?:\s|$)/i.exec(shell)?.[1];
  if (name === undefined) return "shell";
  return name.toLowerCase() === "cmd" ? "cmd" : "powershell";
}

const parsers = { shell: parseShell, powershell: parsePowershell, cmd: parseCmd } as const;
const parsed = {
  shell: new WeakMap<EmbeddedText, ShellScript>(),
  powershell: new WeakMap<EmbeddedText, ShellScript>(),
  cmd: new WeakMap<EmbeddedText, ShellScript>(),
} as const;

/** Parses a text of the workspace once in each language, however many matrix cells and callers run it. */
export function parseOnce(
  text: EmbeddedText,
  options: { file: string; span: Span },
  language: ScriptLanguage = "shell",
): ShellScript {
  const known = parsed[language].get(text);
  if (known) return known;
  const script = parsers[language](text, options);
  parsed[language].set(text, script);
  return script;
}
