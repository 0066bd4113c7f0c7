/** Reads go.work. Reference: https://go.dev/ref/mod#go-work-file */
import type { SourceFile } from "../../text/source-file.ts";
import {
  type DirectiveLine,
  readGo,
  readGodebug,
  readPath,
  readReplace,
  readToolchain,
  visitDirectives,
} from "./directives.ts";
import type { GoDirective, Godebug, PathDirective, Replace, ToolchainDirective } from "./model.ts";
import { parseSyntax } from "./parse-syntax.ts";
import { plainTokens } from "./plain-tokens.ts";
import type { ModProblem } from "./syntax.ts";
import type { WorkFile } from "./work-model.ts";

const workBlocks = new Set(["godebug", "use", "replace"]);

interface Draft {
  go: GoDirective | undefined;
  toolchain: ToolchainDirective | undefined;
  readonly uses: PathDirective[];
  readonly replaces: Replace[];
  readonly godebugs: Godebug[];
}

/** Reads go.work; every directive must be known. Never throws. */
export function parseWorkFile(source: SourceFile): WorkFile {
  const { syntax, comments, problems } = parseSyntax(source);
  const refused: ModProblem[] = [];
  const draft: Draft = { go: undefined, toolchain: undefined, uses: [], replaces: [], godebugs: [] };
  visitDirectives(syntax, { blocks: workBlocks, problems: refused }, (directive) => {
    readDirective(draft, directive);
  });
  const stops = problems.length > 0 ? problems : refused;
  return {
    file: source.path,
    ...draft,
    comments,
    problems: stops,
    syntax: stops.length > 0 ? syntax : plainTokens(syntax),
  };
}

function readDirective(draft: Draft, directive: DirectiveLine): void {
  const { keyword, refuse } = directive;
  switch (keyword) {
    case "go":
      if (draft.go) refuse("repeated go statement");
      else draft.go = readGo(directive);
      return;
    case "toolchain":
      if (draft.toolchain) refuse("repeated toolchain statement");
      else draft.toolchain = readToolchain(directive);
      return;
    case "use":
      append(draft.uses, readPath(directive, "usage: use local/dir"));
      return;
    case "replace":
      append(draft.replaces, readReplace(directive));
      return;
    case "godebug":
      append(draft.godebugs, readGodebug(directive));
      return;
    default:
      refuse(`unknown directive: ${keyword}`);
  }
}

function append<T>(list: T[], value: T | undefined): void {
  if (value !== undefined) list.push(value);
}
