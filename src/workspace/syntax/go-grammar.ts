import goPath from "tree-sitter-go/tree-sitter-go.wasm" with { type: "file" };
import { type Grammar, loadGrammar } from "./tree-sitter.ts";

let loading: Promise<Grammar> | undefined;

/** Loads the Go grammar once and returns it. */
export function loadGoGrammar(): Promise<Grammar> {
  loading ??= loadGrammar(goPath);
  return loading;
}
