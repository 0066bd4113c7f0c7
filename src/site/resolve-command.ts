/** One go command resolved: its module, Go, mode, cgo, tags and target, each with the lines that decided it. */
import type { Workspace } from "../workspace/workspace.ts";
import type { VendorChange } from "./changes-of-vendor.ts";
import type { StageFiles } from "./docker/stage-files.ts";
import { editBefore, type ModFileEdit } from "./edits-of-mod-file.ts";
import { readGoCall } from "./go-arguments.ts";
import { goOutsideTree } from "./go-outside-tree.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import { languageOfGo } from "./language-of-go.ts";
import { type Located, locateModule, membersOf, mountedModule } from "./locate-module.ts";
import type { Machine } from "./machine.ts";
import { modeOfCandidates } from "./mode-of-candidates.ts";
import { openCopyAt } from "./open-copy-at.ts";
import { outsideTree } from "./outside-tree.ts";
import { resolveCgo } from "./resolve-cgo.ts";
import { type GoQuestion, resolveGo } from "./resolve-go.ts";
import { resolveGoOfCommand } from "./resolve-go-of-command.ts";
import { resolveMode } from "./resolve-mode.ts";
import { resolveTags } from "./resolve-tags.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { folderInTree } from "./shell/folder-in-tree.ts";
import { joinFolder } from "./shell/join-folder.ts";
import type { GoCommand, GoResolution } from "./site.ts";
import { targetOf } from "./target-of.ts";
import { known, type Value } from "./value.ts";
import { withNamedBinary } from "./with-named-binary.ts";

export interface CommandScope {
  readonly workspace: Workspace;
  /** In an image: the files that lie there when the command runs. */
  readonly files?: StageFiles | undefined;
  /** What commands before this one wrote into a go.mod or go.work. */
  readonly edits?: readonly ModFileEdit[];
  /** What they did to vendor folders. */
  readonly vendorChanges?: readonly VendorChange[];
}

/** Resolves a command that `goBinaryOf` knows. */
export function resolveCommand(
  command: PlainCommand,
  binary: string,
  { workspace, files, edits = [], vendorChanges = [] }: CommandScope,
): GoCommand {
  const machine = withNamedBinary(command, binary, workspace);
  const early = readGoCall(command.words.slice(1), undefined);
  const folder = early.chdir ? changeTo(machine, early.chdir, command) : machine.folder;
  const located = { ...machine, folder };
  const inTree = folderInTree(located) ?? mountedModule(workspace, located)?.folder;
  const found = locateModule(workspace, located, inTree, early);
  const members = found.workspace ? membersOf(workspace, found.workspace) : [];
  const isVersioned = isVersionedCall(early);
  const lines: Located = isVersioned ? { module: undefined, workspace: undefined } : found;
  const isOpen = !isVersioned && found.module === undefined && found.workspace === undefined;
  const question = {
    machine,
    ...lines,
    members,
    openModule: isOpen ? openCopyAt(machine, folder) : undefined,
    openWorkspace: lines.openWorkspace,
  };
  const goOf = (located: Located, at: string | undefined, open: Partial<GoQuestion> = {}): GoResolution =>
    resolveGoOfCommand({
      question: { ...question, ...located, ...open },
      call: early,
      workspace,
      folder: at,
      edit: editBefore(edits, located),
    });
  const go = isVersioned
    ? resolveGo(question)
    : inTree !== undefined
      ? goOf(lines, inTree)
      : goOutsideTree(goOf(lines, inTree), { machine, folder, workspace }, (file) => {
          const members = file.workspace ? membersOf(workspace, file.workspace) : [];
          return goOf(file, file.module?.folder, { members, openModule: undefined });
        });
  const call = readGoCall(command.words.slice(1), languageOfGo(go));
  const circumstances = {
    machine,
    go,
    ...lines,
    isVersioned,
    vendorInImage: vendorInImage((lines.workspace ?? lines.module)?.file, files),
    vendorChanges,
    inTree,
    folder,
  };
  const mode = modeOfCandidates(call, command.words.slice(1), languageOfGo(go), (call) =>
    resolveMode({ ...circumstances, call }),
  );
  return {
    text: command.text,
    at: command.at,
    subcommand: call.subcommand,
    arguments: call.arguments,
    binary,
    binaryAt: command.words[0]?.at ?? command.at,
    environment: machine.environment,
    folder: inTree === undefined ? outsideTree(folder) : known(inTree, folder.at),
    module: found.module,
    workspace: found.workspace,
    go,
    mode,
    cgo: resolveCgo(machine, go),
    tags: resolveTags(call, machine, go),
    goos: targetOf(machine, "GOOS", machine.hostOs),
    goarch: targetOf(machine, "GOARCH", machine.hostArch),
    failure: command.failure,
    via: command.via,
    isConditional: command.isConditional,
    ...(command.conditions ? { conditions: command.conditions } : {}),
  };
}

/** Whether the vendor folder beside a go.mod or go.work that is in the image is there, too. */
function vendorInImage(
  file: string | undefined,
  files: StageFiles | undefined,
): "no" | "unknown" | undefined {
  const place = file && files?.locate(file);
  if (!file || !place || files?.has(place) !== "yes") return undefined;
  const list = /go\.(?:mod|work)$/;
  const answer = files.has(place.replace(list, "vendor/modules.txt"));
  // What a command may make counts only where no COPY brings the folder.
  if (answer === "unknown" && !files.isLeftOut(file.replace(list, "vendor/modules.txt"))) return undefined;
  return answer === "yes" ? undefined : answer;
}

function changeTo(machine: Machine, chdir: Value, command: PlainCommand): Value {
  return chdir.kind === "unknown" ? chdir : joinFolder(machine.folder, chdir.text, chdir.at ?? command.at);
}
