/** The lines of a gitattributes file: https://git-scm.com/docs/gitattributes */
import { collectLines } from "../../text/collect-lines.ts";
import type { Span } from "../../text/span.ts";
import { createIgnoreMatcher } from "./ignore-rules.ts";

/** One pattern with its attributes as written: `text`, `-text`, `!text`, `eol=lf`. Macro definitions are left out. */
export interface AttributeLine {
  readonly pattern: string;
  readonly attributes: readonly string[];
  /** The whole line without blanks around it. */
  readonly span: Span;
}

/** Splits the text of a gitattributes file (after a byte-order mark) into its lines. */
export function parseAttributeLines(text: string): readonly AttributeLine[] {
  return collectLines(text, parseLine);
}

function parseLine(raw: string, offset: number): AttributeLine | undefined {
  const line = raw.trim();
  if (line === "" || line.startsWith("#") || line.startsWith("[attr]")) return undefined;
  const quoted = line.startsWith('"') ? readQuoted(line) : undefined;
  const pattern = quoted?.pattern ?? line.split(/[ \t]/, 1)[0] ?? "";
  // git forbids negated patterns in this file and skips the line.
  if (pattern === "" || (pattern.startsWith("!") && !quoted)) return undefined;
  const start = offset + raw.length - raw.trimStart().length;
  const attributes = line.slice(quoted?.end ?? pattern.length).split(/[ \t]+/);
  return {
    pattern,
    attributes: attributes.filter((attribute) => attribute !== ""),
    span: { start, end: start + line.length },
  };
}

const escapes: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  a: "\x07",
  b: "\b",
  v: "\v",
  f: "\f",
};

/** A pattern in double quotes with the escapes of C. */
function readQuoted(line: string): { pattern: string; end: number } | undefined {
  const body = /^"((?:[^"\\]|\\.)*)"/.exec(line);
  if (!body) return undefined;
  const pattern = (body[1] ?? "")
    .replace(/(?:\\[0-7]{3})+/g, (octal) =>
      Buffer.from(octal.split("\\").slice(1).map(fromOctal)).toString("utf8"),
    )
    .replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
  return { pattern, end: body[0].length };
}

function fromOctal(digits: string): number {
  return Number.parseInt(digits, 8) & 0xff;
}

/** Attributes of a path by name: "set", "unset", a value, or undefined when no line says anything. */
export interface GitAttributes {
  get(path: string, attribute: string): string | undefined;
}

/** Combines gitattributes files of a tree, given by folder ("" is the root); the nearest folder's last line wins. */
export function createGitAttributes(files: ReadonlyMap<string, string>): GitAttributes {
  const rules = [...files]
    .sort(([a], [b]) => a.length - b.length)
    .flatMap(([folder, text]) =>
      parseAttributeLines(text).map((line) => ({
        matches: createIgnoreMatcher(line.pattern, folder),
        attributes: new Map(line.attributes.flatMap(expandAttribute)),
      })),
    )
    .reverse();
  return {
    get(path, attribute) {
      for (const rule of rules) {
        const value = rule.attributes.get(attribute);
        if (value === undefined || !rule.matches(path)) continue;
        return value === "unspecified" ? undefined : value;
      }
      return undefined;
    },
  };
}

function expandAttribute(written: string): [string, string][] {
  if (written === "binary")
    return [
      ["binary", "set"],
      ["diff", "unset"],
      ["merge", "unset"],
      ["text", "unset"],
    ];
  if (written.startsWith("-")) return [[written.slice(1), "unset"]];
  if (written.startsWith("!")) return [[written.slice(1), "unspecified"]];
  const equals = written.indexOf("=");
  return equals < 0 ? [[written, "set"]] : [[written.slice(0, equals), written.slice(equals + 1)]];
}
