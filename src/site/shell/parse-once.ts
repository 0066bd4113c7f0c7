import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";

const parsed = new WeakMap<EmbeddedText, ShellScript>();

/** Parses a text of the workspace once, however many matrix cells and callers run it. */
export function parseOnce(text: EmbeddedText, options: { file: string; span: Span }): ShellScript {
  const known = parsed.get(text);
  if (known) return known;
  const script = parseShell(text, options);
  parsed.set(text, script);
  return script;
}
