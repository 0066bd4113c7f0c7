import { compareGoVersions, languageVersion } from "../../go/go-version.ts";
import type { GoResolution } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/newer-go-recorded",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-newer-go-recorded"],
  summary:
    "vendor/modules.txt records a module that wants a newer Go than the one that builds: the vendored build stops.",
  why:
    "go compares the go line of every vendored module with itself before it builds. It does not switch to a newer " +
    "toolchain for their sake, whatever GOTOOLCHAIN says.",
  remedy: "Raise the Go of this site, or require an older version of the module.",
  reads: "command",

  *check({ command, site }) {
    if (command.mode.value !== "vendor" || command.isConditional) return;
    const vendor = (command.workspace ?? command.module)?.vendor?.modules;
    const running = runningGo(command.go);
    if (!vendor || running === undefined || compareGoVersions(running.version, "1.21") < 0) return;
    for (const { path, goVersion, span } of vendor.parsed.entries) {
      if (goVersion === undefined) continue;
      const wanted = running.isMinor ? languageVersion(goVersion) : goVersion;
      if (compareGoVersions(wanted, running.version) <= 0) continue;
      const found = running.isMinor ? `${running.version}.x` : running.version;
      yield {
        at: { file: vendor.file, span },
        message: `"go ${command.subcommand}" of ${site.title} stops: ${path} in vendor/modules.txt requires go >= ${goVersion} (running go ${found}${settingNote(command.go)})`,
        evidence: [
          { at: command.at, shows: "this command stops" },
          ...(command.go.installed ? [{ at: command.go.installed.at, shows: `go ${found}` }] : []),
        ],
        site: site.id,
        cause: `${vendor.file}: go ${goVersion}`,
      };
      return;
    }
  },
});

/** The setting that go names at the end of such a refusal. */
function settingNote({ gotoolchain }: GoResolution): string {
  const text = gotoolchain.kind === "known" ? gotoolchain.text : "auto";
  return text === "auto" ? "" : `; GOTOOLCHAIN=${text}`;
}

/** The version that compiles, exact or as a minor version with any patch. */
function runningGo({
  outcome,
  version,
  range,
}: GoResolution): { version: string; isMinor: boolean } | undefined {
  if (outcome !== "runs" && outcome !== "switches") return undefined;
  if (version !== undefined) return { version, isMinor: false };
  const minor = /^(\d+\.\d+)\.x$/.exec(range ?? "")?.[1];
  return minor === undefined ? undefined : { version: minor, isMinor: true };
}
