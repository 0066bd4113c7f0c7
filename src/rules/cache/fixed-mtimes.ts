import type { Site, SiteEvent } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cache/fixed-mtimes",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["cache-fixed-mtimes"],
  summary:
    "Times of source files are set by hand while the build cache persists: go builds with old imports and constraints.",
  why:
    "go keeps an index of each package in the build cache, by name, time and size of its files. With forced times an " +
    "edit of the same size is not noticed: imports, constraints and embed patterns stay those of the earlier run.",
  remedy: "Do not force the times, set GODEBUG=goindex=0, or start with an empty build cache.",
  reads: "site",

  *check(site, { workspace }) {
    const command = site.commands.find(({ subcommand }) =>
      /^(?:build|install|test|vet|list)$/.test(subcommand),
    );
    const isOff = site.commands.some(({ environment }) => {
      const value = environment.goSetting("GODEBUG")?.value;
      return value?.kind === "known" && value.text.includes("goindex=0");
    });
    if (!command || isOff || !keepsBuildCache(site, workspace)) return;
    for (const event of site.events) {
      if (event.kind !== "command" || !setsTimes(event.text)) continue;
      yield {
        at: event.at,
        message: `"${event.text}" gives files the same time in every run, and the build cache persists: "go ${command.subcommand}" may go on with imports and constraints of an earlier commit`,
        evidence: [{ at: command.at, shows: "this command uses the kept cache" }],
        cause: "forced file times",
      };
    }
  },
});

/** All source files get one time; a single stamp file is nothing to go, and times of commits change with the edit. */
function setsTimes(text: string): boolean {
  // A time that is computed for each file is that of its commit.
  if (/\$\(git log\b/.test(text)) return false;
  return (
    /^xargs\b.*\btouch\s+(?:-\S+\s+)*-[a-z]*[td]/.test(text) ||
    /^find\b.*\btouch\s+(?:-\S+\s+)*-[a-z]*[td]/.test(text) ||
    /^touch\s.*-[a-z]*[td]\b.*(?:\*|\$\(git ls-files)/.test(text)
  );
}

function keepsBuildCache(site: Site, workspace: Workspace): boolean {
  if (site.kind === "dockerfile-stage") {
    const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
    return (dockerfile?.stages ?? []).some(({ instructions }) =>
      instructions.some(
        (each) =>
          each.kind === "run" &&
          each.mounts.some(
            ({ type, options }) =>
              type === "cache" && /go-build|\.cache/.test(options.get("target") ?? options.get("dst") ?? ""),
          ),
      ),
    );
  }
  return site.events.some(restoresBuildCache);
}

function restoresBuildCache(event: SiteEvent): boolean {
  if (event.kind !== "uses") return false;
  if (event.name === "actions/setup-go") {
    const value = event.inputs.get("cache")?.value;
    const major = Number(/^v(\d+)/.exec(event.ref ?? "")?.[1] ?? "0");
    return major >= 4 && !(value?.kind === "known" && value.text === "false") && value?.kind !== "unknown";
  }
  const path = event.inputs.get("path")?.value;
  return (
    /^actions\/cache(?:\/restore)?$/.test(event.name) &&
    path?.kind === "known" &&
    path.text.includes("go-build")
  );
}
