import type { Place } from "../../text/span.ts";
import { unknown, type Value } from "../value.ts";

/** What a template of goreleaser stands for. */
export const goreleaserTemplate = (expression: string, at: Place): Value =>
  unknown(`goreleaser fills in {{ ${expression} }}`, at);
