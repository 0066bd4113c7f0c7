import type { EmbeddedText } from "../text/embedded-text.ts";
import type { Place } from "../text/span.ts";
import type { Variable } from "../workspace/variable.ts";
import type { YamlScalar } from "../workspace/yaml/node.ts";
import { known, type Value, withoutEnding } from "./value.ts";

/** Text with holes filled in; unknown as soon as one of them is. A lone hole keeps the place its value comes from. */
export function fillHoles(
  text: EmbeddedText,
  at: Place,
  resolve: (expression: string, at: Place) => Value,
): Value {
  let filled = "";
  let last = 0;
  for (const hole of text.holes) {
    const span = { start: text.fileOffset(hole.start), end: text.fileOffset(hole.end) };
    const value = resolve(hole.expression, { file: at.file, span });
    if (value.kind === "unknown") return { ...withoutEnding(value), at };
    if (hole.end - hole.start === text.text.trim().length) return known(value.text, value.at ?? at);
    filled += text.text.slice(last, hole.start) + value.text;
    last = hole.end;
  }
  return known(filled + text.text.slice(last), at);
}

/** As `fillHoles`, for a setting of a CI file: a plain number arrives as YAML reads it, `1.20` as 1.2. */
export function fillVariable(
  variable: Variable,
  at: Place,
  resolve: (expression: string, at: Place) => Value,
): Value {
  if (variable.yamlType === "number") return known(asYamlNumber(variable.value.text), at);
  return fillHoles(variable.value, at, resolve);
}

/** The text of a scalar as a CI system hands it on. */
export function scalarText(scalar: YamlScalar): string {
  const isNumber = scalar.style === "plain" && typeof scalar.value === "number";
  return isNumber ? asYamlNumber(scalar.text) : scalar.text;
}

/** A decimal fraction loses its last zeros when it is read as a number and printed again. */
function asYamlNumber(text: string): string {
  return /^\d+\.\d*0$/.test(text) ? String(Number(text)) : text;
}
