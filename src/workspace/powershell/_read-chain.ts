/** Commands and what joins them: pipes, `&&`, `||` and redirections. */
import type { CommandNode, ShellNode, Word } from "../shell/ast.ts";
import { asShellCommand } from "./_as-shell-command.ts";
import { type Cursor, isEnd, oneLine, skipBetween, skipBlanks, spanOf } from "./_cursor.ts";
import { literalWord } from "./_make-word.ts";
import { readBody } from "./_read-statements.ts";
import { readWord } from "./_read-word.ts";

/** `a && b || c`, from PowerShell 7 on. */
export function readChain(cursor: Cursor): ShellNode {
  const start = cursor.at;
  let left = readPipeline(cursor);
  for (;;) {
    skipBlanks(cursor);
    const operator = cursor.text.slice(cursor.at, cursor.at + 2);
    if (operator !== "&&" && operator !== "||") break;
    cursor.at += 2;
    skipBetween(cursor);
    const right = readPipeline(cursor);
    left = { kind: operator === "&&" ? "and" : "or", left, right, span: spanOf(cursor, start, cursor.at) };
  }
  if (cursor.text[cursor.at] !== "&") return left;
  cursor.at++;
  return { kind: "background", body: left, span: spanOf(cursor, start, cursor.at) };
}

function readPipeline(cursor: Cursor): ShellNode {
  const start = cursor.at;
  const first = readCommand(cursor);
  const parts: CommandNode[] = [first];
  for (;;) {
    skipBlanks(cursor);
    const here = cursor.at;
    // A line may begin with the bar.
    const next = /^\s*\|(?!\|)/.exec(cursor.text.slice(here, here + 400));
    if (!next) break;
    cursor.at += next[0].length;
    skipBetween(cursor);
    parts.push(readCommand(cursor));
  }
  const span = spanOf(cursor, start, cursor.at);
  const text = oneLine(cursor.text.slice(start, cursor.at));
  const commands = parts.map(asShellCommand);
  const written = writtenByPipe(parts, text);
  if (written) return written;
  return commands.length === 1 && commands[0] ? commands[0] : { kind: "pipeline", parts: commands, span };
}

/** `"NAME=value" | Out-File -Append $env:GITHUB_ENV` writes as `echo "NAME=value" >> $GITHUB_ENV` does. */
function writtenByPipe(
  [first, last, ...more]: readonly CommandNode[],
  text: string,
): CommandNode | undefined {
  if (!first || !last || more.length > 0) return undefined;
  if (!/^(?:Out-File|Add-Content|Tee-Object|Set-Content)$/i.test(last.words[0]?.text ?? "")) return undefined;
  const target = last.words.find((word) => /GITHUB_(?:ENV|PATH|OUTPUT)/i.test(word.text));
  if (!target) return undefined;
  const redirect = { operator: ">>", target, here: undefined, span: target.span };
  return { ...first, redirects: [...first.redirects, redirect], text };
}

/** Commands that run a text, a script or a program that they are given. */
const starter =
  /^(?:invoke-expression|iex|invoke-command|icm|start-process|saps|start-job|pwsh|powershell|cmd)(?:\.exe)?$/i;
const maybeGo = /(?:^|[\s"'\\/])go(?:\.exe)?(?=[\s"']|$)|\.(?:ps1|bat|cmd)\b/i;

function readCommand(cursor: Cursor): CommandNode {
  const start = cursor.at;
  const words: Word[] = [];
  const redirects: CommandNode["redirects"][number][] = [];
  if (/^&[ \t"'$]/.test(cursor.text.slice(start, start + 2))) cursor.at++;
  skipBlanks(cursor);
  if (/^["']|^@["']/.test(cursor.text.slice(start, start + 2)))
    words.push(literalWord(cursor, "echo", start));
  let end = start;
  for (; cursor.at < cursor.text.length; end = cursor.at) {
    skipBlanks(cursor);
    if (isEnd(cursor)) break;
    const redirect = /^(?:[\d*]?>>?&\d|[\d*]?>>?)/.exec(cursor.text.slice(cursor.at, cursor.at + 6))?.[0];
    const from = cursor.at;
    if (redirect !== undefined) {
      cursor.at += redirect.length;
      skipBlanks(cursor);
      const target = redirect.includes("&") ? undefined : readWord(cursor, readBody);
      redirects.push({ operator: redirect, target, here: undefined, span: spanOf(cursor, from, cursor.at) });
      continue;
    }
    words.push(readWord(cursor, readBody));
    if (cursor.at === from) cursor.at++;
  }
  const text = oneLine(cursor.text.slice(start, end));
  if (starter.test(words[0]?.text ?? "") && maybeGo.test(text.slice(words[0]?.text.length ?? 0))) {
    const reason = `What ${words[0]?.text} runs is not followed, and it may be go`;
    cursor.problems.push({ span: spanOf(cursor, start, end), reason });
  }
  return { kind: "command", assignments: [], words, redirects, span: spanOf(cursor, start, end), text };
}
