/** What `inspect IMAGE --against IMAGE` says: which file of which layer differs in what. */
import type { InspectedDifference } from "./inspect-report.ts";
import { countOf, toOneLine } from "./layout.ts";
import type { Paint } from "./paint.ts";

const margin = "    ";
/** More files of one layer than this tell nobody more; the JSON has them all. */
const shownFiles = 20;

/** The paragraph of one pair. */
export function differenceLines(difference: InspectedDifference, paint: Paint): readonly string[] {
  const { before, after, same, layers, config } = difference;
  if (same) return [paint.bold(toOneLine(`${before} and ${after} are the same`))];
  const lines = [paint.bold(toOneLine(`${before} and ${after} differ`))];
  for (const { path, before: left, after: right } of config)
    lines.push(toOneLine(`${margin}configuration   ${path}   ${left} → ${right}`));
  for (const layer of layers) lines.push(...layerLines(layer));
  return lines;
}

function layerLines(layer: InspectedDifference["layers"][number]): readonly string[] {
  const { position, outcome, differing, onlyBefore, onlyAfter, order } = layer;
  const head = `${margin}layer ${position}   `;
  if (outcome === "same") return [`${head}the same`];
  if (outcome === "packing") return [`${head}the same files, packed another way`];
  if (outcome === "only-before") return [`${head}only in the first`];
  if (outcome === "only-after") return [`${head}only in the second`];
  const files = [
    ...differing.flatMap(({ path, attributes }) =>
      attributes.map(({ name, before, after }) => `${path}   ${name}   ${before} → ${after}`),
    ),
    ...onlyBefore.map((path) => `${path}   only in the first`),
    ...onlyAfter.map((path) => `${path}   only in the second`),
    ...(order === null ? [] : [`${order.path}   order   ${order.instead} stands there in the second`]),
  ];
  const shown = files.slice(0, shownFiles).map((line) => toOneLine(`${margin}${margin}${line || "."}`));
  const rest = files.length - shown.length;
  return [
    `${head}${countOf(files.length, "difference")}`,
    ...shown,
    ...(rest > 0 ? [`${margin}${margin}and ${rest} more (--format json)`] : []),
  ];
}
