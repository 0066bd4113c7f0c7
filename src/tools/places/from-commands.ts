/** What commands install: `go install X@v`, downloads of releases, images that are run. */
import { isOwnPackage, mayMove, reachOf } from "../../site/moving-tool.ts";
import { installedByScript } from "../../site/released-golangci.ts";
import type { CommandArgument, GoCommand, Site, SiteEvent } from "../../site/site.ts";
import { versionedPackages } from "../../site/versioned-packages.ts";
import type { Place } from "../../text/span.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { isKnownPackage, toolNamed, toolOfImage, toolOfPackage, toolOfRepository } from "../find-tool.ts";
import type { Found } from "../found.ts";
import type { PlaceKind } from "../model.ts";
import { precisionOf } from "../precision.ts";
import { pinned } from "./from-modules.ts";
import { imageTool } from "./image-tool.ts";
import { locateVersion } from "./locate-version.ts";

/** The places that a site's commands declare, and the installations whose version files cannot tell. */
export function placesOfSite(
  site: Site,
  workspace: Workspace,
): { readonly found: readonly Found[]; readonly unknowns: readonly Unknown[] } {
  const found: Found[] = [];
  const unknowns: Unknown[] = [];
  for (const command of site.commands) {
    found.push(...placesOfGo(command, site, workspace), ...placesOfModule(command, site));
    unknowns.push(...openPackages(command));
  }
  for (const event of site.events) {
    if (event.kind === "command") found.push(...placesOfCommand(event, site, workspace));
  }
  return { found, unknowns };
}

function placesOfGo(command: GoCommand, site: Site, workspace: Workspace): readonly Found[] {
  return versionedPackages(command).flatMap(({ path, query, argument, isMoving }) => {
    if (isOwnPackage(path, workspace) || path.startsWith("golang.org/dl/")) return [];
    const stands = locateVersion(query, { at: argument.at, also: argument.value.at }, workspace);
    const precision = isMoving ? "floor" : precisionOf(query);
    return [
      {
        tool: toolOfPackage(path),
        place: {
          kind: `go ${command.subcommand}` as PlaceKind,
          at: stands ?? argument.at,
          ...(stands && !isSameLine(stands, argument.at, workspace) ? { usedAt: argument.at } : {}),
          declared: query,
          precision,
          package: path,
          sites: [site.id],
          reach: reachOf(site, argument.at.file),
          ...(command.module ? { moduleFile: command.module.file } : {}),
          ...(mayMove(path, site, workspace) ? { mayFloat: true as const } : {}),
        },
      },
    ];
  });
}

/** `go run X` without a version, where go.mod requires a tool of the table. */
function placesOfModule({ subcommand, arguments: words, module }: GoCommand, site: Site): readonly Found[] {
  if (!module || (subcommand !== "run" && subcommand !== "install")) return [];
  const operands = words.filter(({ text }) => !text.startsWith("-"));
  const packages = subcommand === "run" ? operands.slice(0, 1) : operands;
  return packages.flatMap((word) => {
    const path = textOf(word);
    if (path === undefined || !isKnownPackage(path)) return [];
    const found = pinned("go.mod", path, word.at, module);
    if (found.place.precision === "open") return [];
    return [{ ...found, place: { ...found.place, sites: [site.id], reach: reachOf(site, word.at.file) } }];
  });
}

