/**
 * YAML 1.2 text → nodes with the text as written and its places. This is the only file that knows the
 * `yaml` package, which is why it has over 300 lines: whatever looks at a node of the library stands here.
 * Broken, huge, deep or exploding input becomes problems, never an exception.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
} from "yaml";
import { type EmbeddedText, embedPieces, embedUnchanged } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { embedBlockScalar } from "./embed-block-scalar.ts";
import { embedFlowScalar } from "./embed-flow-scalar.ts";
import type { YamlComment, YamlDocument, YamlEntry, YamlNode, YamlScalar } from "./node.ts";

/** Text longer than this (UTF-16 units) is not parsed. */
const maxLength = 5 * 1024 * 1024;
/** Text of more tokens is not parsed: half a megabyte of nothing but brackets and commas would take a second. */
const maxTokens = 250_000;
/** Nesting beyond this depth is cut off, aliases counted as what they stand for. */
const maxDepth = 200;
/** Open collections at which nothing is parsed: how deep the library itself gets depends on the stack it is given. */
const maxOpen = 1000;
/** Nodes that aliases may add by standing for others. */
const maxAliasedNodes = 100_000;
const maxProblems = 100;
const tooDeep = "YAML is nested too deeply to be read";

type YamlProblem = YamlDocument["problems"][number];
type LibraryNode = NonNullable<Document.Parsed["contents"]>;
type LibraryPair = Pair<LibraryNode, LibraryNode | null>;

/** The first document of a file; a further one is a problem. */
export function parseYaml(source: SourceFile): YamlDocument {
  const [first, ...others] = parseYamlAll(source);
  if (!first) return { root: undefined, comments: [], problems: [] };
  const second = others.find(({ root }) => root !== undefined);
  if (!second) return first;
  const span = second.root?.span ?? { start: 0, end: 0 };
  const reason = "Only the first YAML document of this file is read";
  return { ...first, problems: [...first.problems, { span, reason }] };
}

/** Every document of a file, in order; empty only for a file without any. */
export function parseYamlAll(source: SourceFile): readonly YamlDocument[] {
  const { text } = source;
  if (text.length > maxLength)
    return [onlyProblem(text, `YAML of more than ${maxLength} characters is not read`)];
  try {
    return parseText(text);
  } catch (error) {
    if (error instanceof RangeError) return [onlyProblem(text, tooDeep)];
    throw error;
  }
}

function onlyProblem(text: string, reason: string): YamlDocument {
  return {
    root: undefined,
    comments: [],
    problems: [{ span: { start: 0, end: Math.min(1, text.length) }, reason }],
  };
}

function parseText(text: string): readonly YamlDocument[] {
  const comments: YamlComment[] = [];
  const parser = new Parser();
  const composer = new Composer({
    version: "1.2",
    keepSourceTokens: true,
    // The library compares every key with every other one; `convertMapping` uses a set.
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
    resolveKnownTags: false,
    stringKeys: false,
  });
  const documents: Document.Parsed[] = [];
  const compose = (token: Parameters<Composer["next"]>[0]): void => {
    for (const document of composer.next(token)) documents.push(document as Document.Parsed);
  };
  let isScalarNext = false;
  let tokensLeft = maxTokens;
  for (const lexeme of new Lexer().lex(text)) {
    if (--tokensLeft < 0) return [onlyProblem(text, `YAML of more than ${maxTokens} tokens is not read`)];
    if (lexeme.startsWith("#") && !isScalarNext) {
      const start = parser.offset;
      comments.push({ span: { start, end: start + lexeme.length }, text: lexeme.slice(1).trim() });
    }
    isScalarNext = lexeme === "\x1f" && !isScalarNext;
    for (const token of parser.next(lexeme)) compose(token);
    if (parser.stack.length > maxOpen) return [onlyProblem(text, tooDeep)];
  }
  for (const token of parser.end()) compose(token);
  for (const document of composer.end(true, text.length)) documents.push(document as Document.Parsed);

  let nextComment = 0;
  return documents.map((document, index) => {
    const end = documents[index + 1]?.range[0] ?? Number.POSITIVE_INFINITY;
    const firstComment = nextComment;
    while ((comments[nextComment]?.span.start ?? end) < end) nextComment++;
    return convertDocument(text, document, comments.slice(firstComment, nextComment));
  });
}

interface Anchored {
  readonly node: YamlNode;
  readonly nodeCount: number;
  readonly height: number;
}

