/** The directives that go.mod and go.work share, each read from the tokens of one line. */
import type { Span } from "../../text/span.ts";
import { isValidGoLine } from "../go-version.ts";
import { checkPathMajor, splitPathMajor } from "../module-path.ts";
import { canonicalModuleVersion } from "../semver.ts";
import { isValidToolchainLine } from "../toolchain-name.ts";
import { isDirectoryPath } from "./directory-path.ts";
import { quoteGoString, unquoteGoString } from "./go-string.ts";
import type { GoDirective, Godebug, PathDirective, Replace, ToolchainDirective } from "./model.ts";
import type { Line, LineBlock, ModProblem, ModSyntax, Token } from "./syntax.ts";

/** One directive: a line of its own or a line of a block. */
export interface DirectiveLine {
  readonly keyword: string;
  readonly args: readonly Token[];
  readonly line: Line;
  readonly block: LineBlock | undefined;
  /** Notes why Go does not accept the line. */
  refuse(reason: string, at?: Span): undefined;
}

/** A word or quoted string with its place. */
interface Text {
  readonly value: string;
  readonly span: Span;
}

/** Calls `visit` for every directive in order. `blocks` are the keywords that may stand before a parenthesis. */
export function visitDirectives(
  syntax: ModSyntax,
  { blocks, problems }: { blocks: ReadonlySet<string>; problems: ModProblem[] },
  visit: (directive: DirectiveLine) => void,
): void {
  const visitLine = (keyword: string, args: readonly Token[], line: Line, block?: LineBlock): void => {
    const refuse = (reason: string, at = line.span): undefined => {
      problems.push({ span: at, reason, directive: keyword });
    };
    visit({ keyword, args, line, block, refuse });
  };

  for (const statement of syntax.statements) {
    if (statement.kind === "comments") continue;
    const [first, ...rest] = statement.tokens;
    if (!first) continue;
    if (statement.kind === "line") {
      visitLine(first.text, rest, statement);
    } else if (rest.length === 0 && blocks.has(first.text)) {
      for (const line of statement.lines) visitLine(first.text, line.tokens, line, statement);
    } else {
      const words = statement.tokens.map((token) => token.text).join(" ");
      const span = { start: first.span.start, end: statement.tokens.at(-1)?.span.end ?? first.span.end };
      problems.push({ span, reason: `unknown block type: ${words}`, directive: first.text });
    }
  }
}

/** Reads `go 1.21.0`. */
export function readGo({ args, line, refuse }: DirectiveLine): GoDirective | undefined {
  const [version] = args;
  if (!version || args.length > 1) return refuse("go directive expects exactly one argument");
  if (!isValidGoLine(version.text)) {
    return refuse(`invalid go version '${version.text}': must match format 1.23.0`, version.span);
  }
  return { version: version.text, span: line.span, versionSpan: version.span };
}

/** Reads `toolchain go1.21.5` and `toolchain default`. */
export function readToolchain({ args, line, refuse }: DirectiveLine): ToolchainDirective | undefined {
  const [name] = args;
  if (!name || args.length > 1) return refuse("toolchain directive expects exactly one argument");
  if (!isValidToolchainLine(name.text)) {
    const reason = `invalid toolchain version '${name.text}': must match format go1.23.0 or default`;
    return refuse(reason, name.span);
  }
  return { name: name.text, span: line.span, nameSpan: name.span };
}

