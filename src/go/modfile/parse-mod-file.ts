/** Reads go.mod. Reference: https://go.dev/ref/mod#go-mod-file */
import type { SourceFile } from "../../text/source-file.ts";
import {
  type DirectiveLine,
  readGo,
  readModule,
  readPath,
  readRawVersion,
  type readText,
  visitDirectives,
} from "./directives.ts";
import { deprecationOf, directiveComment, isIndirect } from "./line-comments.ts";
import type {
  Exclude,
  GoDirective,
  ModFile,
  ModuleDirective,
  PathDirective,
  Require,
  Retract,
} from "./model.ts";
import { parseSyntax } from "./parse-syntax.ts";
import { plainTokens } from "./plain-tokens.ts";
import { append, readSharedDirective, type SharedDraft } from "./read-shared-directive.ts";
import type { ModProblem } from "./syntax.ts";

const modBlocks = new Set([
  "module",
  "godebug",
  "require",
  "exclude",
  "replace",
  "retract",
  "tool",
  "ignore",
]);
const laxKeywords = new Set(["go", "module", "retract", "require", "ignore"]);
const laxGoVersion = /^v?([1-9][0-9]*\.(?:0|[1-9][0-9]*))[^0-9]/;

/** Reads the go.mod of a main module: every directive must be known. Never throws. */
export function parseModFile(source: SourceFile): ModFile {
  return parse(source, true);
}

/** Reads the go.mod of a dependency: what only concerns a main module, or is unknown, is passed over. Never throws. */
export function parseModFileLax(source: SourceFile): ModFile {
  return parse(source, false);
}

interface Draft extends SharedDraft {
  module: ModuleDirective | undefined;
  hasModuleLine: boolean;
  readonly requires: Require[];
  readonly excludes: Exclude[];
  readonly retracts: Retract[];
  readonly tools: PathDirective[];
  readonly ignores: PathDirective[];
}

function parse(source: SourceFile, isMain: boolean): ModFile {
  const { syntax, comments, problems } = parseSyntax(source);
  const refused: ModProblem[] = [];
  const draft: Draft = {
    module: undefined,
    hasModuleLine: false,
    go: undefined,
    toolchain: undefined,
    requires: [],
    replaces: [],
    excludes: [],
    retracts: [],
    tools: [],
    ignores: [],
    godebugs: [],
  };
  const blockProblems: ModProblem[] = isMain ? refused : [];
  visitDirectives(syntax, { blocks: modBlocks, problems: blockProblems }, (directive) => {
    if (isMain) readDirective(draft, directive);
    else if (laxKeywords.has(directive.keyword)) readLaxDirective(draft, directive, refused);
  });

  const { hasModuleLine: _, ...read } = draft;
  // A line that was cut at a syntax error would be called incomplete too; Go reports no directives then.
  const stops = problems.length > 0 ? problems : refused;
  return {
    file: source.path,
    ...read,
    comments,
    problems: stops,
    syntax: stops.length > 0 ? syntax : plainTokens(syntax),
  };
}

function readDirective(draft: Draft, directive: DirectiveLine): void {
  const { keyword, refuse } = directive;
  switch (keyword) {
    case "module":
      if (draft.hasModuleLine) refuse("repeated module statement");
      else draft.module = readModuleLine(directive);
      draft.hasModuleLine = true;
      return;
    case "require":
      append(draft.requires, readRequire(directive));
      return;
    case "exclude":
      append(draft.excludes, readExclude(directive));
      return;
    case "retract":
      append(draft.retracts, readRetract(directive, true));
      return;
    case "tool":
    case "ignore": {
      const list = keyword === "tool" ? draft.tools : draft.ignores;
      append(list, readPath(directive, `${keyword} directive expects exactly one argument`));
      return;
    }
    default:
      readSharedDirective(draft, directive);
  }
}

/** As `readDirective`, for a dependency: `go v1.2.3` counts as 1.2, and odd retractions are passed over. */
function readLaxDirective(draft: Draft, directive: DirectiveLine, problems: ModProblem[]): void {
  const refuse = (reason: string, span = directive.line.span): undefined => {
    problems.push({ span, reason, directive: directive.keyword });
  };
  const [arg] = directive.args;
  if (directive.keyword === "retract") {
    append(draft.retracts, readRetract({ ...directive, refuse: () => undefined }, false));
  } else if (directive.keyword === "go" && arg && directive.args.length === 1 && !draft.go) {
    const text = laxGoVersion.exec(arg.text)?.[1];
    const strict = readGo({ ...directive, refuse: text === undefined ? refuse : () => undefined });
    draft.go = strict ?? (text === undefined ? undefined : laxGo(directive, text));
  } else {
    readDirective(draft, { ...directive, refuse });
  }
}

function laxGo({ line, args }: DirectiveLine, version: string): GoDirective {
  return { version, span: line.span, versionSpan: args[0]?.span ?? line.span };
}

function readModuleLine(directive: DirectiveLine): ModuleDirective | undefined {
  const read = readPath(directive, "usage: module module/path");
  return read && { ...read, deprecated: deprecationOf(directive.line, directive.block) };
}

function readRequire(directive: DirectiveLine): Require | undefined {
  const read = readModule(directive);
  if (!read) return undefined;
  return {
    path: read.path.value,
    version: read.version.value,
    indirect: isIndirect(directive.line),
    span: directive.line.span,
    pathSpan: read.path.span,
    versionSpan: read.version.span,
  };
}

function readExclude(directive: DirectiveLine): Exclude | undefined {
  const read = readModule(directive);
  if (!read) return undefined;
  return {
    path: read.path.value,
    version: read.version.value,
    span: directive.line.span,
    pathSpan: read.path.span,
    versionSpan: read.version.span,
  };
}

/** Reads `retract v1.2.3` and `retract [v1.2.0, v1.2.3]`. */
function readRetract(directive: DirectiveLine, isMain: boolean): Retract | undefined {
  const { args, refuse, line, block } = directive;
  const [first] = args;
  const isInterval = first?.text === "[";
  if (!first || first.text === "(") return refuse("expected '[' or version");
  const lowToken = isInterval ? args[1] : first;
  if (!lowToken) return refuse("expected version after '['");
  const low = readRawVersion(directive, "", lowToken);
  if (!low) return undefined;
  const high = isInterval ? readIntervalEnd(directive) : low;
  if (!high) return undefined;
  const extra = args[isInterval ? 5 : 1];
  if (extra && isMain) return refuse(`unexpected token after version: "${extra.text}"`, extra.span);
  return { low: low.value, high: high.value, rationale: directiveComment(line, block), span: line.span };
}

function readIntervalEnd(directive: DirectiveLine): ReturnType<typeof readText> {
  const { args, refuse } = directive;
  if (args[2]?.text !== ",") return refuse("expected ',' after version");
  if (!args[3]) return refuse("expected version after ','");
  const high = readRawVersion(directive, "", args[3]);
  if (high && args[4]?.text !== "]") return refuse("expected ']' after version");
  return high;
}
