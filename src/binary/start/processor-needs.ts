/** What a Go program wants of the processor: nothing in an image says which one it will run on. */
import { type BuildInfo, buildSetting } from "../../go/build-info.ts";

/** What every processor of an architecture has. */
const leasts: Readonly<Record<string, readonly [setting: string, least: string]>> = {
  amd64: ["GOAMD64", "v1"],
  arm64: ["GOARM64", "v8.0"],
  ppc64: ["GOPPC64", "power8"],
  ppc64le: ["GOPPC64", "power8"],
  riscv64: ["GORISCV64", "rva20u64"],
};

/** The level that a program was built for where some processors are below it; undefined otherwise. */
export function processorNeed(
  info: BuildInfo,
  { arch, variant }: { arch: string | undefined; variant: string | undefined },
): string | undefined {
  if (arch === "arm") return armNeed(buildSetting(info, "GOARM"), variant);
  const [setting, least] = leasts[arch ?? ""] ?? [];
  if (setting === undefined) return undefined;
  const value = buildSetting(info, setting);
  return value === undefined || value === least ? undefined : needOf(setting, value);
}

/** Images for arm tell the version of the processor that they are for. */
function armNeed(value: string | undefined, variant: string | undefined): string | undefined {
  const wanted = Number(/^[5-9]/.exec(value ?? "")?.[0] ?? 5);
  const offered = Number(/^v([5-9])/.exec(variant ?? "")?.[1] ?? 5);
  return value === undefined || wanted <= offered ? undefined : needOf("GOARM", value);
}

function needOf(setting: string, value: string): string {
  return `whether the processor is one of ${setting}=${value}, which the program was built for: on another it stops before main`;
}
