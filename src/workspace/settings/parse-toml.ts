/**
 * TOML 1.0 → the nodes that YAML gives, so that one reader serves both; tables under dotted headers become
 * mappings within mappings. This is the only file that knows the `toml-eslint-parser` package.
 */
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { coverSpans, type Span } from "../../text/span.ts";
import type {
  YamlComment,
  YamlDocument,
  YamlEntry,
  YamlMapping,
  YamlNode,
  YamlScalar,
  YamlSequence,
} from "../yaml/node.ts";
import { embedEscaped } from "./embed-escaped.ts";
import { deepestNesting, nestingDepth } from "./nesting-depth.ts";

/** A mapping under construction: TOML may add to a table in several places. */
interface Table {
  readonly kind: "mapping";
  readonly entries: OpenEntry[];
  span: Span;
}
interface OpenEntry {
  readonly key: YamlScalar;
  value: YamlNode | Table | OpenSequence;
  span: Span;
}
interface OpenSequence {
  readonly kind: "sequence";
  readonly items: (YamlNode | Table)[];
  span: Span;
}

/** Parses TOML; a file with a syntax error gives that one problem and no nodes. */
export function parseToml(source: SourceFile): YamlDocument {
  const { text } = source;
  if (nestingDepth(text) > deepestNesting || mostDotsOnOneLine(text) > maxDots) {
    const problem = { span: { start: 0, end: 1 }, reason: "TOML is nested too deeply to be read" };
    return { root: undefined, comments: [], problems: [problem] };
  }
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const start = Math.min(Math.max(error.index, 0), text.length);
    const problem = {
      span: { start, end: Math.min(start + 1, text.length) },
      reason: `TOML is broken here (${error.message})`,
    };
    return { root: undefined, comments: [], problems: [problem] };
  }
  const root: Table = { kind: "mapping", entries: [], span: { start: 0, end: text.length } };
  for (const part of program.body[0].body) {
    if (part.type === "TOMLKeyValue") assign(root, part, text);
    else for (const keyValue of openTable(root, part, text)) assign(keyValue.table, keyValue.part, text);
  }
  return { root: root as YamlMapping, comments: program.comments.map(comment), problems: [] };
}

/** Each dot of a key is one level; dots in values are counted too, so the limit is far above any real line. */
const maxDots = 2000;

function mostDotsOnOneLine(text: string): number {
  let most = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a) dots = 0;
    else if (unit === 0x2e) most = Math.max(most, ++dots);
  }
  return most;
}

function comment({ range, value }: AST.Comment): YamlComment {
  return { span: spanOf({ range }), text: value.trim() };
}

function spanOf({ range }: { range: readonly [number, number] }): Span {
  return { start: range[0], end: range[1] };
}

function openTable(
  root: Table,
  part: AST.TOMLTable,
  text: string,
): { table: Table; part: AST.TOMLKeyValue }[] {
  const span = spanOf(part);
  const keys = part.key.keys;
  const last = keys.at(-1);
  if (!last) return [];
  const parent = descend(root, keys.slice(0, -1), span, text);
  let table: Table;
  if (part.kind === "array") {
    table = { kind: "mapping", entries: [], span };
    const known = parent.entries.find((entry) => entry.key.text === keyText(last))?.value;
    if (known?.kind === "sequence") (known as OpenSequence).items.push(table);
    else
      parent.entries.push({
        key: keyScalar(last, text),
        value: { kind: "sequence", items: [table], span },
        span,
      });
  } else {
    table = descend(parent, [last], span, text);
  }
  return part.body.map((keyValue) => ({ table, part: keyValue }));
}

function assign(table: Table, part: AST.TOMLKeyValue, text: string): void {
  const span = spanOf(part);
  const last = part.key.keys.at(-1);
  if (!last) return;
  const parent = descend(table, part.key.keys.slice(0, -1), span, text);
  parent.entries.push({ key: keyScalar(last, text), value: convert(part.value, text), span });
}

function descend(
  from: Table,
  keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[],
  span: Span,
  text: string,
): Table {
  let table = from;
  for (const key of keys) {
    const known = table.entries.find((entry) => entry.key.text === keyText(key));
    const value =
      known?.value.kind === "sequence" ? (known.value as OpenSequence).items.at(-1) : known?.value;
    if (known && value?.kind === "mapping") {
      known.span = coverSpans(known.span, span);
      table = value as Table;
      table.span = coverSpans(table.span, span);
      continue;
    }
    const next: Table = { kind: "mapping", entries: [], span };
    table.entries.push({ key: keyScalar(key, text), value: next, span });
    table = next;
  }
  return table;
}

function keyText(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function keyScalar(key: AST.TOMLBare | AST.TOMLQuoted, text: string): YamlScalar {
  const span = spanOf(key);
  if (key.type === "TOMLBare") return plain(text, span, key.name);
  return quoted(text, span, key.value);
}

function convert(node: AST.TOMLContentNode, text: string): YamlNode {
  const span = spanOf(node);
  if (node.type === "TOMLArray") {
    const sequence: YamlSequence = {
      kind: "sequence",
      items: node.elements.map((item) => convert(item, text)),
      span,
    };
    return sequence;
  }
  if (node.type === "TOMLInlineTable") {
    const table: Table = { kind: "mapping", entries: [], span };
    for (const part of node.body) assign(table, part, text);
    return { ...table, entries: table.entries as readonly YamlEntry[] };
  }
  if (node.kind === "string") return quoted(text, span, node.value);
  const value = typeof node.value === "number" || typeof node.value === "boolean" ? node.value : undefined;
  return plain(text, span, value ?? text.slice(span.start, span.end));
}

function plain(text: string, span: Span, value: string | number | boolean): YamlScalar {
  const raw = text.slice(span.start, span.end);
  return {
    kind: "scalar",
    text: raw,
    style: "plain",
    value,
    span,
    embedded: embedUnchanged(raw, span.start),
  };
}

function quoted(text: string, span: Span, value: string): YamlScalar {
  const raw = text.slice(span.start, span.end);
  const quote = /^("""|'''|"|')(?:\r?\n)?/.exec(raw);
  const open = raw.startsWith('"""') || raw.startsWith("'''") ? (quote?.[0].length ?? 0) : 1;
  const inner = raw.slice(open, raw.length - (quote?.[1]?.length ?? 0));
  const style = raw.startsWith("'") ? "single" : "double";
  return {
    kind: "scalar",
    text: value,
    style,
    value,
    span,
    embedded: embedEscaped(inner, span.start + open, value),
  };
}
