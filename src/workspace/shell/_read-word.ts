/** Words of the syntax tree as parts: literals after quote removal, variables, substitutions, holes. */
import { type EmbeddedText, embedPieces, type Hole } from "../../text/embedded-text.ts";
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { scanWord, type WordRange } from "./_scan-word.ts";
import type { ScriptText } from "./_script-text.ts";
import type { ShellNode, Word, WordPart } from "./ast.ts";

/** What a word needs from its surroundings. */
export interface WordContext {
  readonly script: ScriptText;
  /** The statements inside `$( … )`, backquotes or `<( … )`. */
  readSubstitution(node: SyntaxNode): readonly ShellNode[];
  /** The elements of an array. */
  readItems(node: SyntaxNode): readonly Word[];
  /** What `read` makes of a node, or `nothing` and a problem where scripts are nested too deeply. */
  oneDeeper<Value>(node: SyntaxNode | undefined, nothing: Value, read: () => Value): Value;
}

const specialKinds = new Set([
  "simple_expansion",
  "expansion",
  "command_substitution",
  "process_substitution",
  "arithmetic_expansion",
  "brace_expression",
  "array",
]);

/** Where a quoted word came from, so that its text can be read as a script later. */
const origins = new WeakMap<Word, { script: ScriptText; range: WordRange }>();

/** A word from `start` to `end`; `nodes` are the tree's nodes in that range. */
export function readWord(
  context: WordContext,
  {
    start,
    end,
    nodes,
    isQuoted = false,
  }: { start: number; end: number; nodes: readonly SyntaxNode[]; isQuoted?: boolean },
): Word {
  const plain = readPlainWord(context.script, start, end);
  if (plain && !isQuoted) return plain;
  const range: WordRange = {
    start,
    end,
    specials: collectSpecials(context.script, { nodes, start, end }),
    isQuoted,
  };
  const { script } = context;
  const word = {
    parts: readParts(context, range),
    span: script.spanOf(start, end),
    text: script.text.slice(start, end),
  };
  if (/["']/.test(word.text)) origins.set(word, { script, range });
  return word;
}

/** Most words are one literal: nothing to remove, nothing to fill in. */
function readPlainWord(script: ScriptText, start: number, end: number): Word | undefined {
  const text = script.text.slice(start, end);
  if (!/^[\w./:=,@%+~^*?-]+$/.test(text)) return undefined;
  if (script.holes.length > 0 && (script.holeAt(start) || script.nextHoleStart(start) < end))
    return undefined;
  const span = script.spanOf(start, end);
  return { parts: [{ kind: "literal", text, quoted: false, span }], span, text };
}

function collectSpecials(
  script: ScriptText,
  { nodes, start, end }: { nodes: readonly SyntaxNode[]; start: number; end: number },
): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode) => {
    if (specialKinds.has(node.kind)) {
      // In double quotes the grammar counts the blanks before an expansion as part of it.
      const blanks = /^\s*/.exec(script.masked.slice(node.start, node.end))?.[0].length ?? 0;
      const special = blanks === 0 ? node : { ...node, start: node.start + blanks };
      if (special.start >= start && special.end <= end) found.push(special);
      return;
    }
    for (const child of node.children) visit(child);
  };
  for (const node of nodes) visit(node);
  return found;
}

function readParts(context: WordContext, range: WordRange): readonly WordPart[] {
  const { script } = context;
  const parts: WordPart[] = [];
  let open: { text: string; quoted: boolean; start: number; end: number } | undefined;
  let emptyQuotesAt: number | undefined;
  const close = () => {
    if (open)
      parts.push({
        kind: "literal",
        text: open.text,
        quoted: open.quoted,
        span: script.spanOf(open.start, open.end),
      });
    open = undefined;
  };
  scanWord(script, range, {
    literal(text, quoted, start, end) {
      if (text === "") {
        emptyQuotesAt ??= start;
        return;
      }
      if (open?.quoted === quoted) {
        open.text += text;
        open.end = end;
        return;
      }
      close();
      open = { text, quoted, start, end };
    },
    special(node, quoted) {
      close();
      parts.push(readSpecial(context, node, quoted));
    },
    hole({ start, end, expression }, quoted) {
      close();
      parts.push({ kind: "hole", expression, quoted, span: script.spanOf(start, end) });
    },
    other(start, end) {
      close();
      parts.push({ kind: "other", text: script.text.slice(start, end), span: script.spanOf(start, end) });
    },
  });
  close();
  if (parts.length > 0 || emptyQuotesAt === undefined) return parts;
  return [{ kind: "literal", text: "", quoted: true, span: script.spanOf(emptyQuotesAt, range.end) }];
}

