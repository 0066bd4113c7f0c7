/** Why the developer's own go stops before it looks at anything: a root, a file or a value that is not there. */
import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { unknownExperiment } from "../go/experiments.ts";
import { parseGoflags } from "../go/goflags.ts";
import { minorOfGoVersion } from "../go/minor-version.ts";
import { acceptsPlatform, platforms } from "../go/platforms.ts";
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
  const experiment = unknownExperiment(textOf("GOEXPERIMENT"));
  if (experiment !== undefined) return reason("GOEXPERIMENT", `go: unknown GOEXPERIMENT ${experiment}`);
  const ofFolders = refusedFolder(textOf);
  if (ofFolders) return reason(ofFolders.name, ofFolders.text);
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
  const isSupported = platforms.some(
    (platform) =>
      platform.goos === pair.goos && platform.goarch === pair.goarch && acceptsPlatform(platform, minor),
  );
  return isSupported
    ? undefined
    : reason("GOOS", `go: unsupported GOOS/GOARCH pair ${pair.goos}/${pair.goarch}`);
}

/** A folder that go needs for a build and cannot use. */
function refusedFolder(
  textOf: (name: string) => string,
): { readonly name: string; readonly text: string } | undefined {
  const separator = process.platform === "win32" ? ";" : ":";
  for (const entry of textOf("GOPATH").split(separator)) {
    const text = entry.startsWith("~")
      ? `go: GOPATH entry cannot start with shell metacharacter '~': "${entry}"`
      : `go: GOPATH entry is relative; must be absolute path: "${entry}".`;
    if (entry !== "" && !isAbsolute(entry)) return { name: "GOPATH", text };
  }
  const cache = textOf("GOCACHE");
  if (cache === "off")
    return { name: "GOCACHE", text: "build cache is disabled by GOCACHE=off, but required as of Go 1.12" };
  if (cache !== "" && !isAbsolute(cache)) {
    const text = "build cache is required, but could not be located: GOCACHE is not an absolute path";
    return { name: "GOCACHE", text };
  }
  const temporary = textOf("GOTMPDIR");
  if (temporary === "" || existsSync(resolve(temporary))) return undefined;
  return { name: "GOTMPDIR", text: `go: creating work dir: stat ${temporary}: no such file or directory` };
}
