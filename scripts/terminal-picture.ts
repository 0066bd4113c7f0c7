/** What a terminal shows after a program wrote to it, and that as a picture. */

interface Style {
  readonly color?: string;
  readonly isBold?: boolean;
  readonly isDim?: boolean;
}

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** Text of one style, from a column on. */
export interface Run extends Cell {
  readonly column: number;
}

/** Colours that read on the picture's own dark ground, wherever it is shown. */
const colors: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#56d364",
  33: "#e3b341",
  36: "#76e3ea",
};
const ground = { fill: "#161b22", border: "#57606a", text: "#e6edf3", dim: "#9198a1" };
const cell = { width: 8.4, height: 19, size: 14, margin: 20 };

/** The lines of a terminal: colours, line ends, and going back to the start of a line to overwrite it. */
export function readTerminal(bytes: string): readonly (readonly Run[])[] {
  const lines: Cell[][] = [[]];
  let column = 0;
  let style: Style = {};
  for (const [part, sgr, erase] of bytes.matchAll(/\u001b\[([\d;]*)m|(\u001b\[K)|\r|\n|[^\r\n\u001b]/gu)) {
    const line = lines.at(-1) ?? [];
    if (sgr !== undefined) style = sgr.split(";").map(Number).reduce(changeStyle, style);
    else if (erase !== undefined) line.length = Math.min(line.length, column);
    else if (part === "\r") column = 0;
    else if (part === "\n") {
      lines.push([]);
      column = 0;
    } else line[column++] = { text: part, style };
  }
  const shown = lines.map(runsOf);
  while (shown.at(-1)?.length === 0) shown.pop();
  return shown;
}

function changeStyle(style: Style, code: number): Style {
  const { color, ...weight } = style;
  if (code === 0) return {};
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 22) return color === undefined ? {} : { color };
  const next = colors[code];
  return next === undefined ? weight : { ...weight, color: next };
}

function runsOf(cells: readonly (Cell | undefined)[]): readonly Run[] {
  const runs: { text: string; style: Style; column: number }[] = [];
  for (const [column, { text, style } = { text: " ", style: {} }] of cells.entries()) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ text, style, column });
  }
  return runs.filter(({ text }) => text.trim() !== "");
}

/** The lines as SVG. Each run is stretched to its columns: whatever font is there, everything stands in line. */
export function drawTerminal(
  lines: readonly (readonly Run[])[],
  { title, columns }: { readonly title: string; readonly columns: number },
): string {
  const width = Math.ceil(columns * cell.width + 2 * cell.margin);
  const height = Math.ceil(lines.length * cell.height + 2 * cell.margin);
  const texts = lines.flatMap((runs, row) => runs.map((run) => drawRun(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    "<style>text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 14px; white-space: pre }</style>",
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ground.fill}" stroke="${ground.border}"/>`,
    ...texts,
    "</svg>",
    "",
  ].join("\n");
}

function drawRun({ text, style, column }: Run, row: number): string {
  const shown = text.trimEnd();
  const start = column + shown.search(/\S/);
  const words = shown.trimStart();
  const x = (cell.margin + start * cell.width).toFixed(1);
  const y = (cell.margin + row * cell.height + cell.size).toFixed(1);
  const length = ([...words].length * cell.width).toFixed(1);
  const fill = style.color ?? (style.isDim ? ground.dim : ground.text);
  const weight = style.isBold ? ' font-weight="bold"' : "";
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${fill}"${weight}>${escapeText(words)}</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