function readSpecial(context: WordContext, node: SyntaxNode, quoted: boolean): WordPart {
  const { script } = context;
  const span = script.spanOf(node.start, node.end);
  const text = script.text.slice(node.start, node.end);
  if (node.kind === "command_substitution") {
    return { kind: "substitution", body: context.readSubstitution(node), quoted, span };
  }
  if (node.kind === "process_substitution") {
    return { kind: "other", text, span, body: context.readSubstitution(node) };
  }
  if (node.kind === "array") return { kind: "other", text, span, items: context.readItems(node) };
  // `$10` is `$1` with a `0` behind it.
  const isTwo = /^\$\d{2}/.test(text);
  if (node.kind === "simple_expansion" && !isTwo && !script.holeAt(node.start + 1)) {
    return {
      kind: "variable",
      name: text.slice(1).replace(/\\\r?\n/g, ""),
      operator: "",
      argument: undefined,
      quoted,
      span,
    };
  }
  const other: WordPart = { kind: "other", text, span };
  if (node.kind === "expansion")
    return context.oneDeeper(node, other, () => readExpansion(context, node, quoted));
  return { ...other, ...innerCommands(context, node) };
}

/** Commands that run inside an arithmetic expansion. */
function innerCommands(context: WordContext, node: SyntaxNode): { body?: readonly ShellNode[] } {
  const substitutions: SyntaxNode[] = [];
  const visit = (inner: SyntaxNode) => {
    if (inner.kind === "command_substitution") substitutions.push(inner);
    else for (const child of inner.children) visit(child);
  };
  visit(node);
  if (substitutions.length === 0) return {};
  return { body: substitutions.flatMap((inner) => context.readSubstitution(inner)) };
}

const expansionHead =
  /^\$\{([!#]?)([A-Za-z_]\w*|[0-9]+|[@*#?$!_-])(\[[^\]]*\])?(:[-=+?]|[-=+?]|##?|%%?|\/[/#%]?|,,?|\^\^?|@|:)?/;

function readExpansion(context: WordContext, node: SyntaxNode, quoted: boolean): WordPart {
  const { script } = context;
  const span = script.spanOf(node.start, node.end);
  const text = script.text.slice(node.start, node.end);
  const match = expansionHead.exec(text);
  const [head = "", prefix = "", name = "", subscript = "", operator = ""] = match ?? [];
  const hasHole = script.nextHoleStart(node.start) < node.start + head.length;
  if (!match || hasHole) return { kind: "other", text, span };
  if (prefix === "#")
    return { kind: "variable", name, operator: `length${subscript}`, argument: undefined, quoted, span };
  if (prefix === "!")
    return { kind: "variable", name, operator: `!${subscript}`, argument: undefined, quoted, span };
  // `"${NAME[@]+"${NAME[@]}"}"` is the array also where it is empty; all else changes its elements.
  const behind = text.slice(head.length - operator.length, -1);
  const isSame = behind === "" || /^:?\+"?\$\{?\w+\[@\]\}?"?$/.test(behind) || /^\[[0@*]\]/.test(behind);
  if (/^\[[@*]\]$/.test(subscript) && !isSame && !behind.startsWith(":"))
    return { kind: "other", text, span };
  if (subscript) return { kind: "variable", name, operator: subscript, argument: undefined, quoted, span };
  const argumentStart = node.start + head.length;
  const argumentEnd = Math.max(argumentStart, node.end - 1);
  const argument = operator
    ? readWord(context, { start: argumentStart, end: argumentEnd, nodes: node.children })
    : undefined;
  return { kind: "variable", name, operator, argument, quoted, span };
}

/** A word's text after quote removal, as a script; what the outer shell fills in first is a hole. */
export function wordAsScript(word: Word): { input: EmbeddedText; file: string } | undefined {
  const origin = origins.get(word);
  if (!origin) return undefined;
  const { script, range } = origin;
  const pieces: { text: string; fileStart: number }[] = [];
  const holes: Hole[] = [];
  let length = 0;
  const add = (text: string, fileStart: number) => {
    pieces.push({ text, fileStart });
    length += text.length;
  };
  const addHole = (start: number, end: number, expression: string) => {
    holes.push({ start: length, end: length + end - start, expression });
    add(script.text.slice(start, end), start);
  };
  scanWord(script, range, {
    literal: (text, _quoted, start, end) => {
      // An escape is longer than what it stands for; its text is what follows the backslash.
      add(text, text.length === 1 && end - start === 2 ? start + 1 : start);
    },
    special: (node) => addHole(node.start, node.end, script.text.slice(node.start, node.end)),
    hole: (hole) => addHole(hole.start, hole.end, hole.expression),
    other: (start, end) => addHole(start, end, script.text.slice(start, end)),
  });
  const inner = embedPieces(
    pieces.filter((piece) => piece.text !== ""),
    holes,
  );
  const input = { ...inner, fileOffset: (offset: number) => script.fileOffset(inner.fileOffset(offset)) };
  return { input, file: script.file };
}
