import type { Place } from "../../text/span.ts";
import { parseVersionSpec } from "../knowledge/setup-go.ts";
import type { Machine } from "../machine.ts";

/** A machine with the Go that a version in settings asks for: `1.25`, `latest`. */
export function withSpec(machine: Machine, spec: string, at: Place, by: string): Machine {
  const parsed = parseVersionSpec(spec);
  if (parsed.kind === "unknown") return { ...machine, go: { kind: "unknown", reason: parsed.reason, at } };
  return { ...machine, go: { version: parsed.version, precision: parsed.precision, at, by } };
}
