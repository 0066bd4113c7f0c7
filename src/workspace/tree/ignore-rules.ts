/**
 * git's ignore rules: https://git-scm.com/docs/gitignore. Patterns are compiled once per file; most
 * are plain names and endings, which need no glob. Paths are relative to the repository's root.
 */
import { type GlobStep, matchGlob, toByteText } from "./glob.ts";
import { compileIgnoreGlob } from "./ignore-glob.ts";
import { type IgnoreLine, parseIgnoreLines } from "./ignore-lines.ts";

/** A compiled line of an ignore file. */
export interface IgnoreRule {
  /** 0 for the last line of its file, which decides before all others. */
  readonly rank: number;
  readonly line: IgnoreLine;
  readonly isNegated: boolean;
  readonly foldersOnly: boolean;
  readonly test: RuleTest;
}

type RuleTest =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "ending"; readonly ending: string }
  | { readonly kind: "name-glob"; readonly steps: readonly GlobStep[] }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "path-glob"; readonly start: string; readonly steps: readonly GlobStep[] };

/** The rules of one ignore file, which judge what lies below the folder it stands in. */
export interface IgnoreList {
  /** Length of the folder's path with its slash: 0 at the root. */
  readonly baseLength: number;
  readonly isEmpty: boolean;
  /** Rules that are a plain name or a plain path are looked up, strongest first; only the others are tried in turn. */
  readonly byName: ReadonlyMap<string, readonly IgnoreRule[]>;
  readonly byPath: ReadonlyMap<string, readonly IgnoreRule[]>;
  readonly tried: readonly IgnoreRule[];
}

/** What judges the paths directly inside one folder. */
export interface FolderRules {
  /** The rule that excludes the whole folder: then nothing inside can be included again. */
  readonly excludedBy: IgnoreRule | undefined;
  /** Nearest file first, `.git/info/exclude` last. */
  readonly lists: readonly IgnoreList[];
}

/** A file of more is no list that a person wrote; as a file of the tree it is unknown for its size as well. */
const mostCharacters = 4 << 20;

/** Compiles the text of an ignore file that stands in `folder` ("" is the root); an enormous one excludes nothing. */
function compileIgnoreList(given: string, folder: string): IgnoreList {
  const text = given.length > mostCharacters ? "" : given;
  const byName = new Map<string, IgnoreRule[]>();
  const byPath = new Map<string, IgnoreRule[]>();
  const tried: IgnoreRule[] = [];
  const lines = parseIgnoreLines(text).toReversed();
  lines.forEach((line, rank) => {
    const rule = compileLine(line, rank);
    if (rule.test.kind === "name") addTo(byName, rule.test.name, rule);
    else if (rule.test.kind === "path") addTo(byPath, rule.test.path, rule);
    else tried.push(rule);
  });
  const baseLength = folder === "" ? 0 : folder.length + 1;
  return { baseLength, isEmpty: lines.length === 0, byName, byPath, tried };
}

function addTo(map: Map<string, IgnoreRule[]>, key: string, rule: IgnoreRule): void {
  const known = map.get(key);
  if (known) known.push(rule);
  else map.set(key, [rule]);
}

