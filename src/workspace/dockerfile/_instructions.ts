/** One joined instruction line → instructions of the model; ENV, ARG and LABEL may name several. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { fileSpan, sliceEmbedded } from "../../text/slice-embedded.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/ast.ts";
import { parseExecForm } from "./_exec-form.ts";
import { parseHereDocument } from "./_here-documents.ts";
import type { InstructionLine } from "./_instruction-lines.ts";
import { execFormScript, parseShellForm } from "./_run-script.ts";
import {
  dockerText,
  type InstructionFlag,
  type LineWord,
  plainWords,
  quotedWords,
  readFlags,
} from "./_words.ts";
import type { DockerInstruction, DockerMount } from "./model.ts";

/** What the lines of one file share while they are read. */
export interface InstructionContext {
  readonly file: string;
  readonly escapeMark: "\\" | "`";
  /** Words of the SHELL instruction in force; empty for the image's own. */
  readonly shell: readonly string[];
  report(span: Span, reason: string): void;
}

/** A line's keyword in upper case with its flags and the offset of its arguments. */
export interface InstructionHead {
  readonly keyword: string;
  readonly flags: readonly InstructionFlag[];
  readonly argumentsStart: number;
}

const knownKeywords = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

/** Reads the keyword and the flags of a line. */
export function readHead(line: InstructionLine, escapeMark: "\\" | "`"): InstructionHead {
  const [match, keyword = ""] = /^\s*(\S+)\s*/.exec(line.text.text) ?? [""];
  const upper = keyword.toUpperCase();
  // Flags of a sub-command stay in the text.
  if (upper === "ONBUILD") return { keyword: upper, flags: [], argumentsStart: match.length };
  return { keyword: upper, ...readFlags(line.text, match.length, escapeMark) };
}

/** The instructions of any line but FROM. */
export function readInstructions(
  line: InstructionLine,
  head: InstructionHead,
  context: InstructionContext,
): readonly DockerInstruction[] {
  const { text, span } = line;
  const { keyword, argumentsStart } = head;
  const rest = dockerText(text, argumentsStart);
  if (rest.text === "" && knownKeywords.has(keyword)) context.report(span, `${keyword} has no arguments`);
  switch (keyword) {
    case "ARG":
      return quotedWords(text, argumentsStart, context.escapeMark).map((word) => readArg(text, word));
    case "ENV":
    case "LABEL":
      return readNamedValues(line, head, context);
    case "WORKDIR":
      return [{ kind: "workdir", path: rest, span }];
    case "USER":
      return [{ kind: "user", user: rest, span }];
    case "SHELL":
      return [readShell(line, argumentsStart, context)];
    case "COPY":
    case "ADD":
      return [readCopy(line, head, context)];
    case "RUN":
      return [readRun(line, head, context)];
    case "CMD":
    case "ENTRYPOINT": {
      const words = parseExecForm(text, argumentsStart);
      const kind = keyword === "CMD" ? "cmd" : "entrypoint";
      return [{ kind, words: words ?? [rest], isExecForm: words !== undefined, span }];
    }
    case "ONBUILD": {
      const later: InstructionLine = { ...line, text: sliceEmbedded(text, argumentsStart) };
      const headOfLater = readHead(later, context.escapeMark);
      const isAllowed = !/^(?:ONBUILD|FROM|MAINTAINER)?$/.test(headOfLater.keyword);
      const triggers = isAllowed ? readInstructions(later, headOfLater, context) : [];
      return [{ kind: "other", keyword, text: rest.text, triggers, span }];
    }
    default:
      if (!knownKeywords.has(keyword)) context.report(span, `Unknown instruction "${keyword}"`);
      return [{ kind: "other", keyword, text: rest.text, span }];
  }
}