/** Reads `godebug key=value`. */
export function readGodebug({ args, line, refuse }: DirectiveLine): Godebug | undefined {
  const [setting] = args;
  const equals = setting?.text.indexOf("=") ?? -1;
  if (!setting || args.length > 1 || equals === -1 || /["`',]/.test(setting.text)) {
    return refuse("usage: godebug key=value");
  }
  return { key: setting.text.slice(0, equals), value: setting.text.slice(equals + 1), span: line.span };
}

/** Reads a directive whose one argument is a path; `usage` is what Go says when there are more or none. */
export function readPath(directive: DirectiveLine, usage: string): PathDirective | undefined {
  const [token] = directive.args;
  if (!token || directive.args.length > 1) return directive.refuse(usage);
  const path = readText(directive, token);
  return path && { path: path.value, span: directive.line.span, pathSpan: path.span };
}

/** Reads a module path and a version that belongs to it, as `require` and `exclude` have them. */
export function readModule(directive: DirectiveLine): { path: Text; version: Text } | undefined {
  const { keyword, args, refuse } = directive;
  const [first, second] = args;
  if (!first || !second || args.length > 2) return refuse(`usage: ${keyword} module/path v1.2.3`);
  const path = readText(directive, first);
  if (!path) return undefined;
  const version = readVersion(directive, path.value, second);
  if (!version) return undefined;
  const split = splitPathMajor(path.value);
  if (!split) return refuse("invalid module path", path.span);
  const mismatch = checkPathMajor(version.value, split.pathMajor);
  if (mismatch) return refuse(`${keyword} ${path.value}: ${mismatch}`, version.span);
  return { path, version };
}

/** Reads `replace old [v1.2.3] => new v1.4.0` and `replace old [v1.2.3] => ../folder`. */
export function readReplace(directive: DirectiveLine): Replace | undefined {
  const { keyword, args, line, refuse } = directive;
  const arrow = args[1]?.text === "=>" ? 1 : 2;
  const [oldPathToken] = args;
  const newPathToken = args[arrow + 1];
  const newVersionToken = args[arrow + 2];
  if (!oldPathToken || !newPathToken || args.length > arrow + 3 || args[arrow]?.text !== "=>") {
    return refuse(
      `usage: ${keyword} module/path [v1.2.3] => other/module v1.4\n\t or ${keyword} module/path [v1.2.3] => ../local/directory`,
    );
  }

  const oldPath = readText(directive, oldPathToken);
  if (!oldPath) return undefined;
  const split = splitPathMajor(oldPath.value);
  if (!split) return refuse(`${keyword} ${oldPath.value}: invalid module path`, oldPath.span);
  const oldVersionToken = arrow === 2 ? args[1] : undefined;
  const oldVersion = oldVersionToken && readVersion(directive, oldPath.value, oldVersionToken);
  if (oldVersionToken && !oldVersion) return undefined;
  const mismatch = oldVersion && checkPathMajor(oldVersion.value, split.pathMajor);
  if (mismatch) return refuse(`${keyword} ${oldPath.value}: ${mismatch}`, oldVersion.span);

  const newPath = readText(directive, newPathToken);
  if (!newPath) return undefined;
  const newVersion = newVersionToken && readVersion(directive, newPath.value, newVersionToken);
  if (newVersionToken && !newVersion) return undefined;
  const unfit = replacementProblem(newPath.value, newVersionToken !== undefined);
  if (unfit) return refuse(unfit, newPath.span);
  return {
    oldPath: oldPath.value,
    oldVersion: oldVersion?.value,
    newPath: newPath.value,
    newVersion: newVersion?.value,
    isLocal: newVersion === undefined,
    span: line.span,
    oldPathSpan: oldPath.span,
    newPathSpan: newPath.span,
  };
}

function replacementProblem(path: string, hasVersion: boolean): string | undefined {
  if (hasVersion) {
    if (!isDirectoryPath(path)) return undefined;
    return `replacement module directory path ${quoteGoString(path)} cannot have version`;
  }
  if (!isDirectoryPath(path)) {
    if (path.includes("@")) return "replacement module must match format 'path version', not 'path@version'";
    return "replacement module without version must be directory path (rooted or starting with . or ..)";
  }
  if (!path.includes("\\")) return undefined;
  return "replacement directory appears to be Windows path (on a non-windows system)";
}

/** The value of a word or quoted string. */
export function readText({ refuse }: DirectiveLine, token: Token): Text | undefined {
  const value = textOf(token.text);
  if (typeof value !== "string") return refuse(`invalid quoted string: ${value.reason}`, token.span);
  return { value, span: token.span };
}

/** A version as written, whatever its form; `path` is what Go names in its complaint. */
export function readRawVersion(
  { keyword, refuse }: DirectiveLine,
  path: string,
  token: Token,
): Text | undefined {
  const value = textOf(token.text);
  if (typeof value === "string") return { value, span: token.span };
  const subject = path === "" ? keyword : `${keyword} ${path}`;
  return refuse(`${subject}: version ${quoteGoString(token.text)} invalid: ${value.reason}`, token.span);
}

function readVersion(directive: DirectiveLine, path: string, token: Token): Text | undefined {
  const written = readRawVersion(directive, path, token);
  if (!written) return undefined;
  const value = canonicalModuleVersion(written.value);
  if (value !== "") return { value, span: written.span };
  const subject = path === "" ? directive.keyword : `${directive.keyword} ${path}`;
  const reason = `${subject}: version ${quoteGoString(written.value)} invalid: must be of the form v1.2.3`;
  return directive.refuse(reason, written.span);
}

function textOf(text: string): string | { readonly reason: string } {
  if (text.startsWith('"')) return unquoteGoString(text) ?? { reason: "invalid syntax" };
  return /["'`]/.test(text) ? { reason: "unquoted string cannot contain quote" } : text;
}
