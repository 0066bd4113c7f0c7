import { embedUnchanged } from "../../text/embedded-text.ts";
import { decodeSource } from "../../text/source-file.ts";
import type { Tree, TreeEntry } from "../tree/tree.ts";
import type { ShellScript } from "./ast.ts";
import { parseShell } from "./parse-shell.ts";

/** Words without which a script has nothing to say about how go runs: commands that run it, and its settings. */
const prefilter =
  /\bgo(?:1\.\d+[\w.]*)?\b|\bGO[A-Z]+|\bCGO_|\bgolangci-lint\b|\bgoreleaser\b|\bgotestsum\b|\bstaticcheck\b|\bko\b|\b(?:make|docker|podman|buildah|mage|task|bazel)\b|\.sh\b/;

const foreignFolder = /(?:^|\/)(?:vendor|node_modules|\.git)\//;
const shellLine = /^#!.*?[/ \t](?:ba|da|a|k|z)?sh(?=\s|$)/;
const maxHeaderBytes = 128;
/** More than a script that is parsed can have, so that a longer one is refused by name and not passed over. */
const maxScriptBytes = 2_000_000;

/** The shell scripts of a tree that may run go; `loadShellGrammar` must have been awaited when there are any. */
export function readShellScripts(tree: Tree): ShellScript[] {
  const scripts: ShellScript[] = [];
  for (const entry of tree.entries) {
    if (!isShellScript(tree, entry)) continue;
    const result = tree.readStart(entry.path, maxScriptBytes);
    if (!result.ok) continue;
    const { text } = decodeSource(entry.path, result.bytes);
    if (!prefilter.test(text)) continue;
    scripts.push(
      parseShell(embedUnchanged(text), { file: entry.path, span: { start: 0, end: text.length } }),
    );
  }
  return scripts;
}

/** Whether a file is a shell script: by its ending, or by the first line of an executable or nameless kind. */
export function isShellScript(tree: Tree, entry: TreeEntry): boolean {
  const { path } = entry;
  // Cheap questions first: size and mode cost a stat of the file.
  if (/\.(?:go|py|rb|pl|js|ts|md|txt|json|ya?ml|exe|png|so|a|gz|zip)$/.test(path)) return false;
  if (foreignFolder.test(path) || entry.linkTarget !== undefined) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const hasEnding = /\.(?:sh|bash)$/.test(name);
  if (!hasEnding && name.includes(".") && !entry.isExecutable) return false;
  if (hasEnding) return true;
  const start = tree.readStart(path, maxHeaderBytes);
  if (!start.ok || start.bytes[0] !== 0x23 || start.bytes[1] !== 0x21) return false;
  return shellLine.test(new TextDecoder().decode(start.bytes).split("\n", 1)[0] ?? "");
}
