import { parseGoflags } from "../go/goflags.ts";
import { type GoCall, lastFlag, mayHoldFlag } from "./go-arguments.ts";
import type { Machine } from "./machine.ts";
import { known, unknown, type Value } from "./value.ts";

/** The value of a flag: on the command line, else in GOFLAGS, else the reason why it cannot be known. */
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
    const { candidates } = goflags.value;
    const flag = new RegExp(`(?:^|\\s)--?${name}(?:[=\\s]|$)`);
    if (candidates && !candidates.some((candidate) => flag.test(candidate))) return undefined;
    return { value: unknown(`GOFLAGS is not known: ${goflags.value.reason}`, goflags.at), from: "GOFLAGS" };
  }
  const word = parseGoflags(goflags.value.text, goVersion).words.findLast(
    (candidate) => candidate.name === name,
  );
  if (!word) return undefined;
  return { value: known(word.value ?? "", goflags.at), from: "GOFLAGS" };
}
