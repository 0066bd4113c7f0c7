import type { EnvRow, EnvView } from "./env-view.ts";
import { fitTable } from "./fit-table.ts";
import { countOf, toPrintable, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";

const headings = ["site", "go", "mode", "cgo", "tags", "modules from"] as const;
const signs = { keeps: " ", breaks: "✗", unknown: "?" } as const;
const maxCell = 44;

/** The table of sites for people, within `width`; rows that break the contract or cannot be known carry a sign. */
export function formatEnvTable(
  view: EnvView,
  options: { readonly hasColor: boolean; readonly width?: number },
): string {
  const paint = createPaint(options.hasColor);
  const width = Math.max(60, options.width ?? 100);
  const shown = view.rows.filter((row) => !isLeftOut(row));
  const collapsed = collapse([...(view.shell ? [view.shell] : []), ...shown]);
  const contract = view.contract === "" ? "" : `contract: ${view.contract}`;
  const [heading = "", ...rows] = fitTable(
    headings,
    collapsed.map(({ row, cells: [title = "", ...cells] }) => ({ sign: signOf(row, paint), title, cells })),
    width,
  );
  const lines = [
    ...besideOrBelow([toPrintable(view.title), view.declared, contract].filter(Boolean), width),
    "",
    paint.dim(heading),
    ...rows,
    "",
    ...formatUnread(view).flatMap((text) => wrapText(text, width)),
    ...formatCounts(view, width),
  ];
  return `${lines.join("\n")}\n`;
}

/** Texts in one line where they fit, else each on lines of its own. */
function besideOrBelow(texts: readonly string[], width: number): readonly string[] {
  const line = texts.join("   ");
  if (line.length <= width) return [line];
  return texts.flatMap((text, index) =>
    wrapText(text, width - 4).map((part, at) => (index === 0 && at === 0 ? part : `    ${part}`)),
  );
}

function isLeftOut(row: EnvRow): boolean {
  return row.isBase && row.state === "keeps";
}

const maxUnread = 5;

/** Where go runs, too, as far as anybody can tell who only looks for words. */
function formatUnread({ unread }: EnvView): readonly string[] {
  if (unread.length === 0) return [];
  const files = unread.slice(0, maxUnread).map(({ file, system }) => toPrintable(`${file} (${system})`));
  const more = unread.length - files.length;
  const texts = unread.reduce((sum, each) => sum + each.texts, 0);
  const looks =
    texts === 1
      ? "1 text there looks like a go command"
      : `${countOf(texts, "text")} there look like go commands`;
  return [
    `Not read: ${files.join(", ")}${more > 0 ? ` and ${countOf(more, "more file", "more files")}` : ""}; ${looks}.`,
  ];
}

interface Line {
  readonly row: EnvRow;
  readonly cells: readonly string[];
}

/**
 * Neighbours whose titles are alike and whose values are the same are one row with a count. Every other title stands
 * whole; where even whole titles are the same, the id tells rows apart.
 */
function collapse(rows: readonly EnvRow[]): readonly Line[] {
  const alike = Map.groupBy(rows, ({ title }) => shortenMiddle(title, maxCell));
  return [...alike].flatMap(([short, same]) => {
    const [first] = same;
    if (!first) return [];
    if (same.every((row) => hasSameValues(row, first))) {
      const title = same.every((row) => row.title === first.title) ? toPrintable(first.title) : short;
      return [{ row: first, cells: cellsOf(first, same.length === 1 ? title : `${title} ×${same.length}`) }];
    }
    return same.map((row) => {
      const isWhole = same.every((other) => other === row || other.title !== row.title);
      return { row, cells: cellsOf(row, toPrintable(isWhole ? row.title : row.id)) };
    });
  });
}

function hasSameValues(a: EnvRow, b: EnvRow): boolean {
  return a.state === b.state && cellsOf(a, "").join("\0") === cellsOf(b, "").join("\0");
}

function cellsOf(row: EnvRow, title: string): readonly string[] {
  if (row.unknownBecause !== undefined) return [title, toPrintable(`cannot be known: ${row.unknownBecause}`)];
  return [title, row.go, row.mode, row.cgo, row.tags, row.modulesFrom].map((cell, index) =>
    index === 0 ? cell : shorten(cell),
  );
}

function shorten(text: string, length = maxCell): string {
  const printable = toPrintable(text);
  return printable.length <= length ? printable : `${printable.slice(0, length - 1)}…`;
}

/** A long title differs from its neighbours at its end: in the job and the cell of its matrix. */
function shortenMiddle(text: string, width: number): string {
  const printable = toPrintable(text);
  if (printable.length <= width) return printable;
  const head = Math.floor(width / 3);
  return `${printable.slice(0, head).trimEnd()}…${printable.slice(printable.length - (width - head - 1))}`;
}

function signOf(row: EnvRow, paint: Paint): string {
  const sign = signs[row.state];
  if (row.state === "breaks") return paint.red(sign);
  return row.state === "unknown" ? paint.yellow(sign) : sign;
}

/** A command stands whole, so that it can be pasted. */
function formatCounts(view: EnvView, width: number): readonly string[] {
  const { sites, files, breaking, unknown } = view.counts;
  const example =
    view.rows.find((row) => row.state === "breaks") ?? view.rows.find((row) => row.state === "unknown");
  const leftOut = view.rows.filter(isLeftOut).length;
  const bases = leftOut === 0 ? "" : ` (${countOf(leftOut, "stage")} without go commands not shown)`;
  const path = view.path === undefined ? "" : `${quoteForShell(view.path)} `;
  const why = example
    ? toPrintable(`Why: ${view.program} env ${path}--site ${quoteForShell(example.id)}`)
    : "";
  const counts = `${countOf(sites, "site")} in ${countOf(files, "file")}${bases}. ${breaking} ${breaking === 1 ? "breaks" : "break"} the contract, ${countOf(unknown, "site")} unknown.`;
  if (why === "" || counts.length + why.length + 1 <= width) return [`${counts} ${why}`.trimEnd()];
  return [...wrapText(counts, width), why];
}

/** Quotes an id so that it can be pasted into a shell. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
