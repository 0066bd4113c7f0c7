/**
 * The cells of `strategy.matrix`: product, then exclude, then include. Followed:
 * https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
import { entriesOf, type YamlEntry, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import { evaluateExpression } from "./expression.ts";
import { type ExpressionValue, isList, textOfValue } from "./expression-value.ts";
import type { Matrix, MatrixCell } from "./model.ts";

/** GitHub refuses a job with more cells. */
const maxCells = 256;
/** Cells of the product before `exclude`; more are not counted out. */
const maxProduct = 4096;

/** Expands a matrix as written; unknown where GitHub would compute it at run time or refuse it. */
export function expandMatrix(written: YamlNode): Matrix {
  const { span } = written;
  const node = withLiteralJson(written);
  const unknown = (reason: string): Matrix => ({ kind: "unknown", reason, span });
  if (node.kind !== "mapping") return unknown(reasonOf(node, "the matrix", "comes"));
  const entries = entriesOf(node);
  const vectors = entries.filter(({ key }) => key.text !== "include" && key.text !== "exclude");
  for (const { key, value } of vectors) {
    if (value?.kind !== "sequence") return unknown(reasonOf(value, `the matrix list "${key.text}"`, "comes"));
    if (value.items.length === 0) return unknown(`the matrix list "${key.text}" is empty`);
  }
  const [excluded, included] = ["exclude", "include"].map((name) => filterOf(entries, name));
  for (const filter of [excluded, included]) if (typeof filter === "string") return unknown(filter);

  const product = productOf(vectors);
  if (!product) return unknown(`the matrix has more than ${maxCells} cells`);
  const kept = product.filter((cell) => !asMappings(excluded).some((filter) => isExcluded(cell, filter)));
  const cells = addIncluded(kept, new Set(vectors.map(({ key }) => key.text)), asMappings(included));
  if (cells.length > maxCells) return unknown(`the matrix has more than ${maxCells} cells`);
  if (entries.length === 0) return unknown("the matrix is empty");
  return { kind: "cells", cells, span };
}

/** A matrix in which `fromJSON` of a literal text is what that text says. */
function withLiteralJson(node: YamlNode): YamlNode {
  if (node.kind === "mapping") {
    const entries = node.entries.map((entry) =>
      entry.value ? { ...entry, value: withLiteralJson(entry.value) } : entry,
    );
    return { ...node, entries };
  }
  const expression = node.kind === "scalar" ? /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(node.text)?.[1] : undefined;
  if (node.kind !== "scalar" || expression === undefined || !/fromjson/i.test(expression)) return node;
  const result = evaluateExpression(expression, () => undefined);
  const isTree = result.kind === "known" && typeof result.value === "object" && result.value !== null;
  return isTree ? nodeOfValue(result.value, node) : node;
}

/** A value as nodes that all stand where its expression does. */
function nodeOfValue(value: ExpressionValue, at: YamlScalar): YamlNode {
  const { span } = at;
  const scalar = (text: string, plain: YamlScalar["value"]): YamlScalar => ({
    kind: "scalar",
    text,
    style: typeof plain === "string" ? "double" : "plain",
    value: plain,
    span,
    embedded: { text, holes: [], fileOffset: () => span.start },
  });
  if (value === null || typeof value !== "object") return scalar(textOfValue(value), value);
  if (isList(value)) return { kind: "sequence", items: value.map((item) => nodeOfValue(item, at)), span };
  const entries = Object.entries(value).map(([name, item]) => ({
    key: scalar(name, name),
    value: nodeOfValue(item, at),
    span,
  }));
  return { kind: "mapping", entries, span };
}

/** The entries of `include` or `exclude`, or why they cannot be known. */
type Filter = readonly MatrixCell[] | string | undefined;

function asMappings(filter: Filter): readonly MatrixCell[] {
  return typeof filter === "object" ? filter : [];
}

function filterOf(entries: readonly YamlEntry[], name: string): Filter {
  const value = entries.find(({ key }) => key.text === name)?.value;
  if (!value) return [];
  if (value.kind !== "sequence") return reasonOf(value, `the matrix list "${name}"`, "comes");
  const cells: MatrixCell[] = [];
  for (const item of value.items) {
    if (item.kind !== "mapping") return reasonOf(item, `an entry of the matrix list "${name}"`, "comes");
    cells.push(cellOf(item));
  }
  return cells;
}

function cellOf(node: YamlNode): MatrixCell {
  return new Map(entriesOf(node).map(({ key, value }) => [key.text, value ?? nullAt(key)]));
}

function nullAt(key: YamlScalar): YamlScalar {
  const span = { start: key.span.end, end: key.span.end };
  const embedded = { text: "", holes: [], fileOffset: () => span.start };
  return { kind: "scalar", text: "", style: "plain", value: null, span, embedded };
}

function reasonOf(node: YamlNode | undefined, what: string, verb: string): string {
  if (node?.kind !== "scalar" || !node.text.includes("${{")) return `${what} is not of the form GitHub reads`;
  if (/fromjson/i.test(node.text)) return `${what} ${verb} from JSON`;
  return `${what} ${verb} from an expression`;
}

function productOf(vectors: readonly YamlEntry[]): readonly MatrixCell[] | undefined {
  if (vectors.length === 0) return [];
  let cells: MatrixCell[] = [new Map()];
  for (const { key, value } of vectors) {
    const items = value?.kind === "sequence" ? value.items : [];
    if (cells.length * items.length > maxProduct) return undefined;
    cells = cells.flatMap((cell) => items.map((item) => new Map([...cell, [key.text, item]])));
  }
  return cells;
}

function isExcluded(cell: MatrixCell, filter: MatrixCell): boolean {
  return [...filter].every(([key, wanted]) => matches(cell.get(key), wanted));
}

/**
 * An entry joins every cell whose own values it does not change; values that earlier entries added may be
 * replaced. An entry that joins none becomes a cell, and later entries do not join that one.
 */
function addIncluded(
  original: readonly MatrixCell[],
  ownKeys: ReadonlySet<string>,
  included: readonly MatrixCell[],
): readonly MatrixCell[] {
  const cells = original.map((cell) => new Map(cell));
  const added: MatrixCell[] = [];
  for (const entry of included) {
    const own = [...entry].filter(([key]) => ownKeys.has(key));
    const joined = cells.filter((_, index) =>
      own.every(([key, value]) => matches(original[index]?.get(key), value)),
    );
    for (const cell of joined) for (const [key, value] of entry) if (!ownKeys.has(key)) cell.set(key, value);
    if (joined.length === 0) added.push(entry);
  }
  return [...cells, ...added];
}

/** Whether a value is the wanted one; of a mapping only the wanted keys are compared, text without case. */
function matches(value: YamlNode | undefined, wanted: YamlNode): boolean {
  if (wanted.kind === "scalar") {
    if (value?.kind !== "scalar") return false;
    if (typeof value.value === "string" && typeof wanted.value === "string") {
      return value.text.toLowerCase() === wanted.text.toLowerCase();
    }
    return value.value === wanted.value;
  }
  if (wanted.kind === "sequence") {
    return (
      value?.kind === "sequence" &&
      value.items.length === wanted.items.length &&
      wanted.items.every((item, index) => matches(value.items[index], item))
    );
  }
  if (value?.kind !== "mapping") return false;
  const own = cellOf(value);
  return [...cellOf(wanted)].every(([key, item]) => matches(own.get(key), item));
}