/** What one document's conversion carries along. */
interface Conversion {
  readonly text: string;
  readonly anchors: Map<string, Anchored>;
  readonly problems: YamlProblem[];
  nodeCount: number;
  aliasedCount: number;
  deepest: number;
}

function convertDocument(
  text: string,
  document: Document.Parsed,
  comments: readonly YamlComment[],
): YamlDocument {
  const conversion: Conversion = {
    text,
    anchors: new Map(),
    problems: [],
    nodeCount: 0,
    aliasedCount: 0,
    deepest: 0,
  };
  for (const { pos, code, message } of document.errors)
    report(conversion, { start: pos[0], end: pos[1] }, code === "RESOURCE_EXHAUSTION" ? tooDeep : message);
  const isEmpty = isScalar(document.contents) && isEmptyScalar(document.contents);
  const root = document.contents && !isEmpty ? convert(conversion, document.contents, 0).node : undefined;
  return { root, comments, problems: conversion.problems };
}

function report(conversion: Conversion, span: Span, reason: string): void {
  if (conversion.problems.length >= maxProblems) return;
  const end = Math.min(span.end, conversion.text.length);
  conversion.problems.push({ span: { start: Math.min(span.start, end), end }, reason });
}

/** A node and the end of what stands at its place (an alias stands elsewhere than its node). */
interface Converted {
  readonly node: YamlNode;
  readonly end: number;
}

function convert(conversion: Conversion, node: LibraryNode, depth: number): Converted {
  const [start, end] = node.range;
  conversion.nodeCount++;
  conversion.deepest = Math.max(conversion.deepest, depth);
  if (depth > maxDepth) {
    report(conversion, { start, end: start + 1 }, `YAML nested deeper than ${maxDepth} levels is not read`);
    return { node: nullScalar(start), end };
  }
  if (isAlias(node)) return { node: resolveAlias(conversion, node.source, { start, end }, depth), end };
  if (!node.anchor) return convertUnanchored(conversion, node, depth);

  const nodesBefore = conversion.nodeCount;
  const deepestBefore = conversion.deepest;
  conversion.anchors.delete(node.anchor);
  conversion.deepest = depth;
  const converted = convertUnanchored(conversion, node, depth);
  conversion.anchors.set(node.anchor, {
    node: converted.node,
    nodeCount: conversion.nodeCount - nodesBefore + 1,
    height: conversion.deepest - depth,
  });
  conversion.deepest = Math.max(conversion.deepest, deepestBefore);
  return converted;
}

function resolveAlias(conversion: Conversion, name: string, span: Span, depth: number): YamlNode {
  const target = conversion.anchors.get(name);
  if (!target) {
    report(conversion, span, `Alias "*${name}" has no anchor before it`);
    return nullScalar(span.start);
  }
  if (depth + target.height > maxDepth) {
    report(conversion, span, `Alias "*${name}" nests deeper than ${maxDepth} levels`);
    return nullScalar(span.start);
  }
  if (conversion.aliasedCount + target.nodeCount > maxAliasedNodes) {
    report(conversion, span, `Aliases stand for more than ${maxAliasedNodes} nodes`);
    return nullScalar(span.start);
  }
  conversion.aliasedCount += target.nodeCount;
  conversion.nodeCount += target.nodeCount;
  conversion.deepest = Math.max(conversion.deepest, depth + target.height);
  return target.node;
}

function convertUnanchored(conversion: Conversion, node: LibraryNode, depth: number): Converted {
  const [start, rawEnd] = node.range;
  const tag = tagOf(node);
  if (isMap(node)) {
    const entries = node.items.map((pair) => convertPair(conversion, pair, depth));
    reportDuplicates(conversion, entries);
    const end = node.flow ? rawEnd : (entries.at(-1)?.span.end ?? start);
    return { node: { kind: "mapping", entries, span: { start, end }, ...tag }, end };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(conversion, item, depth + 1));
    const end = node.flow ? rawEnd : (items.at(-1)?.end ?? start);
    const sequence = {
      kind: "sequence",
      items: items.map((item) => item.node),
      span: { start, end },
      ...tag,
    } as const;
    return { node: sequence, end };
  }
  if (!isScalar(node)) return { node: nullScalar(start), end: rawEnd };
  const scalar = convertScalar(conversion.text, node);
  return { node: scalar, end: scalar.span.end };
}