function readArg(text: EmbeddedText, word: LineWord): Extract<DockerInstruction, { kind: "arg" }> {
  const equals = word.text.indexOf("=");
  const name = word.text.slice(0, equals === -1 ? undefined : equals).replace(/["']/g, "");
  const defaultValue = equals === -1 ? undefined : dockerText(text, word.start + equals + 1, word.end);
  return { kind: "arg", name, defaultValue, span: fileSpan(text, word.start, word.end) };
}

function readNamedValues(
  { text, span }: InstructionLine,
  { keyword, argumentsStart }: InstructionHead,
  context: InstructionContext,
): readonly DockerInstruction[] {
  const kind = keyword === "ENV" ? "env" : "label";
  const words = quotedWords(text, argumentsStart, context.escapeMark);
  const [first] = words;
  if (!first) return [];
  if (!first.text.includes("=")) {
    // `ENV name value`: the value is the rest of the line.
    const [name] = plainWords(text, argumentsStart);
    if (!name) return [];
    const value = dockerText(text, name.end);
    if (value.text === "") context.report(span, `${keyword} ${name.text} has no value`);
    return [
      { kind, name: unquote(name.text), value, span: fileSpan(text, name.start, text.text.trimEnd().length) },
    ];
  }
  return words.flatMap((word): DockerInstruction[] => {
    const equals = word.text.indexOf("=");
    const wordSpan = fileSpan(text, word.start, word.end);
    if (equals === -1) {
      context.report(wordSpan, `"${word.text}" is not of the form NAME=value`);
      return [];
    }
    const name = unquote(word.text.slice(0, equals));
    return [{ kind, name, value: dockerText(text, word.start + equals + 1, word.end), span: wordSpan }];
  });
}

function unquote(text: string): string {
  return text.replace(/["']/g, "");
}

function readShell(
  { text, span }: InstructionLine,
  argumentsStart: number,
  context: InstructionContext,
): DockerInstruction {
  const words = parseExecForm(text, argumentsStart);
  if (!words) context.report(span, "SHELL needs a JSON array of strings");
  return { kind: "shell", words: (words ?? []).map((word) => word.text), span };
}

function readCopy(
  { text, span, hereDocuments }: InstructionLine,
  { keyword, flags, argumentsStart }: InstructionHead,
  context: InstructionContext,
): DockerInstruction {
  const words =
    parseExecForm(text, argumentsStart) ??
    copyWords(text, argumentsStart).map((word) => dockerText(text, word.start, word.end));
  const target = words.at(-1) ?? dockerText(text, text.text.length);
  if (words.length < 2) context.report(span, `${keyword} needs a source and a target`);
  const from = flags.find((flag) => flag.name === "from");
  return {
    kind: keyword === "COPY" ? "copy" : "add",
    sources: words.slice(0, -1),
    target,
    from: from && dockerText(text, from.valueStart, from.word.end),
    flags: new Map(flags.map((flag) => [flag.name, flag.value])),
    hasHereDocument: hereDocuments.length > 0,
    ...(hereDocuments.length > 0 && {
      hereDocuments: hereDocuments.map(({ name, body, bodySpan }) => ({ name, text: body, span: bodySpan })),
    }),
    span,
  };
}

/** Blanks may stand between `<<` and its name. */
function copyWords(text: EmbeddedText, start: number): readonly LineWord[] {
  const words: LineWord[] = [];
  for (const word of plainWords(text, start)) {
    const before = words.at(-1);
    if (before && /^\d*<<-?$/.test(before.text) && parseHereDocument(before.text + word.text)) {
      words[words.length - 1] = { start: before.start, end: word.end, text: before.text + word.text };
    } else words.push(word);
  }
  return words;
}

function readRun(
  line: InstructionLine,
  { flags, argumentsStart }: InstructionHead,
  context: InstructionContext,
): DockerInstruction {
  const { file, shell } = context;
  const words = parseExecForm(line.text, argumentsStart);
  const scriptSpan = { start: line.text.fileOffset(argumentsStart), end: line.span.end };
  let script: ShellScript | undefined;
  return {
    kind: "run",
    // Parsed when first asked for: many files are read for their FROM and ENV lines only.
    get script() {
      script ??= words
        ? execFormScript(file, scriptSpan, words)
        : parseShellForm({ file, line, argumentsStart, shell });
      return script;
    },
    isExecForm: words !== undefined,
    mounts: flags.filter((flag) => flag.name === "mount").map((flag) => readMount(line.text, flag)),
    flags: new Map(flags.map((flag) => [flag.name, flag.value])),
    span: line.span,
  };
}

function readMount(text: EmbeddedText, { value, word }: InstructionFlag): DockerMount {
  const options = new Map<string, string>();
  for (const field of value.split(",")) {
    const equals = field.indexOf("=");
    const name = (equals === -1 ? field : field.slice(0, equals)).trim().toLowerCase();
    if (name) options.set(name, equals === -1 ? "" : field.slice(equals + 1).trim());
  }
  return { type: options.get("type") ?? "bind", options, span: fileSpan(text, word.start, word.end) };
}
