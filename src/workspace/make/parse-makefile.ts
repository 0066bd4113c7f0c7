/**
 * A Makefile and what it includes, read as GNU Make reads it.
 * Reference: https://www.gnu.org/software/make/manual/make.html
 */
import type { SourceFile } from "../../text/source-file.ts";
import { createExpansion } from "./_expansion.ts";
import { tellFiles } from "./_files.ts";
import { finish } from "./_finish.ts";
import { readFile } from "./_read-lines.ts";
import { tellShell } from "./_shell.ts";
import { createState } from "./_state.ts";
import type { Makefile, MakeIncludes, MakeShell } from "./model.ts";

/** Reads a Makefile; included files take part in it and keep their own paths. */
export function parseMakefile(
  source: SourceFile,
  includes: MakeIncludes = { find: () => [] },
  shell?: MakeShell,
): Makefile {
  const state = createState(source, includes);
  const { allowance } = createExpansion(state.table, { target: undefined, overrides: new Map() });
  if (shell) tellShell(allowance, shell);
  if (includes.match) tellFiles(allowance, includes.match);
  readFile(state, source);
  const makefile = finish(state);
  return shell || !state.asksMachine
    ? makefile
    : {
        ...makefile,
        on: (known) => parseMakefile(source, includes, known),
        ...(state.asksGo ? { asksGo: true } : {}),
      };
}