function tagOf(node: LibraryNode): { tag?: string } {
  return node.tag ? { tag: node.tag.replace("tag:yaml.org,2002:", "!!") } : {};
}

function convertPair(conversion: Conversion, pair: LibraryPair, depth: number): YamlEntry {
  const key = convertKey(conversion, pair.key, depth);
  if (!pair.value || (isScalar(pair.value) && isEmptyScalar(pair.value))) {
    return { key: key.node, value: undefined, span: { start: pair.key.range[0], end: key.end } };
  }
  const value = convert(conversion, pair.value, depth + 1);
  return { key: key.node, value: value.node, span: { start: pair.key.range[0], end: value.end } };
}

function convertKey(
  conversion: Conversion,
  key: LibraryNode,
  depth: number,
): { node: YamlScalar; end: number } {
  const { node, end } = convert(conversion, key, depth + 1);
  if (node.kind === "scalar") return { node, end };
  const span = { start: key.range[0], end };
  report(conversion, span, "A mapping or list as key is read as text");
  const text = conversion.text.slice(span.start, span.end);
  return {
    node: {
      kind: "scalar",
      text,
      style: "plain",
      value: text,
      span,
      embedded: embedUnchanged(text, span.start),
    },
    end,
  };
}

function reportDuplicates(conversion: Conversion, entries: readonly YamlEntry[]): void {
  if (entries.length < 2) return;
  const seen = new Set<string>();
  for (const { key } of entries) {
    const isMerge = key.text === "<<" && key.style === "plain";
    if (seen.has(key.text) && !isMerge) {
      report(conversion, key.span, `Key "${key.text}" stands twice in one mapping; the last one counts`);
    }
    seen.add(key.text);
  }
}

/** Nothing at all stands there, as after `key:`. */
function isEmptyScalar(node: Scalar.Parsed): boolean {
  return node.source === "" && node.range[0] === node.range[1] && !node.tag && !node.anchor;
}

function nullScalar(at: number): YamlScalar {
  const span = { start: at, end: at };
  return { kind: "scalar", text: "", style: "plain", value: null, span, embedded: embedUnchanged("", at) };
}

const styles = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
} as const;

function convertScalar(fileText: string, node: Scalar.Parsed): YamlScalar {
  const style = styles[(node.type ?? "PLAIN") as keyof typeof styles] ?? "plain";
  const text = node.source;
  const start = node.range[0];
  const isBlock = style === "literal" || style === "folded";
  const end = isBlock ? trimmedEnd(fileText, node.range) : node.range[1];
  const token = node.srcToken;
  let embedded: EmbeddedText | undefined;
  return {
    kind: "scalar",
    text,
    style,
    value: isCoreValue(node.value) ? node.value : text,
    span: { start, end },
    get embedded() {
      embedded ??= embed(text, fileText.slice(start, end), start, style, token);
      return embedded;
    },
    ...tagOf(node),
  };
}

/** A block scalar ends where its last visible character does; the library counts the empty lines after it. */
function trimmedEnd(text: string, [start, end]: readonly [number, number, number]): number {
  return start + text.slice(start, end).trimEnd().length;
}

function isCoreValue(value: unknown): value is string | number | boolean | null {
  return (
    value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean"
  );
}

function embed(
  text: string,
  raw: string,
  start: number,
  style: YamlScalar["style"],
  token: CST.FlowScalar | CST.BlockScalar | undefined,
): EmbeddedText {
  const embedded =
    style === "literal" || style === "folded" ? embedBlock(token) : embedFlowScalar(raw, start, style);
  // Only broken scalars (an unclosed quote, an invalid escape) can differ: keep the text, lose the detail.
  if (embedded?.text === text) return embedded;
  const end = start + raw.length;
  const whole = embedPieces([{ text, fileStart: start }]);
  return { ...whole, fileOffset: (offset) => Math.min(whole.fileOffset(offset), end) };
}

function embedBlock(token: CST.FlowScalar | CST.BlockScalar | undefined): EmbeddedText | undefined {
  if (token?.type !== "block-scalar") return undefined;
  const [header] = token.props;
  if (header?.type !== "block-scalar-header") return undefined;
  const bodyStart = token.props.reduce(
    (at, part) => at + ("source" in part ? part.source.length : 0),
    token.offset,
  );
  return embedBlockScalar({
    header: header.source,
    parentIndent: token.indent,
    body: token.source,
    bodyStart,
  });
}
