/** Why the walk does not see what a command runs, where that may be go. */
import type { Workspace } from "../../workspace/workspace.ts";
import type { CommandArgument } from "../site.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import { folderInTree, pathInTree } from "./folder-in-tree.ts";
import { normalizePath } from "./join-folder.ts";
import { readMakeWords } from "./make-words.ts";

/** Tools that run go by files of their own, with the arguments that make them do so. */
const buildTools: ReadonlyMap<string, RegExp> = new Map([
  ["mage", /./],
  ["task", /./],
  ["go-task", /./],
  ["just", /./],
  ["bazel", /^(?:build|test|run|coverage)$/],
  ["bazelisk", /^(?:build|test|run|coverage)$/],
  ["buck2", /^(?:build|test|run)$/],
  ["earthly", /\+/],
  ["ko", /^(?:build|apply|resolve|publish|create|run)$/],
  ["dagger", /^(?:call|run|do)$/],
  ["pack", /^build$/],
]);
const asks = /^(?:--?version|version|--?help|-h|help|--list|-l|--init)$/;
const shell = /^(?:ba|da|z|k|a)?sh$/;
const scriptName = /\.(?:sh|bash|zsh|ksh)["']?$/;
/** Programs that print texts of the script or of the tree: what comes of them may be settings. */
export const printsText =
  /\b(?:printf|echo|cat|sed|g?awk|grep|jq|yq|cut|tr|sort|head|tail|envsubst|while|for|python3?)\b|\(\s*\.\.?\//;

/** A line of any language that starts go. */
export const startsGo = /\bgo["',\s[\]]+(?:build|test|run|install|vet|generate|mod)\b/;

/** A reason for what may run go unseen; undefined when nothing says that the command does. */
export function whyNotFollowed(command: PlainCommand, host: CommandHost): string | undefined {
  const [first, ...rest] = command.words;
  if (!first) return undefined;
  const text = textOf(first);
  if (text === undefined) {
    if (!scriptName.test(first.text)) return undefined;
    return `which script ${first.text} is cannot be known: ${reasonOf(first)}`;
  }
  const name = text.slice(text.lastIndexOf("/") + 1);
  if (name === "source" || name === ".") return sourceReason(rest, command, host);
  const texts = rest.map((word) => textOf(word) ?? word.text);
  if (name === "make" || name === "gmake") return makeReason(command, texts);
  if (shell.test(name)) return shellReason(rest, command, host);
  const tool = buildTools.get(name);
  if (tool) {
    const runs = texts.length === 0 ? tool.test(name) : texts.some((word) => tool.test(word));
    return runs && !asks.test(texts[0] ?? "")
      ? `${name} runs what its own files say, and they are not read`
      : undefined;
  }
  if (
    name === "goreleaser" &&
    host.workspace.goreleaser.length === 0 &&
    /^(?:release|build)$/.test(texts[0] ?? "")
  )
    return "goreleaser builds without a configuration in the tree";
  return text.includes("/") && name !== "go" ? pathReason(text, command, host) : undefined;
}

function makeReason(command: PlainCommand, words: readonly string[]): string | undefined {
  if (/^(?:--version|-v|--help|-h)$/.test(words[0] ?? "")) return undefined;
  const { folder } = command.machine;
  if (folder.kind === "unknown") return `the folder in which make runs cannot be known: ${folder.reason}`;
  const inTree = folderInTree(command.machine);
  // `ADD https://…` puts another project there.
  if (inTree === undefined || /^\w+:/.test(inTree)) return undefined;
  const open = command.words.find(({ value }) => value.kind === "unknown" && !value.isUnset);
  if (open) return `what make is asked for cannot be known: ${reasonOf(open)}`;
  const given = readMakeWords(command.words.slice(1));
  if (given && given.files.length > 1) return "make reads more than one Makefile as one";
  if (given?.flags.has("E")) return "make reads lines of its command line";
  return "the Makefile that make reads is not in the tree";
}

function shellReason(
  words: readonly CommandArgument[],
  command: PlainCommand,
  host: CommandHost,
): string | undefined {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(textOf(word) ?? ""));
  if (flag !== -1) {
    const given = words[flag + 1];
    const text = given && textOf(given);
    if (!given || (text !== undefined && !startsGo.test(text))) return undefined;
    return `what ${textOf(words[flag]) ?? "-c"} ${given.text} runs cannot be known: ${reasonOf(given)}`;
  }
  // With -s the script comes through a pipe.
  if (words.some((word) => /^-[a-z]*s$/.test(textOf(word) ?? ""))) return undefined;
  const path = words.find((word) => !/^[-+]/.test(textOf(word) ?? ""));
  if (!path || /^<\(/.test(path.text)) return undefined;
  const text = textOf(path);
  if (text === undefined) return `which script ${path.text} is cannot be known: ${reasonOf(path)}`;
  return pathReason(text, command, host);
}

function sourceReason(
  [path]: readonly CommandArgument[],
  command: PlainCommand,
  host: CommandHost,
): string | undefined {
  if (!path || /^["']?(?:<\(|~|\$\{?HOME\b)/.test(path.text)) return undefined;
  const text = textOf(path);
  if (text !== undefined) return pathReason(text, command, host);
  return `which file ${path.text} is cannot be known: ${reasonOf(path)}`;
}

function pathReason(path: string, { machine }: PlainCommand, { workspace }: CommandHost): string | undefined {
  const inTree = pathInTree(path, machine);
  if (inTree === undefined) {
    const fromRoot = path.startsWith("/") ? undefined : normalizePath(path, false);
    if (fromRoot === undefined || !mayStartGo(fromRoot, workspace)) return undefined;
    return `${fromRoot} is in the tree, but no file shows that it lies in the folder where this runs`;
  }
  if (/\*|^\w+:/.test(inTree)) {
    return inTree.includes("*") ? `which file of the tree ${path} is depends on a pattern` : undefined;
  }
  const entry = workspace.tree.entry(inTree);
  if (!entry) return scriptName.test(path) ? `${inTree} is not in the tree` : undefined;
  if (workspace.scripts.some(({ file }) => file === inTree)) return undefined;
  return mayStartGo(inTree, workspace) ? `${inTree} is no shell script that is read` : undefined;
}

/** A script that says something about go, or a program of another language that starts it. */
function mayStartGo(path: string, workspace: Workspace): boolean {
  if (workspace.scripts.some(({ file }) => file === path)) return true;
  const entry = workspace.tree.entry(path);
  const text = entry && entry.sizeBytes < 200_000 ? workspace.source(entry.path)?.text : undefined;
  return text !== undefined && startsGo.test(text);
}

function reasonOf(word: CommandArgument): string {
  return word.value.kind === "unknown" ? word.value.reason : "its text is put together";
}

function textOf(word: CommandArgument | undefined): string | undefined {
  return word?.value.kind === "known" ? word.value.text : undefined;
}
