/** Words of an error as they stand in logs: behind the names of programs, and not where they are only quoted. */

import { bareLine } from "./bare-line.ts";

/** What may stand before the words: nothing, signs, a tag, `go: `, `main.go:3:8: `, `level=error msg="`, `app | `, `0.412 `. */
const lead = String.raw`^(?<before>(?:\W{1,6}|\d+\.\d+ |.{0,400}?(?::[ \t]{1,8}|\| |\] |\t|\w="|could not import \S+ \())??)\s*`;

/** Lines of diffs, comments, lists, commands, source code and searches. */
const quoting =
  /^(?:>|[-+](?!-- )|[\s│]*(?:\/\/|\/\*|\*|#(?!\d)|\d+ \||(?:echo|printf|grep|rg|sed|if|case|return|assert\w*|require)\b|t\.|\$ )|\S+\.(?:mdx?|rst|adoc|html?)(?::\d+)*:|\S+\.(?:go|mdx?|txt|rst|adoc|ya?ml|json|sh|html)(?::\d+)?:(?![\d ])\S)/;

/** Names before a colon after which the words are no error of this log: what a test wants, a commit, documentation. */
const notHere =
  /\b(?:want|wanted|expect|expected|got|should|example|e\.g\.|note that|error is)\b(?![./-])[^:]*:\s*$|\b(?:fix|feat|chore|docs?|ci|refactor|style|perf)(?:\([^)]*\))?!?: $/i;

/** Reads `words` (without anchor) where they are printed as an error; the answer are its groups. */
export function errorReader(
  words: RegExp,
): (text: string) => Readonly<Record<string, string | undefined>> | undefined {
  const form = new RegExp(`${lead}(?:${words.source})`);
  return (line) => {
    const text = bareLine(line);
    if (quoting.test(text)) return undefined;
    const found = form.exec(text)?.groups;
    if (!found || isQuoted(found.before ?? "")) return undefined;
    return found;
  };
}

function isQuoted(before: string): boolean {
  if (notHere.test(before)) return true;
  const open = before
    .replace(/\w="/g, "")
    .replace(/\w'\w/g, "")
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "");
  return /["'`]/.test(open);
}
