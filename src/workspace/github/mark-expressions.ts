import type { EmbeddedText, Hole } from "../../text/embedded-text.ts";
import type { YamlScalar } from "../yaml/node.ts";

/** The same text with a hole for every `${{ … }}`; `}}` inside a quoted string does not end one. */
export function markExpressions(embedded: EmbeddedText): EmbeddedText {
  const { text } = embedded;
  const holes: Hole[] = [];
  for (let start = text.indexOf("${{"); start !== -1; ) {
    const end = expressionEnd(text, start + 3);
    if (end === undefined) break;
    holes.push({ start, end, expression: text.slice(start + 3, end - 2).trim() });
    start = text.indexOf("${{", end);
  }
  return holes.length === 0 ? embedded : { ...embedded, holes };
}

/** The scalar with its expressions marked. */
export function markedScalar(scalar: YamlScalar): YamlScalar {
  return scalar.text.includes("${{") ? { ...scalar, embedded: markExpressions(scalar.embedded) } : scalar;
}

function expressionEnd(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === "}" && text[at + 1] === "}") return at + 2;
  }
  return undefined;
}
