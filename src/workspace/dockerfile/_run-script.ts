/**
 * The command of a RUN instruction as a shell script: its line with here-documents after it, the body of a
 * lone here-document, or one command made of the words of the exec form.
 */
import { type EmbeddedText, embedUnchanged } from "../../text/embedded-text.ts";
import { joinEmbedded } from "../../text/join-embedded.ts";
import { createPieceWriter } from "../../text/piece-writer.ts";
import { sliceEmbedded } from "../../text/slice-embedded.ts";
import type { Span } from "../../text/span.ts";
import { parseCmd } from "../cmd/parse-cmd.ts";
import { parsePowershell } from "../powershell/parse-powershell.ts";
import type { CommandNode, ShellScript, Word } from "../shell/ast.ts";
import { parseShell } from "../shell/parse-shell.ts";
import { parseHereDocument } from "./_here-documents.ts";
import type { HereDocument, InstructionLine } from "./_instruction-lines.ts";
import type { DockerText } from "./model.ts";

const posixShells = new Set(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox"]);

/** `shell` are the words of the SHELL instruction in force; empty for the image's own. */
export function parseShellForm(place: {
  file: string;
  line: InstructionLine;
  argumentsStart: number;
  shell: readonly string[];
}): ShellScript {
  const { file, line, argumentsStart, shell } = place;
  const { text, span, interpreter } = scriptText(line, argumentsStart);
  const program = /(?:^|[\\/])(pwsh|powershell|cmd)(?:\.exe)?$/i.exec(shell[0] ?? "")?.[1]?.toLowerCase();
  if (interpreter === undefined && program !== undefined)
    return program === "cmd"
      ? parseCmd(text, { file, span })
      : parsePowershell(afterWindows(text), { file, span, endsPlainly: true });
  if (!isPosix(interpreter ?? shell[0])) {
    const reason = `Commands for ${interpreter ?? shell[0]} are not read`;
    return { file, span, body: [], shebang: interpreter, problems: [{ span, reason }], comments: [] };
  }
  return parseShell(text, { file, span });
}

function scriptText(
  line: InstructionLine,
  argumentsStart: number,
): { text: EmbeddedText; span: Span; interpreter: string | undefined } {
  const command = sliceEmbedded(line.text, argumentsStart);
  const span = { start: line.text.fileOffset(argumentsStart), end: line.span.end };
  const [only] = line.hereDocuments;
  if (only && parseHereDocument(command.text.trim())) {
    const interpreter = /^#![ \t]*([^\r\n]*)/.exec(only.body)?.[1]?.trim();
    return { text: bodyText(only), span: only.bodySpan, interpreter };
  }
  const parts = [command];
  for (const document of line.hereDocuments) {
    // The builder itself puts the body and its end mark below the joined line.
    parts.push(embedUnchanged("\n", document.bodySpan.start - 1));
    parts.push(embedUnchanged(document.body, document.bodySpan.start));
    parts.push(embedUnchanged(document.name, document.endMark.start));
  }
  return { text: joinEmbedded(parts), span, interpreter: undefined };
}

function bodyText({ body, bodySpan, stripsTabs }: HereDocument): EmbeddedText {
  if (!stripsTabs) return embedUnchanged(body, bodySpan.start);
  const out = createPieceWriter();
  for (const line of body.matchAll(/^(\t*)(.*\n?)/gm)) {
    out.add(line[2] ?? "", bodySpan.start + line.index + (line[1]?.length ?? 0));
  }
  return out.finish();
}

/** Windows reads the quotes of a command line before PowerShell does: three of them leave one. */
function afterWindows(text: EmbeddedText): EmbeddedText {
  if (!text.text.includes('"""')) return text;
  const out = createPieceWriter();
  let last = 0;
  for (const { index } of text.text.matchAll(/"""/g)) {
    for (let at = last; at < index; at++) out.add(text.text[at] ?? "", text.fileOffset(at));
    out.add('"', text.fileOffset(index));
    last = index + 3;
  }
  for (let at = last; at < text.text.length; at++) out.add(text.text[at] ?? "", text.fileOffset(at));
  return out.finish();
}

function isPosix(interpreter: string | undefined): boolean {
  if (!interpreter) return true;
  const [program, ...options] = interpreter.split(/\s+/);
  const name =
    program?.split(/[\\/]/).at(-1) === "env" ? options.find((option) => !/^-|=/.test(option)) : program;
  return posixShells.has(
    name
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, "") ?? "",
  );
}

/** The exec form runs no shell: its words are one command, nothing in them is expanded. */
export function execFormScript(file: string, span: Span, words: readonly DockerText[]): ShellScript {
  const command: CommandNode = {
    kind: "command",
    assignments: [],
    words: words.map(execWord),
    redirects: [],
    span,
    text: words.map((word) => word.text).join(" "),
  };
  const body = words.length > 0 ? [command] : [];
  return { file, span, body, shebang: undefined, problems: [], comments: [] };
}

function execWord({ text, span }: DockerText): Word {
  return { parts: [{ kind: "literal", text, quoted: true, span }], span, text };
}
