import { minorOfGoVersion } from "../../go/minor-version.ts";
import { golangciBuiltWith } from "../../site/knowledge/golangci.ts";
import type { Site, SiteEvent } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tools/golangci-older-than-module",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: [],
  summary: "The pinned golangci-lint was built by an older Go than the module asks for: it refuses to run.",
  why:
    "golangci-lint type-checks with the compiler it was built by, and stops when the go line is newer. Raising the go " +
    "line therefore means raising the linter as well.",
  remedy: "Pin a golangci-lint that supports the go line.",
  reads: "site",

  *check(site, { workspace }) {
    for (const event of site.events) {
      const pin =
        event.kind === "uses"
          ? pinOfAction(event)
          : (pinOfCommand(event, workspace) ?? pinOfOwnImage(event, site));
      const built = pin && golangciBuiltWith(pin.version);
      if (!pin || built === undefined) continue;
      const module = workspace.modules.find(({ folder }) => folder === pin.folder);
      const go = module?.mod.go;
      const wanted = go && minorOfGoVersion(go.version);
      if (!module || !go || wanted === undefined || wanted <= built || isTargetSet(workspace)) continue;
      yield {
        at: pin.at,
        message: `golangci-lint ${pin.version} was built by Go 1.${built}; ${module.file} wants ${go.version}, and it stops: the Go language version (go1.${built}) used to build golangci-lint is lower than the targeted Go version (${go.version})`,
        evidence: [{ at: { file: module.file, span: go.span }, shows: `the module wants go ${go.version}` }],
        cause: `golangci-lint ${pin.version} < go ${go.version}`,
      };
    }
  },
});

/** `run.go` in the linter's own settings, or a workspace, decides instead of the go line. */
function isTargetSet({ golangci, workspaces }: Workspace): boolean {
  return workspaces.some(({ folder }) => folder === "") || golangci.some(({ go }) => go !== undefined);
}

interface Pin {
  readonly version: string;
  readonly folder: string;
  readonly at: Place;
}

/** A released binary that a step fetches; `go install` compiles with the Go at hand and is left out. */
function pinOfAction(event: SiteEvent & { kind: "uses" }): Pin | undefined {
  if (event.name !== "golangci/golangci-lint-action") return undefined;
  if (event.inputs.has("install-mode")) return undefined;
  const version = event.inputs.get("version");
  const folder = event.inputs.get("working-directory")?.value;
  if (version?.value.kind !== "known" || (folder && folder.kind !== "known")) return undefined;
  return {
    version: version.value.text,
    folder: folder?.text.replace(/^\.\/?|\/$/g, "") ?? "",
    at: version.at,
  };
}

/** `curl …/golangci-lint/…/install.sh | sh -s -- -b bin v2.3.1`, and the image that docker runs; both in the root. */
function pinOfCommand(event: SiteEvent & { kind: "command" }, workspace: Workspace): Pin | undefined {
  const image = /^docker run\b.*\sgolangci\/golangci-lint:(v\d+\.\d+(?:\.\d+)?)(?:-alpine)?(?:\s|$)/.exec(
    event.text,
  )?.[1];
  if (image) return { version: image, folder: "", at: event.at };
  const version = /^(?:sudo )?(?:ba)?sh -s -- (?:.*\s)?(v\d+\.\d+\.\d+)$/.exec(event.text)?.[1];
  const { file, span } = event.at;
  const before = workspace.source(file)?.text.slice(Math.max(0, span.start - 200), span.start) ?? "";
  if (!version || !/golangci-lint\/\S*install\.sh["']?\s*\|\s*$/.test(before)) return undefined;
  return { version, folder: "", at: event.at };
}

/** `golangci-lint run` in a job whose image is the linter's own. */
function pinOfOwnImage({ runsGo, text }: SiteEvent & { kind: "command" }, site: Site): Pin | undefined {
  if (runsGo?.byTool !== "golangci-lint" || !runsGo.module || runsGo.workspace || /\s--go\b/.test(text))
    return undefined;
  if (runsGo.isConditional || runsGo.failure.kind !== "stops") return undefined;
  const { installed } = runsGo.go;
  const version = /^image golangci\/golangci-lint:(v\d+(?:\.\d+)+)/.exec(installed?.by ?? "")?.[1];
  return version && installed && site.at.file === installed.at.file
    ? { version, folder: runsGo.module.folder, at: installed.at }
    : undefined;
}
