/** `alias gb='CGO_ENABLED=0 go build'`: where aliases are expanded, a function that hands on its arguments. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { Machine, ShellFunction } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { scriptOfText } from "./fed-script.ts";
import type { Frame } from "./frame.ts";
import { textOf } from "./text-of.ts";

/** The machine behind an `alias`; undefined when the command is another one, or the shell expands none. */
export function defineAlias(
  node: CommandNode,
  words: readonly CommandArgument[],
  machine: Machine,
  { file, dialect }: Frame,
): Machine | undefined {
  if (textOf(words[0]) !== "alias") return undefined;
  // Bash expands aliases in scripts only when it is asked to.
  if (dialect === undefined && !machine.options.expandsAliases) return undefined;
  const functions = new Map<string, ShellFunction>(machine.functions);
  for (const word of words.slice(1)) {
    const [, name, text] = /^([\w.-]+)=([\s\S]+)$/.exec(textOf(word) ?? "") ?? [];
    if (name === undefined || text === undefined) continue;
    // An alias is not expanded in itself.
    const own = new RegExp(`^((?:\\w+=\\S*\\s+)*)(?=${name}(?:\\s|$))`);
    const body = `${text.replace(own, "$1command ")} "$@"`;
    functions.set(name, { file, body: scriptOfText(body, { file, span: node.span }).body });
  }
  return { ...machine, functions };
}
