/** Why the developer's own go stops before it looks at anything: a root, a file or a value that is not there. */
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { parseGoflags } from "../go/goflags.ts";
import { minorOfGoVersion } from "../go/minor-version.ts";
import { acceptsPlatform, supportedPlatforms } from "../go/platforms.ts";
import type { GoCommand, Reason } from "../site/site.ts";

/** What go prints, with the setting that makes it do so; undefined when nothing does. */
export function shellRefusal(
  { environment, mode, goos, goarch }: Pick<GoCommand, "environment" | "mode" | "goos" | "goarch">,
  version: string,
): Reason | undefined {
  const reason = (name: string, text: string): Reason => ({ text, at: environment.goSetting(name)?.at });
  const textOf = (name: string): string => {
    const value = environment.goSetting(name)?.value;
    return value?.kind === "known" ? value.text : "";
  };
  const goroot = textOf("GOROOT");
  if (goroot !== "" && !existsSync(goroot))
    return reason("GOROOT", `go: cannot find GOROOT directory: ${goroot}`);
  const problem = parseGoflags(textOf("GOFLAGS"), version).problems.find(({ kind }) => kind !== "first-only");
  if (problem) return reason("GOFLAGS", problem.message);
  const gowork = textOf("GOWORK");
  if (gowork !== "" && !/^(?:off|auto)$/.test(gowork)) {
    if (!isAbsolute(gowork)) return reason("GOWORK", "go: invalid GOWORK: not an absolute path");
    if (!existsSync(gowork))
      return reason("GOWORK", `go: reading go.work: open ${gowork}: no such file or directory`);
  }
  if (mode.error) return { text: mode.error, at: mode.why.find(({ at }) => at)?.at };
  const minor = minorOfGoVersion(version);
  if (minor === undefined || goos.kind !== "known" || goarch.kind !== "known") return undefined;
  const pair = { goos: goos.text, goarch: goarch.text };
  const isSupported = supportedPlatforms(minor).some(
    (platform) =>
      platform.goos === pair.goos && platform.goarch === pair.goarch && acceptsPlatform(platform, minor),
  );
  return isSupported
    ? undefined
    : reason("GOOS", `go: unsupported GOOS/GOARCH pair ${pair.goos}/${pair.goarch}`);
}
