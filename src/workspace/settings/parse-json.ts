/**
 * JSON with comments and trailing commas → the nodes that YAML gives, so that one reader serves both. This is the
 * only file that knows the `jsonc-parser` package.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { YamlDocument, YamlEntry, YamlNode, YamlScalar } from "../yaml/node.ts";
import { embedEscaped } from "./embed-escaped.ts";
import { deepestNesting, nestingDepth } from "./nesting-depth.ts";

const maxProblems = 100;

/** Parses JSON as editors do: what could be read is in the tree, the rest in `problems`. */
export function parseJson(source: SourceFile): YamlDocument {
  const { text } = source;
  if (nestingDepth(text) > deepestNesting) {
    return {
      root: undefined,
      comments: [],
      problems: [{ span: { start: 0, end: 1 }, reason: "JSON is nested too deeply to be read" }],
    };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return {
    root: root && convert(root, text),
    comments: [],
    problems: errors.slice(0, maxProblems).map(({ error, offset, length }) => ({
      span: { start: offset, end: offset + length },
      reason: `JSON is broken here (${sentence(printParseErrorCode(error))})`,
    })),
  };
}

function sentence(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

function convert(node: Node, text: string): YamlNode {
  const span = { start: node.offset, end: node.offset + node.length };
  const children = node.children ?? [];
  if (node.type === "array")
    return { kind: "sequence", items: children.map((child) => convert(child, text)), span };
  if (node.type !== "object") return scalar(node, text);

  const entries: YamlEntry[] = [];
  for (const property of children) {
    const [key, value] = property.children ?? [];
    if (!key) continue;
    entries.push({
      key: scalar(key, text),
      value: value && convert(value, text),
      span: { start: property.offset, end: property.offset + property.length },
    });
  }
  return { kind: "mapping", entries, span };
}

function scalar(node: Node, text: string): YamlScalar {
  const span = { start: node.offset, end: node.offset + node.length };
  const raw = text.slice(span.start, span.end);
  if (node.type !== "string") {
    const embedded = embedUnchanged(raw, span.start);
    return { kind: "scalar", text: raw, style: "plain", value: plainValue(node.value), span, embedded };
  }
  const value = String(node.value);
  const embedded = embedEscaped(
    raw.slice(1, raw.endsWith('"') && raw.length > 1 ? -1 : undefined),
    span.start + 1,
    value,
  );
  return { kind: "scalar", text: value, style: "double", value, span, embedded };
}

function plainValue(value: unknown): string | number | boolean | null {
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}
