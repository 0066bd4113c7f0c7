/** Sorts the lines of blocks and drops repeated directives, as every go command does that writes the file. */
import { compareBytes } from "../byte-order.ts";
import { compareSemver } from "../semver.ts";
import { entriesOf } from "./edit-syntax.ts";
import type { Line, ModSyntax, Statement } from "./syntax.ts";

type Compare = (a: Line, b: Line) => number;

/** The tree without repeated exclude, replace, tool and ignore lines, each block in Go's order. */
export function sortBlocks(syntax: ModSyntax): ModSyntax {
  const repeated = repeatedLines(syntax);
  const goLine = entriesOf(syntax, "go")[0]?.args[0];
  const statements = syntax.statements.flatMap((statement): Statement[] => {
    if (statement.kind === "line") return repeated.has(statement) ? [] : [statement];
    if (statement.kind === "comments") return [statement];
    const lines = statement.lines.filter((line) => !repeated.has(line));
    if (lines.length === 0) return [];
    return [{ ...statement, lines: lines.sort(orderOf(statement.tokens[0]?.text ?? "", goLine)) }];
  });
  return { ...syntax, statements };
}

/** Of equal excludes, tools and ignores the first stays; of replacements of one module the last. */
function repeatedLines(syntax: ModSyntax): Set<Line> {
  const repeated = new Set<Line>();
  const keepFirst = (entries: Iterable<{ line: Line; key: string }>): void => {
    const seen = new Set<string>();
    for (const { line, key } of entries) {
      if (seen.has(key)) repeated.add(line);
      seen.add(key);
    }
  };
  for (const keyword of ["exclude", "tool", "ignore"]) {
    keepFirst(entriesOf(syntax, keyword).map(({ line, args }) => ({ line, key: args.join(" ") })));
  }
  const replaces = entriesOf(syntax, "replace").map(({ line, args }) => ({
    line,
    key: args.slice(0, args.indexOf("=>")).join(" "),
  }));
  keepFirst(replaces.reverse());
  return repeated;
}

function orderOf(keyword: string, goLine: string | undefined): Compare {
  if (keyword === "retract") return compareRetracts;
  // Excludes are sorted by meaning only where the go line asks for it, so that older files stay as they are.
  const isSemantic = goLine !== undefined && compareSemver(`v${goLine}`, "v1.21") >= 0;
  return keyword === "exclude" && isSemantic ? compareExcludes : compareWords;
}

function compareWords(a: Line, b: Line): number {
  const length = Math.min(a.tokens.length, b.tokens.length);
  for (let index = 0; index < length; index++) {
    const order = compareBytes(a.tokens[index]?.text ?? "", b.tokens[index]?.text ?? "");
    if (order !== 0) return order;
  }
  return a.tokens.length - b.tokens.length;
}

function compareExcludes(a: Line, b: Line): number {
  const [pathA, versionA, ...moreA] = a.tokens;
  const [pathB, versionB, ...moreB] = b.tokens;
  if (!pathA || !versionA || !pathB || !versionB || moreA.length + moreB.length > 0)
    return compareWords(a, b);
  return compareBytes(pathA.text, pathB.text) || compareSemver(versionA.text, versionB.text);
}

/** Newest first, by the low end and then by the high end. */
function compareRetracts(a: Line, b: Line): number {
  const [lowA, highA] = interval(a);
  const [lowB, highB] = interval(b);
  return compareSemver(lowB, lowA) || compareSemver(highB, highA);
}

function interval({ tokens }: Line): [string, string] {
  const words = tokens.map((token) => token.text);
  if (words.length === 1) return [words[0] ?? "", words[0] ?? ""];
  const isInterval = words.length === 5 && words[0] === "[" && words[2] === "," && words[4] === "]";
  return isInterval ? [words[1] ?? "", words[3] ?? ""] : ["", ""];
}
