import { parseGoflags } from "../go/goflags.ts";
import { type GoCall, lastFlag, mayHoldFlag } from "./go-arguments.ts";
import type { Machine } from "./machine.ts";
import type { Reason } from "./site.ts";
import { known, unknown, type Value } from "./value.ts";

/**
 * The value of a flag: on the command line, else in GOFLAGS, else the reason why it cannot be known. One with
 * names that no file sets has `textIfUnset`.
 */
export function flagValue(
  call: GoCall,
  machine: Machine,
  name: string,
  goVersion: string | undefined,
): { value: Value; from: "command" | "GOFLAGS" } | undefined {
  const own = lastFlag(call, name);
  if (own) return { value: own.value, from: "command" };
  const opaque = mayHoldFlag(call, name);
  if (opaque) {
    const reason = opaque.value.kind === "unknown" ? opaque.value.reason : "";
    return {
      value: unknown(`${opaque.text} may hold -${name}: ${reason}`, opaque.at),
      from: "command",
    };
  }
  const goflags = machine.environment.goSetting("GOFLAGS");
  if (!goflags) return undefined;
  if (goflags.value.kind === "unknown") {
    const { candidates, textIfUnset } = goflags.value;
    if (textIfUnset !== undefined) {
      const text = lastWord(textIfUnset, name, goVersion);
      return text === undefined
        ? undefined
        : { value: { ...goflags.value, textIfUnset: text }, from: "GOFLAGS" };
    }
    const flag = new RegExp(`(?:^|\\s)--?${name}(?:[=\\s]|$)`);
    if (candidates && !candidates.some((candidate) => flag.test(candidate))) return undefined;
    return { value: unknown(`GOFLAGS is not known: ${goflags.value.reason}`, goflags.at), from: "GOFLAGS" };
  }
  const text = lastWord(goflags.value.text, name, goVersion);
  return text === undefined ? undefined : { value: known(text, goflags.at), from: "GOFLAGS" };
}

/** The value of the last such flag in GOFLAGS. */
function lastWord(goflags: string, name: string, goVersion: string | undefined): string | undefined {
  const word = parseGoflags(goflags, goVersion).words.findLast((candidate) => candidate.name === name);
  return word && (word.value ?? "");
}

/** Why GOFLAGS is what flags were looked for in, where it has names that no file sets. */
export function assumedGoflags({ environment }: Machine): Reason | undefined {
  const value = environment.goSetting("GOFLAGS")?.value;
  if (value?.kind !== "unknown" || value.textIfUnset === undefined) return undefined;
  return { text: `GOFLAGS=${value.textIfUnset.trim()}: ${value.reason} and taken as empty`, at: value.at };
}
