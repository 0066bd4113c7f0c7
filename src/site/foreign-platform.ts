/** Platforms on which nobody's machine or CI builds by itself: only a setting chooses them. */
import type { GoCommand } from "./site.ts";

const foreign = /^(?:js|wasm|wasip1|arm|ios|android|plan9|hurd|zos|nacl|mips|sparc|ppc|s390|riscv)$/;

/** Whether a GOOS or GOARCH has to be asked for. */
export function isForeignPlatform(name: string): boolean {
  return foreign.test(name);
}

/** Whether a command may build for a platform that has to be asked for; a setting that is not known may. */
export function mayAskFor(
  { environment, goos, goarch }: Pick<GoCommand, "environment" | "goos" | "goarch">,
  platform: string,
  isSystem: boolean,
): boolean {
  const setting = environment.goSetting(isSystem ? "GOOS" : "GOARCH");
  if (setting?.value.kind === "unknown" && !setting.value.isUnset) return true;
  const target = isSystem ? goos : goarch;
  return target.kind === "known" && target.text === platform;
}
