/** Reads go.work. Reference: https://go.dev/ref/mod#go-work-file */
import type { SourceFile } from "../../text/source-file.ts";
import { type DirectiveLine, readPath, visitDirectives } from "./directives.ts";
import type { PathDirective } from "./model.ts";
import { parseSyntax } from "./parse-syntax.ts";
import { plainTokens } from "./plain-tokens.ts";
import { append, readSharedDirective, type SharedDraft } from "./read-shared-directive.ts";
import type { ModProblem } from "./syntax.ts";
import type { WorkFile } from "./work-model.ts";

const workBlocks = new Set(["godebug", "use", "replace"]);

interface Draft extends SharedDraft {
  readonly uses: PathDirective[];
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
  if (directive.keyword === "use") append(draft.uses, readPath(directive, "usage: use local/dir"));
  else readSharedDirective(draft, directive);
}
