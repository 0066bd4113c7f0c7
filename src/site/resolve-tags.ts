import { parseTagsFlag } from "../go/tags-flag.ts";
import { assumedGoflags, flagValue } from "./flag-value.ts";
import type { GoCall } from "./go-arguments.ts";
import { languageOfGo } from "./language-of-go.ts";
import type { Machine } from "./machine.ts";
import type { GoResolution, Tags } from "./site.ts";

/** The tags that `-tags` of the command or GOFLAGS switches on. */
export function resolveTags(call: GoCall, machine: Machine, go: GoResolution): Tags {
  const flag = flagValue(call, machine, "tags", languageOfGo(go));
  if (!flag) {
    const none = { text: "no -tags on the command or in GOFLAGS", at: undefined };
    const assumed = assumedGoflags(machine);
    return { value: [], why: assumed ? [none, assumed] : [none] };
  }
  if (flag.value.kind === "unknown" && flag.value.textIfUnset !== undefined) {
    const { reason, at, textIfUnset } = flag.value;
    const tags = parseTagsFlag(textIfUnset).tags;
    return { value: tags, why: [{ text: `-tags ${textIfUnset}: ${reason} and taken as empty`, at }] };
  }
  if (flag.value.kind === "unknown")
    return { value: undefined, why: [{ text: flag.value.reason, at: flag.value.at }] };
  const parsed = parseTagsFlag(flag.value.text);
  const where = flag.from === "command" ? "on the command" : "in GOFLAGS";
  return { value: parsed.tags, why: [{ text: `-tags ${flag.value.text} ${where}`, at: flag.value.at }] };
}
