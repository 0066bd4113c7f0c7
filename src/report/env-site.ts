import type { EnvSiteView } from "./env-view.ts";
import { toPrintable, wrapText } from "./layout.ts";
import { createPaint } from "./paint.ts";

/** One site in full: each value, then the reasons with the lines that decided them, then what runs. */
export function formatEnvSite(
  view: EnvSiteView,
  options: { readonly hasColor: boolean; readonly width: number },
): string {
  const paint = createPaint(options.hasColor);
  const width = Math.min(Math.max(options.width, 60), 120);
  const title = toPrintable(view.title);
  const lines = [
    paint.bold(title) +
      " ".repeat(Math.max(2, width - title.length - view.place.length)) +
      paint.dim(view.place),
  ];
  const labelWidth = Math.max(4, ...view.values.map(({ label }) => label.length)) + 2;
  const lead = " ".repeat(2 + labelWidth + 2);
  for (const { label, value, why } of view.values) {
    lines.push(`  ${label.padEnd(labelWidth)}${paint.bold(toPrintable(value))}`);
    for (const { text, place } of once(why, ({ text }) => text)) {
      const room = Math.max(30, width - lead.length - (place === "" ? 0 : place.length + 2));
      const wrapped = wrapText(toPrintable(text), room);
      wrapped.forEach((line, index) => {
        const isLast = index === wrapped.length - 1;
        lines.push(
          isLast && place !== ""
            ? `${lead}${line.padEnd(room)}  ${paint.dim(toPrintable(place))}`
            : lead + line,
        );
      });
    }
  }
  if (view.runs.length === 0) lines.push(`  ${"runs".padEnd(labelWidth)}no go command`);
  view.runs.forEach(({ line, text, via, notes }, index) => {
    const label = index === 0 ? "runs" : "";
    lines.push(`  ${label.padEnd(labelWidth)}${String(line).padStart(4)}  ${toPrintable(text)}`);
    for (const note of [...wayOf(via, view.runs[index - 1]?.via), ...notes])
      lines.push(`  ${" ".repeat(labelWidth)}      ${paint.dim(toPrintable(note))}`);
  });
  for (const { place, reason } of once(view.unknowns, (unknown) => unknown.reason)) {
    const room = Math.max(30, width - lead.length - place.length - 2);
    const wrapped = wrapText(`cannot be known here: ${toPrintable(reason)}`, room);
    wrapped.forEach((line, index) => {
      const start = (index === 0 ? "  ?" : "").padEnd(lead.length);
      const isLast = index === wrapped.length - 1;
      lines.push(isLast ? `${start}${line.padEnd(room)}  ${paint.dim(toPrintable(place))}` : start + line);
    });
  }
  return `${lines.join("\n")}\n`;
}

/** How a command is reached, unless the one before it is reached in the same way. */
function wayOf(via: readonly string[], before: readonly string[] = []): readonly string[] {
  const isSame =
    via.length > 1 && via.length === before.length && via.every((step, at) => step === before[at]);
  return isSame ? ["by the same"] : via;
}

/** Each text once, with its first place and the number of the others. */
function once<T extends { readonly place: string }>(
  items: readonly T[],
  textOf: (item: T) => string,
): readonly T[] {
  const byText = new Map<string, T[]>();
  for (const item of items) {
    const same = byText.get(textOf(item));
    if (same) same.push(item);
    else byText.set(textOf(item), [item]);
  }
  return [...byText.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const [place = "", ...others] = new Set(same.map((item) => item.place).filter(Boolean));
    return [{ ...first, place: others.length === 0 ? place : `${place} and ${others.length} more` }];
  });
}
