/**
 * YAML with positions and with the text as written: `1.20` is not 1.2 and `on` is not true here.
 * Aliases are resolved (their spans are those of the anchor), merge keys (`<<`) are applied by `entryOf`.
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

export interface YamlScalar {
  readonly kind: "scalar";
  /** The string after unquoting and unescaping. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "literal" | "folded";
  /** What YAML 1.2's core schema makes of it; 1.1 readers differ on `on`, `yes`, `0o7`. */
  readonly value: string | number | boolean | null;
  readonly span: Span;
  /** The text with its way back to the file; `holes` is empty here, each reader fills its own. */
  readonly embedded: EmbeddedText;
  /** An explicit tag as written: `!reference`, `!Ref`, `!!str`. */
  readonly tag?: string;
}

export interface YamlMapping {
  readonly kind: "mapping";
  /** In order; a key that stands twice is here twice, and its last entry counts. */
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
  readonly tag?: string;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
  readonly span: Span;
}

export interface YamlSequence {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
  readonly span: Span;
  readonly tag?: string;
}

export interface YamlComment {
  readonly span: Span;
  /** Without the leading `#`, trimmed. */
  readonly text: string;
}

export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

interface KeyIndex {
  /** The last entry of each key. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly merges: readonly YamlEntry[];
}

/** Mappings of more entries are asked by an index: every job of a pipeline asks the root for its defaults. */
const smallMapping = 24;
const indexes = new WeakMap<YamlMapping, KeyIndex>();

function isMerge(entry: YamlEntry): boolean {
  return entry.key.text === "<<" && entry.key.style === "plain";
}

function indexOf(mapping: YamlMapping): KeyIndex {
  const known = indexes.get(mapping);
  if (known) return known;
  const entries = new Map(mapping.entries.map((entry) => [entry.key.text, entry]));
  const index = { entries, merges: mapping.entries.filter(isMerge) };
  indexes.set(mapping, index);
  return index;
}

/** The entry of a mapping by key, merge keys applied; undefined for any other node. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== "mapping") return undefined;
  const index = node.entries.length > smallMapping ? indexOf(node) : undefined;
  const own = index ? index.entries.get(key) : node.entries.findLast((entry) => entry.key.text === key);
  if (own) return own;
  for (const entry of index?.merges ?? node.entries) {
    if (!isMerge(entry)) continue;
    const merged = entry.value?.kind === "sequence" ? entry.value.items : [entry.value];
    for (const source of merged) {
      const found = source?.kind === "mapping" ? entryOf(source, key) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** The value under a path of keys; undefined where the path ends early. */
export function valueAt(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  return keys.reduce<YamlNode | undefined>((current, key) => entryOf(current, key)?.value, node);
}

/** A scalar's node, or undefined for mappings, sequences and nothing. */
export function scalarAt(node: YamlNode | undefined, ...keys: readonly string[]): YamlScalar | undefined {
  const value = valueAt(node, ...keys);
  return value?.kind === "scalar" ? value : undefined;
}

/** The items of a sequence; a lone scalar or mapping counts as a list of one, as most CI formats read it. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node) return [];
  return node.kind === "sequence" ? node.items : [node];
}

/** The texts of a list's scalars. */
export function textsOf(node: YamlNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
}

/** Every key and value of a mapping with merge keys applied, own keys first. */
export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  if (node?.kind !== "mapping") return [];
  const seen = new Map<string, YamlEntry>();
  const collect = (mapping: YamlMapping): void => {
    const own = new Map(mapping.entries.map((entry) => [entry.key.text, entry]));
    own.delete("<<");
    for (const [key, entry] of own) if (!seen.has(key)) seen.set(key, entry);
    for (const entry of mapping.entries) {
      if (entry.key.text !== "<<") continue;
      const merged = entry.value?.kind === "sequence" ? entry.value.items : [entry.value];
      for (const source of merged) if (source?.kind === "mapping") collect(source);
    }
  };
  collect(node);
  return [...seen.values()];
}
