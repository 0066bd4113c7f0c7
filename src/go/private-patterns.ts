/** The pattern lists of GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE (https://go.dev/ref/mod#private-modules). */
import { matchPath } from "./path-match.ts";

/** One element of a pattern list with what is wrong with it. */
export interface PatternElement {
  /** As written, blanks included: go does not trim. */
  readonly text: string;
  /** Offsets in the list. */
  readonly start: number;
  readonly end: number;
  readonly problems: readonly PatternProblem[];
}

/** What is wrong with an element. */
export interface PatternProblem {
  readonly kind:
    | "empty"
    | "blank"
    | "scheme"
    | "upper-case"
    | "dots"
    | "bad-pattern"
    | "slash"
    | "star-star"
    | "not-a-path";
  /** `matches nothing, because …`, without final period. */
  readonly text: string;
  /** False when the element matches all the same. */
  readonly isIneffective: boolean;
}

/** Whether any pattern of a comma-separated list matches the first elements of a path, by Go's algorithm. */
export function matchesPrefixPatterns(patterns: string, target: string): boolean {
  const elements = target.split("/");
  for (const written of patterns.split(",")) {
    const pattern = written.endsWith("/") ? written.slice(0, -1) : written;
    if (pattern === "") continue;
    const count = pattern.split("/").length;
    if (matchPath(pattern, elements.slice(0, count).join("/")) === true) return true;
  }
  return false;
}

/** The elements of a pattern list, each with the reasons why it matches nothing or not what it seems to. */
export function explainPatterns(patterns: string): PatternElement[] {
  if (patterns === "") return [];
  let start = 0;
  return patterns.split(",").map((text) => {
    const element = { text, start, end: start + text.length, problems: problemsOf(text) };
    start = element.end + 1;
    return element;
  });
}

function problemsOf(text: string): PatternProblem[] {
  const pattern = text.endsWith("/") ? text.slice(0, -1) : text;
  if (pattern === "") return [{ kind: "empty", text: "an empty element is skipped", isIneffective: false }];
  const ineffective = whyIneffective(pattern);
  if (ineffective) {
    const [kind, why] = ineffective;
    return [{ kind, text: `matches nothing, because ${why}`, isIneffective: true }];
  }
  if (!pattern.includes("**")) return [];
  return [{ kind: "star-star", text: "`**` is the same as `*` and stops at a slash", isIneffective: false }];
}

function whyIneffective(pattern: string): [PatternProblem["kind"], string] | undefined {
  if (matchPath(pattern, "") === undefined) return ["bad-pattern", "it is not a well-formed glob"];
  // What stands in classes and behind backslashes may match more than it shows.
  const plain = pattern.replace(/\\./gs, "?").replace(/\[[^\]]*\]/g, "?");
  if (/[\s\u0085]/.test(plain)) return ["blank", "go does not trim blanks and no module path has one"];
  if (plain.includes("://")) return ["scheme", "module paths have no scheme"];
  if (/^\/|\/\/|\/$/.test(plain)) return ["slash", "module paths have no empty element"];
  if (/^[^/]*[A-Z]/.test(plain)) {
    return ["upper-case", "patterns are case-sensitive and the host of a module path is lower-case"];
  }
  if (/(?:^|\/)\.\.\.(?:\/|$)/.test(plain)) {
    return ["dots", "`...` is no wildcard here; a prefix alone covers everything below it"];
  }
  if (/\.(?:\/|$)/.test(plain)) return ["dots", "no element of a module path ends in a dot"];
  if (/[^A-Za-z0-9\-._~/*?]/.test(plain)) return ["not-a-path", "it has a character that no module path has"];
  return undefined;
}
