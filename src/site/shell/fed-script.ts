/** Scripts that a shell reads from its standard input, from a text or a variable: here-documents, pipes, eval, trap. */
import type { Hole } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type {
  CommandNode,
  Redirect,
  ShellNode,
  ShellScript,
  Word,
  WordPart,
} from "../../workspace/shell/ast.ts";
import { parseNestedShell, parseShell } from "../../workspace/shell/parse-shell.ts";
import { unknown, type Value } from "../value.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

/** What a shell is given to read: as a script, or as a text in which something is still filled in. */
export type FedScript =
  | {
      readonly script: ShellScript;
      /** What the shell fills in and files do not show, by the expressions of the script's holes. */
      readonly holes?: ReadonlyMap<string, Value>;
    }
  | { readonly open: string };

/** The operator of a redirect that stands for a pipe whose text is not known word by word. */
const openPipe = "|";

/** The script of `bash <<EOF`, `bash <<< 'text'`; undefined when nothing is fed by redirects. */
export function fedScript({ redirects }: CommandNode, scope: WordScope): FedScript | undefined {
  const last = redirects.findLast(({ operator }) => /^(?:\d*<<[<-]?|<|\|)$/.test(operator));
  if (!last?.here) return undefined;
  const { text, span, expands } = last.here;
  if (last.operator === openPipe) return { open: text };
  if (last.operator.endsWith("<<<")) return scriptOfWord(last.target, text);
  if (!expands || !/[$`\\]/.test(text)) return { script: scriptOfText(text, { file: scope.file, span }) };
  const filled = filledText(last.here.parts, scope);
  if (filled === undefined) return { open: text };
  const place = { file: scope.file, span };
  if (filled.holes.length === 0) return { script: scriptOfText(filled.text, place) };
  const script = parseShell({ ...filled, fileOffset: () => span.start }, place);
  return { script, holes: filled.values };
}

/** The file of `bash < file`, also where `cat file |` stands in front. */
export function fedFile({ redirects }: CommandNode): Word | undefined {
  const last = redirects.findLast(({ operator }) => /^(?:\d*<<[<-]?|0?<|\|)$/.test(operator));
  return last?.here || !last || !/^0?<$/.test(last.operator) ? undefined : last.target;
}

interface FilledText {
  readonly text: string;
  readonly holes: readonly Hole[];
  readonly values: ReadonlyMap<string, Value>;
}

/** A here-document with what the shell puts into it, and holes where files do not show what. */
function filledText(parts: readonly WordPart[] = [], scope: WordScope): FilledText | undefined {
  let text = "";
  const holes: Hole[] = [];
  const values = new Map<string, Value>();
  for (const part of parts) {
    const value = evaluateWord({ parts: [part], span: part.span, text: "" }, scope);
    const isParameter = part.kind === "variable" && /^\d+$/.test(part.name);
    if (value.kind === "unknown" && (!value.isUnset || isParameter)) {
      const expression = `filled in ${holes.length + 1}`;
      holes.push({ start: text.length, end: text.length + 1, expression });
      values.set(expression, unknown(value.reason, value.at));
      text += "H";
    } else {
      text += value.kind === "known" ? value.text : (value.textIfUnset ?? "");
    }
  }
  return parts.length > 0 ? { text, holes, values } : undefined;
}

function scriptOfWord(word: Word | undefined, text: string): FedScript {
  const isPlain = word?.parts.every(({ kind }) => kind === "literal") ?? false;
  const script = word && isPlain ? parseNestedShell(word) : undefined;
  return script ? { script } : { open: text };
}

/** The script in a word of `RUN ["sh", "-c", "…"]`, which no shell wrote; undefined where something is filled in. */
export function scriptOfLiteral({ parts, span }: Word, file: string): ShellScript | undefined {
  const texts = parts.flatMap((part) => (part.kind === "literal" ? [part.text] : []));
  return texts.length === parts.length ? scriptOfText(texts.join(""), { file, span }) : undefined;
}

/** A script whose text stands at a place, or comes from there: then all of it has that place. */
export function scriptOfText(text: string, { file, span }: Place): ShellScript {
  const isThere = span.end - span.start === text.length;
  const fileOffset = (offset: number): number => (isThere ? span.start + offset : span.start);
  return parseShell({ text, holes: [], fileOffset }, { file, span });
}

/** `cat <<EOF | bash`, `echo 'text' | sh`: the part of a pipeline with what the part before it prints. */
export function fedByPipe(part: ShellNode, before: ShellNode | undefined): ShellNode {
  if (part.kind !== "command" || before?.kind !== "command") return part;
  if (part.redirects.some(({ operator }) => operator.startsWith("<"))) return part;
  const redirect = printedBy(before);
  return redirect ? { ...part, redirects: [...part.redirects, redirect] } : part;
}

function printedBy(node: CommandNode): Redirect | undefined {
  const [name, ...rest] = node.words;
  if (name?.text === "cat" && rest.length === 0) {
    const here = node.redirects.find((redirect) => redirect.here);
    // Its substitutions run once, before cat does.
    return here?.here && { ...here, here: { ...here.here, parts: [] } };
  }
  const [file] = rest;
  if (name?.text === "cat" && file && rest.length === 1 && !file.text.startsWith("-"))
    return { operator: "<", target: file, here: undefined, span: node.span };
  if (name?.text !== "echo" && name?.text !== "printf") return undefined;
  const words = rest.filter(({ text }) => !/^-[neE]+$/.test(text));
  const [only] = words;
  const isText =
    words.length === 1 &&
    only !== undefined &&
    only.parts.every((part) => part.kind === "literal" && !/[\\%]/.test(part.text));
  const here = { text: node.text, span: node.span, delimiter: "", expands: false, parts: [] };
  const operator = isText ? "<<<" : openPipe;
  return { operator, target: isText ? only : undefined, here, span: node.span };
}
