import { countOf, toPrintable } from "./layout.ts";

/** One text `go build`, `go test` … of a repository with what it is. */
export interface EnvMention {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly kind: "command" | "listed" | "unexplained";
  /** The first site that runs it; null when none does. */
  readonly site: string | null;
  /** Why it is no command of a site; empty for commands. */
  readonly reason: string;
}

/** One line for each text, and what they are in numbers. */
export function formatMentions(mentions: readonly EnvMention[]): string {
  const places = mentions.map(({ file, line }) => toPrintable(`${file}:${line}`));
  const width = Math.min(60, Math.max(0, ...places.map((place) => place.length)));
  const lines = mentions.map(({ text, kind, site, reason }, index) => {
    const what = kind === "command" ? `runs in ${site ?? ""}` : reason;
    return `${(places[index] ?? "").padEnd(width)}  ${text.padEnd(11)}  ${toPrintable(what)}`;
  });
  const count = (kind: EnvMention["kind"]): number =>
    mentions.filter((mention) => mention.kind === kind).length;
  const counts = `${countOf(mentions.length, "text")}: ${countOf(count("command"), "command")} of sites, ${count("listed")} no command for the reason given, ${count("unexplained")} unexplained.`;
  return `${[...lines, ...(lines.length > 0 ? [""] : []), counts].join("\n")}\n`;
}
