/** Commands that write a go.mod or go.work before go reads it: its lines are then not those of the repository. */
import type { Place } from "../text/span.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type ModFileTarget, modFileTargets, namesOfFind } from "./mod-file-targets.ts";
import { modFile, namesModFile } from "./names-mod-file.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import type { Reason, SiteEvent } from "./site.ts";

/** One command that may change what a go.mod or go.work asks for. */
export interface ModFileEdit {
  /** The file of the tree; undefined where files cannot tell which it is. */
  readonly file: string | undefined;
  /** Every file at or below `file`, which is then a folder. */
  readonly isFolder?: boolean;
  readonly reason: Reason;
}

/** The edits that a command makes; none for nearly all. */
export function editsOfModFile(command: PlainCommand, workspace: Workspace): readonly ModFileEdit[] {
  const { words, text, hasMoreArguments } = command;
  if (harmless.get(words) === text || findsNoModFile(text)) return [];
  let asksTree = hasMoreArguments || text.includes(">");
  const holdsNone = (path: string): boolean => {
    asksTree = true;
    return holdsNoModFile(path, command, workspace);
  };
  const targets = [
    ...writtenByShell(command),
    ...modFileTargets(words, {
      hasMore: hasMoreArguments,
      holdsNone,
      liesElsewhere: (ending) => {
        asksTree = true;
        return liesElsewhere(ending, command, workspace);
      },
    }),
  ];
  if (targets.length === 0 && !asksTree) harmless.set(words, text);
  return targets.flatMap((target) => editOf(target, command) ?? []);
}

/** The text of a command whose words write none on any machine: forty jobs run the same one. */
const harmless = new WeakMap<PlainCommand["words"], string>();

/** `find . -name '*.go' -exec sed -i …`: what is run is handed other files. */
function findsNoModFile(text: string): boolean {
  if (!/^\s*(?:sudo\s+)?find\s/.test(text) || /\s-o\s/.test(text)) return false;
  const names = namesOfFind(text.split(/\s+/).map((word) => word.replace(/["'\\]/g, "")));
  return names.length > 0 && !names.some(namesModFile);
}

function editOf({ path, isFolder }: ModFileTarget, command: PlainCommand): ModFileEdit | undefined {
  const { machine, at } = command;
  const isHidden = path === undefined || /[$`]/.test(path);
  const file = isHidden ? undefined : pathInTree(path, machine);
  // A file that lies elsewhere for sure is none of the repository's.
  if (!isHidden && file === undefined && (path.startsWith("/") || machine.folder.kind === "known"))
    return undefined;
  const name = path === undefined || isFolder ? "go.mod" : path;
  const text = `what ${name} asks for is not known: ${command.text.split("\n")[0]} may change it`;
  return { file, ...(isFolder ? { isFolder } : {}), reason: { text, at } };
}

/** `echo … > go.mod`, also where a variable holds the name. */
function writtenByShell({ text, machine }: PlainCommand): readonly ModFileTarget[] {
  return [...text.matchAll(/>{1,2}\s*["']?([^\s"'&|;)]+)/g)].flatMap(([, word = ""]) => {
    const name = /^\$\{?(\w+)\}?$/.exec(word)?.[1];
    const value = name === undefined ? undefined : machine.environment.valueOf(name);
    const path = value?.kind === "known" ? value.text : word;
    return modFile.test(path) ? { path } : [];
  });
}

/** Whether a folder is one of the repository that holds no go.mod, or a single file that is none. */
function holdsNoModFile(path: string, { machine }: PlainCommand, workspace: Workspace): boolean {
  const found = pathInTree(path === "" ? "." : path, machine);
  if (found === undefined) return false;
  if (workspace.tree.entry(found)) return !modFile.test(found);
  const prefix = found === "" || found === "." ? "" : `${found}/`;
  const isThere = prefix === "" || workspace.tree.hasFolder(found);
  return (
    isThere && ![...workspace.modules, ...workspace.workspaces].some(({ file }) => file.startsWith(prefix))
  );
}

/**
 * Whether no go.mod of the tree, wherever it stands on the machine, lies in or below a folder whose path ends so.
 * One name alone may be that of the folder into which somebody cloned the repository.
 */
function liesElsewhere(ending: string, { machine }: PlainCommand, workspace: Workspace): boolean {
  const folder = ending.replace(/\/+$/, "");
  if (!/^\/[^/]+\/./.test(folder) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(folder)) return false;
  const roots = ["", ...machine.mounts.filter((mount) => mount.folder === "").map(({ path }) => path)];
  return ![...workspace.modules, ...workspace.workspaces].some(({ file }) =>
    roots.some((root) => `${root}/${file}/`.includes(`${folder}/`)),
  );
}

/** Actions that look at a go.mod, or that commit it. */
const readers =
  /^(?:actions\/(?!github-script)|github\/|golangci\/|golang\/|docker\/)|setup|cache|changed|filter|scan|lint|commit|pull-request|codecov|upload|label|review|hash/i;

/** The edit that a step of somebody else's may make, which is handed the name of the file. */
export function editOfStep(event: SiteEvent): ModFileEdit | undefined {
  if (event.kind !== "uses" || readers.test(event.name)) return undefined;
  const named = [...event.inputs.values()].some(({ value }) => {
    const text = value.kind === "known" ? value.text : "";
    return text.split(/[\s,]+/).some((word) => modFile.test(word));
  });
  if (!named) return undefined;
  const text = `what go.mod asks for is not known: ${event.name} may change it`;
  return { file: undefined, reason: { text, at: event.at } };
}

/** Whether a step stands before a command of the same job. */
export function isBefore(step: Place, { at, via }: Pick<PlainCommand, "at" | "via">): boolean {
  const places = [at, ...via.flatMap((reason) => reason.at ?? [])];
  return places.some(({ file, span }) => file === step.file && span.start > step.span.start);
}

/** The last edit before a command that touches a file whose lines it goes by. */
export function editBefore(
  edits: readonly ModFileEdit[],
  { module, workspace }: { module: GoModule | undefined; workspace: GoWorkspace | undefined },
): ModFileEdit | undefined {
  const files = [module?.file, workspace?.file].filter((file) => file !== undefined);
  return edits.findLast(
    ({ file, isFolder }) =>
      files.length > 0 &&
      (file === undefined ||
        files.includes(file) ||
        (isFolder && files.some((each) => file === "" || file === "." || each.startsWith(`${file}/`)))),
  );
}
