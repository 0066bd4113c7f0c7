/**
 * The file of `go env -w` (GOENV, by default `go/env` in the user's configuration folder) and
 * `$GOROOT/go.env`: lines `NAME=value`, no quoting, no trimming (`go help environment`).
 */
import type { Span } from "../text/span.ts";

export interface EnvFileEntry {
  readonly name: string;
  /** Everything after the first `=`, also quotes, blanks and a carriage return. */
  readonly value: string;
  readonly span: Span;
  /** A later line sets the same name; go takes the last. */
  readonly isOverridden: boolean;
}

export interface EnvFileProblem {
  /** `ignored`: go skips the line without a word. `carriage-return`: the value ends in one, so it is another value. */
  readonly kind: "ignored" | "carriage-return" | "quotes" | "blank-in-name";
  readonly span: Span;
}

export interface GoEnvFile {
  readonly entries: readonly EnvFileEntry[];
  readonly problems: readonly EnvFileProblem[];
}

/** Reads the lines as go does; empty lines and `#` comments are no problems. */
export function parseGoEnvFile(text: string): GoEnvFile {
  const found: Omit<EnvFileEntry, "isOverridden">[] = [];
  const problems: EnvFileProblem[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const span = { start, end: start + line.length };
    start += line.length + 1;
    const equals = line.indexOf("=");
    if (equals < 0 || !/^[A-Z]/.test(line)) {
      if (line.trim() !== "" && !line.startsWith("#")) problems.push({ kind: "ignored", span });
      continue;
    }
    const name = line.slice(0, equals);
    const value = line.slice(equals + 1);
    found.push({ name, value, span });
    if (/\s/.test(name)) problems.push({ kind: "blank-in-name", span });
    if (value.endsWith("\r")) problems.push({ kind: "carriage-return", span });
    if (/^(["']).*\1\r?$/.test(value)) problems.push({ kind: "quotes", span });
  }
  const last = new Map(found.map((entry) => [entry.name, entry]));
  const entries = found.map((entry) => ({ ...entry, isOverridden: last.get(entry.name) !== entry }));
  return { entries, problems };
}

/** The value that counts for each name. */
export function settingsOfEnvFile(file: GoEnvFile): ReadonlyMap<string, string> {
  return new Map(file.entries.map(({ name, value }) => [name, value]));
}
