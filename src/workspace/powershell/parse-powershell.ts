/**
 * Scripts of PowerShell as far as they decide how go runs: simple commands, `$env:` assignments, blocks and the
 * checks of `$LASTEXITCODE`, as nodes of the shell's syntax tree. What may run go and is not read is a problem.
 * https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-02
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { ShellNode, ShellScript } from "../shell/ast.ts";
import type { Cursor } from "./_cursor.ts";
import { isProgram } from "./_is-program.ts";
import { readBody } from "./_read-statements.ts";

const maxLength = 256 << 10;

/**
 * Parses a script of PowerShell that stands in `file`. CI systems end a script with the status of the last
 * program; `powershell -Command` alone (`endsPlainly`) with that of the last command, whatever it is.
 */
export function parsePowershell(
  input: EmbeddedText,
  options: { file: string; span?: Span; endsPlainly?: boolean },
): ShellScript {
  const { text } = input;
  const span = options.span ?? { start: input.fileOffset(0), end: input.fileOffset(text.length) };
  const base = { file: options.file, span, shebang: undefined, comments: [] };
  if (text.length > maxLength) {
    const reason = `A script of more than ${maxLength} characters is not read`;
    return { ...base, body: [], problems: [{ span, reason }] };
  }
  const cursor: Cursor = { text, input, problems: [], at: 0, depth: 0 };
  const body: ShellNode[] = [];
  while (cursor.at < text.length) {
    body.push(...readBody(cursor, ""));
    // A bracket without its opening one.
    cursor.at++;
  }
  return { ...base, body: options.endsPlainly ? body : withStatus(body), problems: cursor.problems };
}

/** Cmdlets leave the status of the program before them alone: it is still the script's when they end it. */
function withStatus(body: readonly ShellNode[]): readonly ShellNode[] {
  const last = body.findLastIndex(isProgram);
  const program = body[last];
  if (!program || last === body.length - 1) return body;
  const ends = body.slice(last + 1).every((node) => node.kind === "command");
  if (!ends || (program.kind !== "command" && program.kind !== "pipeline")) return body;
  const word = (text: string) => ({
    parts: [{ kind: "literal" as const, text, quoted: true, span: program.span }],
    span: program.span,
    text,
  });
  const exit: ShellNode = {
    kind: "command",
    assignments: [],
    words: [word("exit"), word("1")],
    redirects: [],
    span: program.span,
    text: "exit",
  };
  const counted: ShellNode = { kind: "or", left: program, right: exit, span: program.span };
  return [...body.slice(0, last), counted, ...body.slice(last + 1)];
}
