/** Why a `go …` text in a shell script is no command of a site. */
import type { CommandNode, ShellScript } from "../../workspace/shell/ast.ts";
import { isBehindExit, isInCase, roleInShell, type ShellRole } from "./role-in-shell.ts";

/** A script with what its surroundings say about when it runs. */
export interface ShellRegion {
  readonly file: string;
  readonly script: ShellScript;
  /** Why it never runs, when that is known: a false condition, an action that nothing uses. */
  readonly neverRuns: string | undefined;
}

/** The commands by which a script calls the functions it defines, in every region of one file. */
export interface CalledNames {
  has(name: string): boolean;
}

const printers =
  /^(?:echo|printf|cat|info|warn|warning|error|fail|die|log|err|usage|panic|fatal|print|say|abort|(?:\w+::)?log(?:[._:]\w+)*|\w*_?(?:log|error|warn|info|die|fail|header|banner|echo|msg|status))$/i;

/** The reason; undefined when the text looks like a command that should have been one. */
export function explainShell(region: ShellRegion, offset: number, called: CalledNames): string | undefined {
  const role = roleInShell(region.script, offset);
  if (!role) return undefined;
  if (role.kind === "comment") return "in a comment";
  if (role.kind === "unread") return `in a part of the script that cannot be parsed: ${role.reason}`;
  if (role.kind === "pattern") return "a pattern of a case statement";
  const behindExit = isBehindExit(region.script.body, offset)
    ? "behind a command that ends the script or the function"
    : undefined;
  const reason = explainRole(role) ?? region.neverRuns ?? behindExit ?? explainFunction(role, called);
  if (reason !== undefined || !isInCase(region.script.body, offset)) return reason;
  return "in an arm of a case statement that no caller in this repository chooses";
}

function explainRole(
  role: Exclude<ShellRole, { kind: "comment" | "unread" | "pattern" }>,
): string | undefined {
  switch (role.kind) {
    case "command":
      return undefined;
    case "value":
      return `text in the value of ${role.name}`;
    case "here-document":
      return hereReason(role.command);
    case "argument": {
      const name = nameOf(role.command);
      if (printers.test(name)) return `text that ${name} prints`;
      if (/^(?:docker|podman|nerdctl)$/.test(name))
        return "runs in a container of which files do not show everything";
      if (role.isWord) return `handed to another program: ${name}`;
      return `in a string that is handed to ${name}`;
    }
  }
}

function hereReason(command: CommandNode | undefined): string {
  const name = command ? nameOf(command) : "";
  if (command?.redirects.some(({ operator }) => operator === ">" || operator === ">>"))
    return "in a here-document that is written to a file";
  if (printers.test(name)) return "in a here-document that is printed";
  return name === "" ? "in a here-document" : `in a here-document that ${name} reads`;
}

function explainFunction(
  role: { readonly inFunction: string | undefined },
  called: CalledNames,
): string | undefined {
  if (role.inFunction === undefined) return undefined;
  const who = called.has(role.inFunction) ? "no command that is reached calls" : "nothing calls";
  return `in the function ${role.inFunction}, which ${who}`;
}

function nameOf(command: CommandNode): string {
  const text = command.words[0]?.text ?? "";
  return text.slice(text.lastIndexOf("/") + 1);
}
