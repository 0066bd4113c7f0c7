/** The tools of a repository for a person: a table, then one paragraph for each finding. */
import { countOf, toOneLine, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";
import { paintDiff } from "./paint-diff.ts";
import { countPlaces } from "./tools-json.ts";
import type { PinReport, ToolsFinding, ToolsPosition, ToolsReport, ToolsRow } from "./tools-report.ts";

const mostSites = 3;
const mostUnknowns = 5;
const mostAlso = 6;

const titles: Readonly<Record<string, string>> = {
  drift: "one tool, several releases",
  floor: "no release is named",
  "built-with-older-go": "the linter was built by a Go that is too old",
  "config-version": "the linter and its settings are of two majors",
  "installed-differs": "another release is installed than is declared",
};

/** The text of a terminal report. */
export function formatToolsHuman(
  report: ToolsReport,
  { hasColor, width }: { readonly hasColor: boolean; readonly width: number },
): string {
  const paint = createPaint(hasColor);
  const table = tableOf(report, paint);
  const findings = report.findings.map((finding) => paragraphOf(finding, paint, width));
  return [table, ...findings, unknownsOf(report, paint, width), lastLine(report, paint)]
    .filter((part) => part !== "")
    .join("\n");
}

function tableOf({ tools, isInstalledAsked }: ToolsReport, paint: Paint): string {
  if (tools.length === 0) return "";
  const rows = tools.map(({ places, installed }) => [
    ...places.map((place) => [place.declared, place.kind, shown(place)]),
    ...(installed ? [[installed.version, "installed", `${installed.path} (built by ${installed.go})`]] : []),
  ]);
  const widthOf = (column: number, limit: number): number =>
    Math.min(limit, Math.max(8, ...rows.flat().map((row) => (row[column] ?? "").length)));
  const widths = [widthOf(0, 24), widthOf(1, 14)];
  return tools
    .map((tool, index) => {
      const head = `${paint.bold(toOneLine(tool.name))}  ${paint.dim(toOneLine(tool.module))}`;
      const lines = (rows[index] ?? []).map(([declared = "", kind = "", place = ""]) =>
        toOneLine(
          `    ${declared.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${place}`,
        ).trimEnd(),
      );
      const nowhere = tool.places.length === 0 ? ["    no place was found that says which release runs"] : [];
      const absent = isInstalledAsked && !tool.installed ? ["    not installed on this machine"] : [];
      return `${[head, ...lines, ...nowhere, ...absent, ...effectOf(tool)].join("\n")}\n`;
    })
    .join("");
}

function effectOf({ blocks, runs }: ToolsRow): readonly string[] {
  const line = (word: string, sites: readonly string[]): readonly string[] => {
    if (sites.length === 0) return [];
    const more = sites.length > mostSites ? ` and ${sites.length - mostSites} more` : "";
    return [toOneLine(`    ${word} ${sites.slice(0, mostSites).join(", ")}${more}`)];
  };
  return [...line("blocks", blocks), ...line("runs, without stopping,", runs)];
}

function paragraphOf(finding: ToolsFinding, paint: Paint, width: number): string {
  const { harm, kind, tool, message, remedy, also } = finding;
  const sign = harm === "S2" ? paint.yellow(harm) : harm;
  const lines = [
    `${sign}  ${paint.bold(`${toOneLine(tool)}: ${titles[kind] ?? kind}`)}`,
    `    ${paint.cyan(toOneLine(shown(finding)))}`,
    ...wrapText(toOneLine(message), width - 4).map((text) => `    ${text}`),
    ...wrapText(`Fix: ${toOneLine(remedy)}`, width - 4).map((text) => `    ${text}`),
  ];
  if (also.length > 0) {
    const more = also.length > mostAlso ? ` and ${also.length - mostAlso} more` : "";
    lines.push(`    Also: ${toOneLine(also.slice(0, mostAlso).map(shown).join(", "))}${more}`);
  }
  return `${lines.join("\n")}\n`;
}

function unknownsOf({ unknowns }: ToolsReport, paint: Paint, width: number): string {
  if (unknowns.length === 0) return "";
  const lines = unknowns.slice(0, mostUnknowns).flatMap((unknown) => {
    const text = toOneLine(`${shown(unknown)}  ${unknown.reason}`);
    return wrapText(text, width - 4).map((row, index) =>
      index === 0 ? `${paint.yellow("?")}   ${row}` : `    ${row}`,
    );
  });
  if (unknowns.length > mostUnknowns)
    lines.push(`    and ${unknowns.length - mostUnknowns} more: --format json has all`);
  return `${paint.bold("Cannot be known")}\n${lines.join("\n")}\n`;
}

function lastLine({ tools, findings, unknowns, sites, elapsedMs }: ToolsReport, paint: Paint): string {
  const looked = `${countOf(tools.length, "tool")} in ${countOf(countPlaces(tools), "place")}, ${countOf(sites, "site")}`;
  const found = findings.length === 0 ? "nothing found" : countOf(findings.length, "finding");
  const open = unknowns.length === 0 ? "nothing unknown" : `${unknowns.length} unknown`;
  const text = `${looked}, ${found}, ${open} (${(elapsedMs / 1000).toFixed(1)} s).`;
  return `${findings.length > 0 ? paint.bold(text) : text}\n`;
}

/** What `pin` writes: the diff as `git apply` reads it, then one line for each tool, step and note. */
export function formatPinHuman(
  report: PinReport,
  { hasColor, isTerminal }: { readonly hasColor: boolean; readonly isTerminal: boolean },
): string {
  const paint = createPaint(hasColor);
  const diff = report.isWritten ? "" : report.diffs.join("");
  const pins = report.pins.map((pin) =>
    toOneLine(`${pin.tool} ${pin.version}, as ${shown(pin)} says (${pin.kind})`),
  );
  const steps = report.steps.map(({ tool, run, reason }) => toOneLine(`! ${tool}: ${reason}: ${run}`));
  const notes = report.notes.map((note) => toOneLine(`! ${note.tool}: ${shown(note)} ${note.reason}`));
  const text = [...pins, ...steps, ...notes, summaryOf(report)].join("\n");
  return `${diff === "" ? "" : `${isTerminal ? paintDiff(diff, paint) : diff}\n`}${text}\n`;
}

function summaryOf({ files, isWritten, steps, notes, tools }: PinReport): string {
  const left = steps.length + notes.length;
  const rest = left === 0 ? "" : ` ${countOf(left, "thing")} left for a person.`;
  if (files.length === 0) return `${countOf(tools, "tool")} looked at, nothing to write.${rest}`;
  if (isWritten) return `Wrote ${countOf(files.length, "file")}.${rest}`;
  return `${countOf(files.length, "file")} can be written; nothing was: --write writes.${rest}`;
}

function shown({ file, line }: ToolsPosition): string {
  return `${file}:${line}`;
}
