import { areEqual, type ExpressionValue, isList, textOfValue } from "./expression-value.ts";

/** The functions whose result follows from their parameters alone; undefined where GitHub reports an error. */
export const expressionFunctions: ReadonlyMap<
  string,
  (parameters: readonly ExpressionValue[]) => ExpressionValue | undefined
> = new Map<string, (parameters: readonly ExpressionValue[]) => ExpressionValue | undefined>([
  ["contains", ([search = null, item = null]) => contains(search, item)],
  ["startswith", ([text = null, start = null]) => lower(text).startsWith(lower(start))],
  ["endswith", ([text = null, end = null]) => lower(text).endsWith(lower(end))],
  ["format", ([pattern = null, ...values]) => format(textOfValue(pattern), values)],
  [
    "join",
    ([list = null, separator = ","]) =>
      (isList(list) ? list.map(textOfValue) : [textOfValue(list)]).join(textOfValue(separator)),
  ],
  ["tojson", ([value = null]) => JSON.stringify(value, undefined, 2)],
  ["fromjson", ([text = null]) => parseJson(textOfValue(text))],
]);

function lower(value: ExpressionValue): string {
  return textOfValue(value).toLowerCase();
}

function contains(search: ExpressionValue, item: ExpressionValue): boolean {
  if (isList(search)) return search.some((each) => areEqual(each, item));
  return typeof search === "object" && search !== null ? false : lower(search).includes(lower(item));
}

function format(pattern: string, values: readonly ExpressionValue[]): string | undefined {
  let isWrong = false;
  const text = pattern.replace(/\{\{|\}\}|\{(\d+)\}|[{}]/g, (match: string, index: string | undefined) => {
    if (match === "{{" || match === "}}") return match.charAt(0);
    const value = index === undefined ? undefined : values[Number(index)];
    if (value === undefined) isWrong = true;
    return value === undefined ? "" : textOfValue(value);
  });
  return isWrong ? undefined : text;
}

function parseJson(text: string): ExpressionValue | undefined {
  try {
    const value: ExpressionValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
