import type { EnvRow, EnvView } from "./env-view.ts";
import { countOf, toPrintable } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";

const headings = ["site", "go", "mode", "cgo", "tags", "modules from"] as const;
const signs = { keeps: " ", breaks: "✗", unknown: "?" } as const;
const maxCell = 44;
const maxReason = 84;

/** The table of sites for people; rows that break the contract or cannot be known carry a sign. */
export function formatEnvTable(view: EnvView, options: { readonly hasColor: boolean }): string {
  const paint = createPaint(options.hasColor);
  const rows = [...(view.shell ? [view.shell] : []), ...view.rows];
  const cells = rows.map(cellsOf);
  const widths = headings.map((heading, column) =>
    Math.max(
      heading.length,
      ...cells.filter((row) => row.length > 2 || column === 0).map((row) => row[column]?.length ?? 0),
    ),
  );
  const lines = [
    [toPrintable(view.title), view.declared, view.contract === "" ? "" : `contract: ${view.contract}`]
      .filter(Boolean)
      .join("   "),
    "",
  ];
  lines.push(paint.dim(`    ${join(headings, widths)}`));
  rows.forEach((row, index) => {
    lines.push(`  ${signOf(row, paint)} ${join(cells[index] ?? [], widths)}`);
  });
  lines.push("", formatCounts(view));
  return `${lines.join("\n")}\n`;
}

function cellsOf(row: EnvRow): readonly string[] {
  const title = shortenMiddle(row.title);
  if (row.unknownBecause !== undefined)
    return [title, shorten(`cannot be known: ${row.unknownBecause}`, maxReason)];
  return [title, row.go, row.mode, row.cgo, row.tags, row.modulesFrom].map((cell, index) =>
    index === 0 ? cell : shorten(cell),
  );
}

function shorten(text: string, length = maxCell): string {
  const printable = toPrintable(text);
  return printable.length <= length ? printable : `${printable.slice(0, length - 1)}…`;
}

/** A long title differs from its neighbours at its end: in the job and the cell of its matrix. */
function shortenMiddle(text: string): string {
  const printable = toPrintable(text);
  if (printable.length <= maxCell) return printable;
  const head = Math.floor(maxCell / 3);
  return `${printable.slice(0, head).trimEnd()}…${printable.slice(printable.length - (maxCell - head - 1))}`;
}

function join(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
    .join("  ")
    .trimEnd();
}

function signOf(row: EnvRow, paint: Paint): string {
  const sign = signs[row.state];
  if (row.state === "breaks") return paint.red(sign);
  return row.state === "unknown" ? paint.yellow(sign) : sign;
}

function formatCounts(view: EnvView): string {
  const { sites, files, breaking, unknown } = view.counts;
  const example =
    view.rows.find((row) => row.state === "breaks") ??
    view.rows.find((row) => row.state === "unknown") ??
    view.rows[0];
  const path = view.path === undefined ? "" : `${quoteForShell(view.path)} `;
  const why = example ? ` Why: ${view.program} env ${path}--site ${quoteForShell(example.id)}` : "";
  return `${countOf(sites, "site")} in ${countOf(files, "file")}. ${breaking} ${breaking === 1 ? "breaks" : "break"} the contract, ${unknown} unknown.${why}`;
}

/** Quotes an id so that it can be pasted into a shell. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
