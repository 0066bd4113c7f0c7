/** What `inspect --against PATH` says: each promise that the program does not keep, with its line. */
import type { InspectedContract } from "./inspect-report.ts";
import { countOf, toOneLine } from "./layout.ts";
import type { Paint } from "./paint.ts";

const margin = "    ";

const consequences: Readonly<Record<InspectedContract["findings"][number]["kind"], string>> = {
  "go-version": "it was built by a Go older than the module asks for",
  toolchain: "it was built by an older toolchain than the module names",
  "module-version": "it holds another version than go.mod requires",
  replacement: "it holds a replacement that the repository does not have",
  sum: "the code in it is not what go.sum holds",
  "sum-missing": "go.sum does not vouch for what is in it",
  setting: "it was built with another setting than the repository's own builds have",
  uncommitted: "no commit holds what it was built from",
};

/** The paragraph of one program. */
export function contractLines(
  file: string,
  { repository, module, findings, unknown, verified }: InspectedContract,
  paint: Paint,
): readonly string[] {
  const verdict =
    findings.length > 0
      ? "does not keep what"
      : module === null
        ? "cannot be held against what"
        : "keeps what";
  const lines = [paint.bold(toOneLine(`${file} ${verdict} ${repository} promises`))];
  for (const { kind, subject, built, promised, file: at, line, harm } of findings) {
    lines.push(toOneLine(`${margin}${harm}  ${subject}: ${consequences[kind]}`));
    lines.push(toOneLine(`${margin}    built      ${built}`));
    const where = at === null ? "" : `   ${at}${line === null ? "" : `:${line}`}`;
    lines.push(toOneLine(`${margin}    promised   ${promised}${where}`));
  }
  for (const reason of unknown) lines.push(toOneLine(`${margin}unknown     ${reason}`));
  lines.push(
    `${margin}${countOf(verified, "promise")} kept, ${findings.length} not, ${unknown.length} unknown`,
  );
  return lines;
}
