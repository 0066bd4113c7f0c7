/**
 * The one door to tree-sitter. Grammars are WebAssembly and load asynchronously, once; parsing with a
 * loaded grammar is synchronous. Reference: https://tree-sitter.github.io/tree-sitter/using-parsers
 */

import { Language, Parser, type Tree, type TreeCursor } from "web-tree-sitter";
import runtimePath from "web-tree-sitter/web-tree-sitter.wasm" with { type: "file" };
import { noteGarbage } from "../collect-garbage.ts";
import type { SyntaxNode } from "./syntax-node.ts";

/** A loaded grammar; `parse` never throws on text. */
export interface Grammar {
  /** The tree of a text, or undefined when its errors need more work than the text's length allows. */
  parse(text: string): SyntaxNode | undefined;
  /**
   * Walks the tree of a text with a cursor and frees it afterwards; undefined when parsing was given up.
   * Cheaper than `parse` when only few nodes are of interest.
   */
  walk<T>(text: string, visit: (cursor: SyntaxCursor) => T): T | undefined;
}

/** Where a walk stands in a syntax tree; the cursor is dead after `walk` returns. */
export type SyntaxCursor = Pick<
  TreeCursor,
  | "nodeType"
  | "nodeIsNamed"
  | "nodeIsMissing"
  | "nodeText"
  | "startIndex"
  | "endIndex"
  | "currentFieldName"
  | "gotoFirstChild"
  | "gotoNextSibling"
  | "gotoParent"
>;

let runtime: Promise<void> | undefined;

/** Loads a grammar from the path of its .wasm file, which may lie inside the executable. */
export async function loadGrammar(wasmPath: string): Promise<Grammar> {
  runtime ??= startRuntime();
  await runtime;
  const language = await Language.load(new Uint8Array(await Bun.file(wasmPath).arrayBuffer()));
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse: (text) => withTree(parser, text, (tree) => readNodes(tree, language)),
    walk: (text, visit) =>
      withTree(parser, text, (tree) => {
        const cursor = tree.walk();
        try {
          return visit(cursor);
        } finally {
          cursor.delete();
        }
      }),
  };
}

async function startRuntime(): Promise<void> {
  const wasmBinary = await Bun.file(runtimePath).arrayBuffer();
  await Parser.init({ wasmBinary });
}

/** What is copied out of a tree, for each character of its text, and for each text. */
const bytesOfCharacter = 160;
const bytesOfText = 32_000;

function withTree<T>(parser: Parser, text: string, read: (tree: Tree) => T): T | undefined {
  noteGarbage(text.length * bytesOfCharacter + bytesOfText);
  // Error recovery can be quadratic; the steps are counted instead of timed so that a result never depends on the machine.
  let stepsLeft = 2_000 + text.length / 2;
  const tree = parser.parse(text, null, {
    progressCallback: () => {
      stepsLeft--;
      return stepsLeft < 0;
    },
  });
  if (!tree) {
    parser.reset();
    return undefined;
  }
  try {
    return read(tree);
  } finally {
    tree.delete();
  }
}

const errorTypeId = 65_535;

/** Copies a tree into plain objects without recursion: a cursor call is cheap, a Node object per call is not. */
function readNodes(tree: Tree, language: Language): SyntaxNode {
  const cursor = tree.walk();
  const { types, fields } = language;
  const here = () => {
    const typeId = cursor.nodeTypeId;
    return {
      kind: typeId === errorTypeId ? "ERROR" : (types[typeId] ?? "ERROR"),
      field: fields[cursor.currentFieldId] ?? "",
      start: cursor.startIndex,
      end: cursor.endIndex,
      children: [] as SyntaxNode[],
    };
  };
  try {
    const root = here();
    const stack = [root];
    let isDescending = true;
    for (;;) {
      if (isDescending && cursor.gotoFirstChild()) {
        const node = here();
        stack.at(-1)?.children.push(node);
        stack.push(node);
        continue;
      }
      stack.pop();
      if (stack.length === 0) return root;
      isDescending = cursor.gotoNextSibling();
      if (isDescending) {
        const node = here();
        stack.at(-1)?.children.push(node);
        stack.push(node);
        continue;
      }
      cursor.gotoParent();
    }
  } finally {
    cursor.delete();
  }
}
