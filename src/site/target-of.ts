import type { Machine } from "./machine.ts";
import type { Value } from "./value.ts";

/** GOOS or GOARCH of the build: set, or the host's. */
export function targetOf(machine: Machine, name: "GOOS" | "GOARCH", host: Value): Value {
  const setting = machine.environment.goSetting(name);
  if (!setting) return host;
  if (setting.value.kind === "known" && setting.value.text === "") return host;
  return setting.value.kind === "known" ? { ...setting.value, at: setting.at } : setting.value;
}
