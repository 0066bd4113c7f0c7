/** What `verify` found, for a person: one paragraph for each kind of fault in each module. */
import { countOf, toOneLine, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";
import type { VerifyFinding, VerifyReport, VerifyUnknown } from "./verify-report.ts";

const mostPlaces = 8;
const mostUnknowns = 5;

/** The text of a terminal report. */
export function formatVerifyHuman(
  report: VerifyReport,
  { hasColor, width }: { readonly hasColor: boolean; readonly width: number },
): string {
  const paint = createPaint(hasColor);
  // The gravest of a group comes first, and gives the group its sign.
  const findings = [...report.findings].sort((a, b) => a.harm.localeCompare(b.harm));
  const groups = Map.groupBy(findings, causeOf);
  const sorted = [...groups.values()].sort((a, b) => harmOf(a).localeCompare(harmOf(b)));
  const paragraphs = sorted.map((group) => formatGroup(group, paint, width));
  const unknown = formatUnknowns(report.unknowns, paint, width);
  const purged = formatPurged(report, paint, width);
  return [...paragraphs, ...[unknown, purged].filter((text) => text !== ""), lastLine(report, paint)].join(
    "\n",
  );
}

/** Lines of one file that one command mends are one paragraph, and so is what one module is wrong in. */
function causeOf({ kind, module, version, file }: VerifyFinding): string {
  return isOfFile(kind) ? `${kind} ${file}` : `${kind} ${module} ${version}`;
}

function isOfFile(kind: string): boolean {
  return kind === "sum-stale" || kind === "sum-missing";
}

function harmOf([first]: readonly VerifyFinding[]): string {
  return first?.harm ?? "S3";
}

function formatGroup(group: readonly VerifyFinding[], paint: Paint, width: number): string {
  const [first] = group;
  if (!first) return "";
  const name =
    first.module === "" || isOfFile(first.kind)
      ? ""
      : `  ${first.module}${first.version === "" ? "" : ` ${first.version}`}`;
  const isGrave = first.harm === "S0" || first.harm === "S1";
  const sign = isGrave ? paint.red(first.harm) : first.harm === "S2" ? paint.yellow(first.harm) : first.harm;
  const lines = [`${sign}  ${paint.bold(first.title)}${paint.dim(toOneLine(name))}`];
  for (const { file, line, message } of group.slice(0, mostPlaces)) {
    const place = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}`;
    if (place !== "") lines.push(`    ${paint.cyan(toOneLine(place))}`);
    lines.push(...wrapText(toOneLine(message), width - 6).map((text) => `      ${text}`));
  }
  if (group.length > mostPlaces) lines.push(`    and ${countOf(group.length - mostPlaces, "more place")}`);
  lines.push(...wrapText(`Fix: ${first.remedy}`, width - 4).map((text) => `    ${text}`), "");
  return lines.join("\n");
}

function formatUnknowns(unknowns: readonly VerifyUnknown[], paint: Paint, width: number): string {
  if (unknowns.length === 0) return "";
  const byReason = Map.groupBy(unknowns, ({ reason }) => reason);
  const lines = [...byReason].slice(0, mostUnknowns).flatMap(([reason, group]) => {
    const [first] = group;
    const name = first?.module ?? first?.file ?? "";
    const version = first?.version === undefined || first.version === "" ? "" : ` ${first.version}`;
    const subject = group.length === 1 ? `${name}${version}` : countOf(group.length, "thing");
    const text = subject === "" ? reason : `${subject}: ${reason}`;
    return wrapText(toOneLine(text), width - 4).map((row, index) =>
      index === 0 ? `${paint.yellow("?")}   ${row}` : `    ${row}`,
    );
  });
  if (byReason.size > mostUnknowns)
    lines.push(`    and ${countOf(byReason.size - mostUnknowns, "more reason")}: --format json has all`);
  return `${paint.bold("Cannot be known")}\n${lines.join("\n")}\n`;
}

function formatPurged({ purged }: VerifyReport, paint: Paint, width: number): string {
  if (!purged) return "";
  const { removed, kept } = purged;
  if (removed.length + kept.length === 0) return "Nothing had to be removed.\n";
  const lines = [paint.bold(`Removed ${countOf(removed.length, "file or folder", "files and folders")}`)];
  for (const name of removed) lines.push(`    GOMODCACHE/${toOneLine(name)}`);
  for (const { name, reason } of kept) {
    const text = `${toOneLine(name)} was not removed: ${toOneLine(reason)}`;
    lines.push(
      ...wrapText(text, width - 4).map((row, index) =>
        index === 0 ? `${paint.yellow("?")}   ${row}` : `    ${row}`,
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}

function lastLine(report: VerifyReport, paint: Paint): string {
  const { modules, verified, vendoredFiles, findings, unknowns, elapsedMs } = report;
  const looked = [countOf(modules, "module"), `${verified.toLocaleString("en-US")} verified`];
  if (vendoredFiles > 0) looked.push(countOf(vendoredFiles, "vendored file"));
  const found = findings.length === 0 ? "nothing found" : countOf(findings.length, "finding");
  const open =
    unknowns.length === 0 ? "nothing unknown" : `${unknowns.length.toLocaleString("en-US")} unknown`;
  const text = `${looked.join(", ")}, ${found}, ${open} (${(elapsedMs / 1000).toFixed(1)} s).`;
  return `${findings.length > 0 ? paint.bold(text) : text}\n`;
}
