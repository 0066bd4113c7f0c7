/** Shells that lack what bash has: what a script of them makes of its words is another thing, or nobody knows which. */
import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";

/** `dash`; or `sh`, which is dash on one system, bash or busybox on another. Undefined where bash runs. */
export type Dialect = "dash" | "sh" | undefined;

/** The shell that a program's name or path is: `/bin/sh`, `dash`. */
export function dialectOfName(path: string): Dialect {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "dash" || name === "sh" ? name : undefined;
}

/** The shell of the first line: `#!/bin/sh -e`, `#!/usr/bin/env dash`. */
export function dialectOfScript({ shebang }: Pick<ShellScript, "shebang">): Dialect {
  const [program = "", ...rest] = shebang?.split(/\s+/) ?? [];
  if (!program.endsWith("/env")) return dialectOfName(program);
  return dialectOfName(rest.find((word) => !word.startsWith("-")) ?? "");
}

/** The shell of RUN, CMD and recipes: /bin/sh unless SHELL names another. */
export function dialectOfOptions({ options: { shell = "sh" } }: Pick<Machine, "options">): Dialect {
  return shell === "bash" ? undefined : shell;
}

/** Commands that bash has and dash has not. */
export const onlyInBash =
  /^(?:source|\[\[|declare|typeset|pushd|popd|shopt|let|mapfile|readarray|builtin|\(\(|[A-Za-z_]\w*\+=.*)$/s;

/** `$'…'` is a string of bash; dash takes the dollar for a character. */
export function holdsAnsiString(text: string): boolean {
  // Words that lie in each other are asked one by one: a plain search passes over a text that has none at memory's speed.
  return text.includes("$'") && /(?:^|[^\\$])\$'/.test(text);
}