const special = /[*?[\\]/;

function compileLine(line: IgnoreLine, rank: number): IgnoreRule {
  const foldersOnly = line.pattern.endsWith("/");
  const pattern = foldersOnly ? line.pattern.slice(0, -1) : line.pattern;
  return { rank, line, isNegated: line.isNegated, foldersOnly, test: compileTest(pattern) };
}

function compileTest(pattern: string): RuleTest {
  if (!pattern.includes("/")) {
    if (!special.test(pattern)) return { kind: "name", name: pattern };
    if (pattern[0] === "*" && !special.test(pattern.slice(1)))
      return { kind: "ending", ending: pattern.slice(1) };
    return { kind: "name-glob", steps: compileIgnoreGlob(toByteText(pattern)) };
  }
  const path = pattern.startsWith("/") ? pattern.slice(1) : pattern;
  const firstSpecial = path.search(special);
  if (firstSpecial < 0) return { kind: "path", path };
  return {
    kind: "path-glob",
    start: toByteText(path.slice(0, firstSpecial)),
    steps: compileIgnoreGlob(toByteText(path.slice(firstSpecial))),
  };
}

/** Matches one pattern against files, as gitattributes files use it; `folder` is where the pattern's file stands. */
export function createIgnoreMatcher(pattern: string, folder: string): (path: string) => boolean {
  const line: IgnoreLine = { pattern, isNegated: false, span: { start: 0, end: 0 } };
  const rule = compileLine(line, 0);
  const base = folder === "" ? "" : `${folder}/`;
  return (path) => path.startsWith(base) && matches(rule, createSubject(path, false), base.length);
}

/** The rules at the root of a repository. */
export function rootRules(ignoreText: string | undefined, excludeText: string | undefined): FolderRules {
  const lists: IgnoreList[] = [];
  if (ignoreText !== undefined) lists.push(compileIgnoreList(ignoreText, ""));
  if (excludeText !== undefined) lists.push(compileIgnoreList(excludeText, ""));
  return { excludedBy: undefined, lists: lists.filter((list) => !list.isEmpty) };
}

/** The rules inside `folder`, which lies directly in the folder of `parent`; `ignoreText` is its own ignore file. */
export function innerRules(parent: FolderRules, folder: string, ignoreText: string | undefined): FolderRules {
  if (ignoreText === undefined || parent.excludedBy) return parent;
  const list = compileIgnoreList(ignoreText, folder);
  return list.isEmpty ? parent : { excludedBy: undefined, lists: [list, ...parent.lists] };
}

/** The rules inside a folder that `rule` excludes. */
export function excludedRules(rule: IgnoreRule): FolderRules {
  return { excludedBy: rule, lists: [] };
}

/** The rule that decides about a path directly inside the folder of `rules`; it may be a negated one. */
export function decidingRule(rules: FolderRules, path: string, isFolder: boolean): IgnoreRule | undefined {
  if (rules.excludedBy) return rules.excludedBy;
  if (rules.lists.length === 0) return undefined;
  const subject = createSubject(path, isFolder);
  for (const list of rules.lists) {
    const rule = strongestRule(list, subject);
    if (rule) return rule;
  }
  return undefined;
}

function strongestRule(list: IgnoreList, subject: Subject): IgnoreRule | undefined {
  const { path, nameStart, isFolder } = subject;
  const named = list.byName.size > 0 ? list.byName.get(path.slice(nameStart)) : undefined;
  const placed = list.byPath.size > 0 ? list.byPath.get(path.slice(list.baseLength)) : undefined;
  const fits = (rule: IgnoreRule): boolean => isFolder || !rule.foldersOnly;
  let strongest = named?.find(fits);
  const other = placed?.find(fits);
  if (other && other.rank < (strongest?.rank ?? Number.POSITIVE_INFINITY)) strongest = other;
  for (const rule of list.tried) {
    if (strongest && strongest.rank < rule.rank) break;
    if (matches(rule, subject, list.baseLength)) return rule;
  }
  return strongest;
}

interface Subject {
  readonly path: string;
  readonly nameStart: number;
  readonly isFolder: boolean;
  /** The path's UTF-8 bytes as text; the path itself when it is ASCII. */
  readonly bytes: string;
}

function createSubject(path: string, isFolder: boolean): Subject {
  return { path, nameStart: path.lastIndexOf("/") + 1, isFolder, bytes: toByteText(path) };
}

function matches(rule: IgnoreRule, subject: Subject, baseLength: number): boolean {
  if (rule.foldersOnly && !subject.isFolder) return false;
  const { path, nameStart } = subject;
  const { test } = rule;
  switch (test.kind) {
    case "name":
      return path.length - nameStart === test.name.length && path.endsWith(test.name);
    case "ending":
      return path.length - nameStart >= test.ending.length && path.endsWith(test.ending);
    case "name-glob":
      return matchGlob(test.steps, subject.bytes, subject.bytes.lastIndexOf("/") + 1);
    case "path":
      return path.length - baseLength === test.path.length && path.startsWith(test.path, baseLength);
    case "path-glob": {
      const base = subject.bytes === path ? baseLength : byteLength(path, baseLength);
      return (
        subject.bytes.startsWith(test.start, base) &&
        matchGlob(test.steps, subject.bytes, base + test.start.length)
      );
    }
  }
}

function byteLength(path: string, length: number): number {
  return toByteText(path.slice(0, length)).length;
}

/** Answers for any path of a repository, in any order. */
export interface IgnoreRules {
  /** The deciding rule, which may be a negated one; ignore files in folders above the path are read once. */
  find(path: string, isFolder: boolean): IgnoreRule | undefined;
  isIgnored(path: string, isFolder: boolean): boolean;
}

/** Ignore rules over a reader of ignore files: `readIgnoreFile(folder)` gives the text of the one in a folder. */
export function createIgnoreRules(
  readIgnoreFile: (folder: string) => string | undefined,
  excludeText?: string,
): IgnoreRules {
  const known = new Map<string, FolderRules>();
  known.set("", rootRules(readIgnoreFile(""), excludeText));

  const inside = (folder: string): FolderRules => {
    const found = known.get(folder);
    if (found) return found;
    const parent = inside(parentFolder(folder));
    const rule = decidingRule(parent, folder, true);
    const rules =
      rule && !rule.isNegated ? excludedRules(rule) : innerRules(parent, folder, readIgnoreFile(folder));
    known.set(folder, rules);
    return rules;
  };
  const find = (path: string, isFolder: boolean): IgnoreRule | undefined =>
    decidingRule(inside(parentFolder(path)), path, isFolder);
  return {
    find,
    isIgnored(path, isFolder) {
      const rule = find(path, isFolder);
      return rule !== undefined && !rule.isNegated;
    },
  };
}

/** The folder a path lies in; "" is the root. */
function parentFolder(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
