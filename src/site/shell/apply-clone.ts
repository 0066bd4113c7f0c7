/** `git clone` on a machine: another tree lies in a folder of its own afterwards. */
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { isOwnRepository } from "../is-own-repository.ts";
import { elsewhere, type Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { joinFolder } from "./join-folder.ts";

const valued =
  /^(?:-b|--branch|--depth|-o|--origin|-j|--jobs|--reference|-c|--config|--filter|--shallow-since|--shallow-exclude|--separate-git-dir|-u|--upload-pack|--template)$/;

/** The machine after `git clone ADDRESS [FOLDER]` or `gh repo clone NAME [FOLDER]`; the same after others. */
export function applyClone(
  words: readonly CommandArgument[],
  machine: Machine,
  workspace: Workspace,
  at: Place,
): Machine {
  const texts = words.map(({ value }) => (value.kind === "known" ? value.text : undefined));
  const isGithub = texts[0] === "gh" && texts[1] === "repo" && texts[2] === "clone";
  if (!isGithub && !(texts[0] === "git" && texts[1] === "clone")) return machine;
  const rest = texts.slice(isGithub ? 3 : 2);
  const operands: (string | undefined)[] = [];
  let isOtherRevision = false;
  for (let index = 0; index < rest.length; index++) {
    const text = rest[index];
    if (text === "--" && isGithub) break;
    if (/^(?:-b|--branch)(?:=|$)/.test(text ?? "")) isOtherRevision = true;
    if (text?.startsWith("-")) index += valued.test(text) ? 1 : 0;
    else operands.push(text);
  }
  const [address, given] = operands;
  const name = /([^/:]+\/([^/]+?))(?:\.git)?\/?$/.exec(address ?? "");
  const folder = operands.length > 1 ? given : name?.[2];
  if (folder === undefined) return machine;
  const target = joinFolder(machine.folder, folder, at);
  if (target.kind === "unknown") return machine;
  // Git clones into no folder that holds files.
  const inTree = pathInTree(folder, machine);
  if (inTree !== undefined && (inTree === "" || workspace.tree.hasFolder(inTree))) return machine;
  const isOwn = !isOtherRevision && name?.[1] !== undefined && isOwnRepository(name[1], workspace);
  const mount = { path: target.text, folder: isOwn ? "" : elsewhere, at };
  return { ...machine, mounts: [...machine.mounts.filter(({ path }) => path !== mount.path), mount] };
}
