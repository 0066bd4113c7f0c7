import { fillHoles } from "./fill-holes.ts";
import { markHoles } from "./mark-holes.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "./yaml/node.ts";

/** How a format writes a place that it fills in: `<< NAME >>`, `$[[ NAME ]]`. */
export interface MarkSyntax {
  /** Two characters without which no mark is in a text. */
  readonly opening: string;
  /** Global; the first group is the name. */
  readonly anywhere: RegExp;
  /** Matches text that is one mark and nothing else. */
  readonly alone: RegExp;
}

export interface NodeFiller {
  readonly syntax: MarkSyntax;
  /** The value of a name; undefined leaves a hole. */
  lookUp(name: string): YamlNode | undefined;
  /** Told of every node that is made anew. */
  onCopy?(copy: YamlNode, original: YamlNode): void;
}

/** A node with every known mark in it filled; unknown ones stand as holes of their scalars. What holds no mark is not copied. */
export function fillNodes(node: YamlNode, filler: NodeFiller): YamlNode {
  return fill(node, filler, new Map());
}

/** `done` keeps shared nodes shared: values handed on twice at each level would double the work each time. */
function fill(node: YamlNode, filler: NodeFiller, done: Map<YamlNode, YamlNode>): YamlNode {
  const before = done.get(node);
  if (before) return before;
  const filled = fillOnce(node, filler, done);
  done.set(node, filled);
  return filled;
}

function fillOnce(node: YamlNode, filler: NodeFiller, done: Map<YamlNode, YamlNode>): YamlNode {
  if (node.kind === "scalar") return fillScalar(node, filler);
  if (node.kind === "sequence") {
    const items = node.items.map((item) => fill(item, filler, done));
    if (items.every((item, index) => item === node.items[index])) return node;
    return copied({ ...node, items }, node, filler);
  }
  const entries = node.entries.map((entry): YamlEntry => {
    const key = fillKey(entry.key, filler);
    const value = entry.value && fill(entry.value, filler, done);
    return key === entry.key && value === entry.value ? entry : { ...entry, key, value };
  });
  if (entries.every((entry, index) => entry === node.entries[index])) return node;
  return copied({ ...node, entries }, node, filler);
}

function copied<Node extends YamlNode>(copy: Node, original: YamlNode, filler: NodeFiller): Node {
  filler.onCopy?.(copy, original);
  return copy;
}

/** A scalar that is one mark alone becomes the value itself, with the place where that value is written. */
function fillScalar(scalar: YamlScalar, filler: NodeFiller): YamlNode {
  if (!scalar.text.includes(filler.syntax.opening)) return scalar;
  const alone = filler.syntax.alone.exec(scalar.text)?.[1];
  return (alone === undefined ? undefined : filler.lookUp(alone.trim())) ?? fillText(scalar, filler);
}

/** A key keeps its own place, also where it is one mark alone. */
function fillKey(key: YamlScalar, filler: NodeFiller): YamlScalar {
  return key.text.includes(filler.syntax.opening) ? fillText(key, filler) : key;
}

function fillText(scalar: YamlScalar, filler: NodeFiller): YamlScalar {
  const marked = markHoles(scalar.embedded, filler.syntax.anywhere);
  if (marked === scalar.embedded) return scalar;
  const embedded = fillHoles(marked, (name) => {
    const value = filler.lookUp(name);
    return value?.kind === "scalar" && value.embedded.holes.length === 0 ? value.text : undefined;
  });
  return copied({ ...scalar, text: embedded.text, value: embedded.text, embedded }, scalar, filler);
}
