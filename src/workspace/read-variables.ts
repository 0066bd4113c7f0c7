import { type EmbeddedText, embedPieces } from "../text/embedded-text.ts";
import type { Variable } from "./variable.ts";
import { entriesOf, type YamlNode, type YamlScalar } from "./yaml/node.ts";

/** How a format marks what it fills in later: gives the text with its holes. */
export type HoleMarker = (text: EmbeddedText) => EmbeddedText;

/** The scalars of a `NAME: value` mapping as variables; values of another shape are left out. */
export function variablesOfMapping(node: YamlNode | undefined, mark: HoleMarker): readonly Variable[] {
  return entriesOf(node).flatMap(({ key, value }) =>
    value?.kind === "scalar" ? [variableOf(key, value, mark)] : [],
  );
}

/** One variable from the scalars of its name and value. */
export function variableOf(name: YamlScalar, value: YamlScalar, mark: HoleMarker): Variable {
  return {
    name: name.text,
    nameSpan: name.span,
    value: mark(value.embedded),
    valueSpan: value.span,
    yamlType: yamlTypeOf(value),
  };
}

/** A variable written as one scalar, `NAME=value`; undefined when no `=` stands in it. */
export function variableOfAssignment(scalar: YamlScalar, mark: HoleMarker): Variable | undefined {
  const { text, embedded } = scalar;
  const equals = text.indexOf("=");
  if (equals < 1) return undefined;
  const name = text.slice(0, equals).trim();
  const nameStart = text.indexOf(name);
  const value = sliceEmbedded(embedded, equals + 1, text.length);
  return {
    name,
    nameSpan: { start: embedded.fileOffset(nameStart), end: embedded.fileOffset(nameStart + name.length) },
    value: mark(value),
    valueSpan: { start: value.fileOffset(0), end: value.fileOffset(value.text.length) },
    yamlType: "string",
  };
}

function yamlTypeOf({ style, value }: YamlScalar): Variable["yamlType"] {
  if (style !== "plain") return "string";
  if (value === null) return "null";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

function sliceEmbedded(embedded: EmbeddedText, start: number, end: number): EmbeddedText {
  if (start >= end) return embedPieces([{ text: "", fileStart: embedded.fileOffset(start) }]);
  return {
    text: embedded.text.slice(start, end),
    holes: [],
    fileOffset: (offset) => embedded.fileOffset(Math.min(start + offset, end)),
  };
}