/** `go install X@$VERSION` where nobody knows VERSION. */
function openPackages({ subcommand, arguments: words }: GoCommand): readonly Unknown[] {
  if (subcommand !== "install" && subcommand !== "run") return [];
  const candidates =
    subcommand === "run" ? words.filter(({ text }) => !text.startsWith("-")).slice(0, 1) : words;
  return candidates.flatMap(({ text, value, at }) => {
    const path = /^["']?([\w.-]+\.[a-z]+\/[^\s@$"']+)@/.exec(text)?.[1];
    if (path === undefined || value.kind !== "unknown") return [];
    return [
      {
        at,
        reason: `${toolOfPackage(path).name} at ${text.replace(/^.*@/, "@")}: ${value.reason}`,
        code: "tool-version",
      },
    ];
  });
}

function placesOfCommand(
  event: SiteEvent & { kind: "command" },
  site: Site,
  workspace: Workspace,
): readonly Found[] {
  const byScript = placeOfScript(event, site, workspace);
  if (byScript) return [byScript];
  const [first] = event.words;
  const name = textOf(first)?.replace(/^.*\//, "");
  if (name === "docker" || name === "podman") return placesOfContainer(event, site, workspace);
  return name === "curl" || name === "wget" ? placesOfDownload(event, site, workspace) : [];
}

/** `curl …/install.sh | sh -s -- -b bin v2.3.1` */
function placeOfScript(
  event: SiteEvent & { kind: "command" },
  site: Site,
  workspace: Workspace,
): Found | undefined {
  const asked = installedByScript(event, workspace);
  const tool = toolNamed("golangci-lint");
  if (!asked || !tool) return undefined;
  const { value } = asked;
  const isOpen = value.kind === "unknown";
  const declared = isOpen ? value.reason : value.text;
  return placed({ tool, declared, isOpen, at: isOpen ? event.at : asked.at }, site, workspace);
}

/** `https://github.com/OWNER/NAME/releases/download/v1.2.3/…` */
function placesOfDownload(
  event: SiteEvent & { kind: "command" },
  site: Site,
  workspace: Workspace,
): readonly Found[] {
  return event.words.flatMap((word) => {
    const text = textOf(word) ?? "";
    const match =
      /github\.com\/([\w.-]+\/[\w.-]+)\/releases\/(?:download\/([^/$\s]+)\/|(latest)\/download\/)/.exec(text);
    const tool = match?.[1] === undefined ? undefined : toolOfRepository(match[1]);
    const declared = decodeTag(match?.[2] ?? match?.[3] ?? "");
    if (!tool || declared === "") return [];
    // Names of archives and checksums follow the release.
    const { place } = placed({ tool, declared, isOpen: false, at: word.at }, site, workspace);
    return [{ tool, place: { ...place, style: "other" as const } }];
  });
}

/** A tag may carry the tool's name: `cmd/protoc-gen-go-grpc/v1.3.0`, `kustomize/v5.4.1`. */
function decodeTag(tag: string): string {
  return tag.replace(/%2F/gi, "/").replace(/^.*\//, "");
}

function placed(
  input: {
    readonly tool: Found["tool"];
    readonly declared: string;
    readonly isOpen: boolean;
    readonly at: Place;
  },
  site: Site,
  workspace: Workspace,
): Found {
  const { tool, declared, isOpen, at } = input;
  const stands = isOpen ? undefined : locateVersion(declared, { at }, workspace);
  return {
    tool,
    place: {
      kind: "download",
      at: stands ?? at,
      ...(stands && !isSameLine(stands, at, workspace) ? { usedAt: at } : {}),
      declared,
      precision: isOpen ? "open" : precisionOf(declared),
      sites: [site.id],
      reach: reachOf(site, at.file),
      isReleased: true,
    },
  };
}

/** `docker run … golangci/golangci-lint:v2.3.1 golangci-lint run` */
function placesOfContainer(
  event: SiteEvent & { kind: "command" },
  site: Site,
  workspace: Workspace,
): readonly Found[] {
  return event.words.slice(1).flatMap((word) => {
    const text = textOf(word) ?? "";
    if (!toolOfImage(text.replace(/[:@].*$/, ""))) return [];
    const found = imageTool(text, word.at, workspace);
    if (!found) return [];
    return [{ ...found, place: { ...found.place, sites: [site.id], reach: reachOf(site, word.at.file) } }];
  });
}

function textOf(word: CommandArgument | undefined): string | undefined {
  return word?.value.kind === "known" ? word.value.text : undefined;
}

function isSameLine(a: Place, b: Place, workspace: Workspace): boolean {
  if (a.file !== b.file) return false;
  const lines = workspace.source(a.file)?.lines;
  return lines?.positionAt(a.span.start).line === lines?.positionAt(b.span.start).line;
}
