/** Commands before a set-up step that write the file from which it reads the version. */
import { baseNameOf } from "../../text/path-parts.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { editsOfModFile } from "../edits-of-mod-file.ts";
import type { PlainCommand } from "../shell/command-host.ts";
import { shownText } from "../shown-text.ts";

const writers =
  /^(?:tee|cp|mv|ln|install|rm|sed|gsed|perl|curl|wget|truncate|dd|goenv|asdf|mise|git|python3?|node|yq|jq|sponge)$/;

/** The last command that may write the file; undefined where none does. */
export function writerOfVersionFile(
  path: string,
  commands: readonly PlainCommand[],
  workspace: Workspace,
): PlainCommand | undefined {
  if (/(?:^|\/)go\.(?:mod|work)$/.test(path))
    return commands.findLast((command) =>
      editsOfModFile(command, workspace).some(({ file }) => file === undefined || file === path),
    );
  const name = baseNameOf(path);
  const isNamed = (word: string): boolean => baseNameOf(word.replace(/["']/g, "")) === name;
  return commands.findLast(({ text, words: [program, ...rest] }) => {
    if (!text.includes(name)) return false;
    const targets = [...text.matchAll(/>{1,2}\|?\s*([^\s&|;<>)]+)/g)];
    if (targets.some(([, target = ""]) => isNamed(target))) return true;
    const called = baseNameOf(program ? shownText(program) : "");
    if (!writers.test(called)) return false;
    if (/^(?:sed|gsed|perl|yq)$/.test(called) && !/\s-[a-zA-Z]*i|--in-?place/.test(text)) return false;
    // What is copied stays; only the last word is written.
    const written = /^(?:cp|ln|install)$/.test(called) ? rest.slice(-1) : rest;
    return written.some((word) => isNamed(shownText(word)));
  });
}
