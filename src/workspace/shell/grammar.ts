import bashPath from "tree-sitter-bash/tree-sitter-bash.wasm" with { type: "file" };
import { type Grammar, loadGrammar } from "../syntax/tree-sitter.ts";

let loading: Promise<Grammar> | undefined;
let loaded: Grammar | undefined;

/** Loads the Bash grammar once (about 30 ms); `parseShell` needs it. */
export async function loadShellGrammar(): Promise<void> {
  loading ??= loadGrammar(bashPath);
  loaded = await loading;
}

/** The loaded Bash grammar; a TypeError when nobody awaited `loadShellGrammar`. */
export function shellGrammar(): Grammar {
  if (!loaded) throw new TypeError("Shell grammar is not loaded: await loadShellGrammar() first");
  return loaded;
}
