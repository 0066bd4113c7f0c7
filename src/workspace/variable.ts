import type { EmbeddedText } from "../text/embedded-text.ts";
import type { Span } from "../text/span.ts";

/** One `NAME: value` or `NAME=value` of a settings file, with the place a person would edit. */
export interface Variable {
  readonly name: string;
  readonly nameSpan: Span;
  /** The value as text; CI expressions and template marks stand in it as holes. */
  readonly value: EmbeddedText;
  readonly valueSpan: Span;
  /** How YAML would type the value when it is written plain (`1.20` is a number); "string" elsewhere. */
  readonly yamlType: "string" | "number" | "boolean" | "null";
}
