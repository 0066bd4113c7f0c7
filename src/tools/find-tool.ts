import { type KnownAction, type KnownTool, knownTools } from "./known-tools.ts";

/** What a place says about which tool it is. */
export interface ToolName {
  /** Tells tools of one name apart. */
  readonly key: string;
  readonly name: string;
  readonly module: string;
}

const byPackage = new Map(knownTools.flatMap((tool) => tool.packages.map((path) => [path, tool] as const)));
const byImage = new Map(
  knownTools.flatMap((tool) => (tool.images ?? []).map((name) => [name, tool] as const)),
);
const byRepository = new Map(
  knownTools.flatMap((tool) => (tool.repositories ?? []).map((name) => [name.toLowerCase(), tool] as const)),
);
const byName = new Map(
  knownTools.flatMap((tool) => [tool.name, ...(tool.alsoCalled ?? [])].map((name) => [name, tool] as const)),
);
const byAction = new Map(
  knownTools.flatMap((tool) =>
    (tool.actions ?? []).map((action) => [action.name.toLowerCase(), { tool, action }] as const),
  ),
);

/** The tool that a package builds; one that the table does not know is called as go calls its executable. */
export function toolOfPackage(path: string): ToolName {
  const plain = withoutMajor(path);
  const known = byPackage.get(plain);
  if (known) return nameOf(known);
  return {
    key: plain,
    name: plain.slice(plain.lastIndexOf("/") + 1),
    module: plain.replace(/\/cmd\/.*$/, ""),
  };
}

/** Whether the table knows the package. */
export function isKnownPackage(path: string): boolean {
  return byPackage.has(withoutMajor(path));
}

/** Whether another release may find or generate something else; not known of tools outside of the table. */
export function isDeciding(name: string): boolean {
  const tool = byName.get(name);
  return tool !== undefined && tool.isRunner !== true;
}

/** The tool of an image, without its tag: `golangci/golangci-lint`. */
export function toolOfImage(image: string): ToolName | undefined {
  const found = byImage.get(image.replace(/^(?:docker\.io|index\.docker\.io)\//, ""));
  return found && nameOf(found);
}

/** The tool that a repository on GitHub releases: `golangci/golangci-lint`. */
export function toolOfRepository(name: string): ToolName | undefined {
  const found = byRepository.get(name.toLowerCase());
  return found && nameOf(found);
}

/** The tool that a version manager, a hook or a command line calls by this name. */
export function toolNamed(name: string): ToolName | undefined {
  const found = byName.get(name);
  return found && nameOf(found);
}

/** The tool that an action installs or runs. */
export function toolOfAction(name: string): (ToolName & { readonly action: KnownAction }) | undefined {
  const found = byAction.get(name.toLowerCase());
  return found && { ...nameOf(found.tool), action: found.action };
}

function nameOf({ name, module }: KnownTool): ToolName {
  return { key: name, name, module };
}

/** A path without the part that names a major version: `…/golangci-lint/v2/cmd/golangci-lint`. */
export function withoutMajor(path: string): string {
  return path.replace(/\/v\d+(?=\/|$)/, "").replace(/^(gopkg\.in\/.*)\.v\d+(?=\/|$)/, "$1");
}
