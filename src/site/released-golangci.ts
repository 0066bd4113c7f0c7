/** Where a site fetches a released golangci-lint: one that was compiled elsewhere, by a Go of its own. */
import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Site, SiteEvent } from "./site.ts";
import { known, type Value } from "./value.ts";

export interface ReleasedGolangci {
  readonly version: string;
  /** Folder of the module that it looks at. */
  readonly folder: string;
  readonly at: Place;
}

/** The release that an event fetches; undefined for other events, and for what the Go at hand compiles. */
export function releasedGolangci(
  event: SiteEvent,
  site: Site,
  workspace: Workspace,
): ReleasedGolangci | undefined {
  if (event.kind === "uses") return pinOfAction(event);
  return pinOfCommand(event, workspace) ?? pinOfOwnImage(event, site);
}

/** A released binary that a step fetches; `go install` compiles with the Go at hand and is left out. */
function pinOfAction(event: SiteEvent & { kind: "uses" }): ReleasedGolangci | undefined {
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
function pinOfCommand(
  event: SiteEvent & { kind: "command" },
  workspace: Workspace,
): ReleasedGolangci | undefined {
  const image = /^docker run\b.*\sgolangci\/golangci-lint:(v\d+\.\d+(?:\.\d+)?)(?:-alpine)?(?:\s|$)/.exec(
    event.text,
  )?.[1];
  if (image) return { version: image, folder: "", at: event.at };
  const asked = installedByScript(event, workspace);
  const version = asked?.value.kind === "known" ? asked.value.text : "";
  return /^v\d+\.\d+\.\d+$/.test(version) ? { version, folder: "", at: event.at } : undefined;
}

/** The version that golangci-lint's install script is asked for, with its word; `latest` where it is asked for none. */
export function installedByScript(
  { words, text, at }: SiteEvent & { kind: "command" },
  workspace: Workspace,
): { readonly value: Value; readonly at: Place } | undefined {
  if (!/^(?:sudo )?(?:ba)?sh(?:$| -s(?:$| )| -- )/.test(text)) return undefined;
  const before = workspace.source(at.file)?.text.slice(Math.max(0, at.span.start - 300), at.span.start) ?? "";
  if (
    !/golangci-lint(?:\.run)?\/(?:\S*\/)?install\.sh["']?\s*\|(?:[^|;&\n]*\|)?\s*(?:\\\n\s*)?$/.test(before)
  )
    return undefined;
  // The script takes what is left behind its flags: `-b FOLDER` and `-d`.
  const start = words.findIndex((word) => word.text === "-s" || word.text === "--");
  const given = start === -1 ? [] : words.slice(start + 1);
  const operands = given.filter(
    (word, index) =>
      !/^-/.test(word.text) && given[index - 1]?.text !== "-b" && given[index - 1]?.text !== "-db",
  );
  const [version] = operands;
  return version ? { value: version.value, at: version.at } : { value: known("latest", at), at };
}

/** `golangci-lint run` in a job whose image is the linter's own. */
function pinOfOwnImage(
  { runsGo, text }: SiteEvent & { kind: "command" },
  site: Site,
): ReleasedGolangci | undefined {
  if (runsGo?.byTool !== "golangci-lint" || !runsGo.module || runsGo.workspace || /\s--go\b/.test(text))
    return undefined;
  if (runsGo.isConditional || runsGo.failure.kind !== "stops") return undefined;
  const { installed } = runsGo.go;
  const version = /^image golangci\/golangci-lint:(v\d+(?:\.\d+)+)/.exec(installed?.by ?? "")?.[1];
  return version && installed && site.at.file === installed.at.file
    ? { version, folder: runsGo.module.folder, at: installed.at }
    : undefined;
}
