/**
 * What `$( … )` prints, for the few commands whose output stands in the files: where a script lies, the
 * root of the repository, the current folder, and versions read out of files of the tree.
 */
import type { CommandNode, ShellNode } from "../../workspace/shell/ast.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import type { Value } from "../value.ts";
import { evaluateArguments, type WordScope } from "./evaluate-word.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { joinFolder, normalizePath } from "./join-folder.ts";
import { pathOnMachine } from "./path-on-machine.ts";
import { filterText, splitFile } from "./text-filters.ts";
import { unameOutput } from "./uname.ts";

interface Run {
  readonly machine: Machine;
  readonly workspace: Workspace;
  scopeOf(machine: Machine): WordScope;
}

interface Output {
  readonly text: string;
  readonly machine: Machine;
}

const maxFileLength = 200_000;

/** The output without its last line ends; undefined when it cannot be known. */
export function evaluateSubstitution(body: readonly ShellNode[], run: Run): string | undefined {
  return outputOfList(body, { text: "", machine: run.machine }, run)?.text.replace(/\n+$/, "");
}

function outputOfList(nodes: readonly ShellNode[], start: Output, run: Run): Output | undefined {
  let current: Output | undefined = start;
  for (const node of nodes) {
    const next: Output | undefined = outputOf(node, current.machine, run, undefined);
    if (!next) return undefined;
    current = { text: current.text + next.text, machine: next.machine };
  }
  return current;
}

function outputOf(
  node: ShellNode,
  machine: Machine,
  run: Run,
  input: string | undefined,
): Output | undefined {
  switch (node.kind) {
    case "command":
      return outputOfCommand(node, machine, run, input);
    case "and": {
      const left = outputOf(node.left, machine, run, undefined);
      const right = left && outputOf(node.right, left.machine, run, undefined);
      return left && right && { text: left.text + right.text, machine: right.machine };
    }
    case "pipeline": {
      let text: string | undefined;
      for (const part of node.parts) {
        text = outputOf(part, machine, run, text)?.text;
        if (text === undefined) return undefined;
      }
      return { text: text ?? "", machine };
    }
    case "subshell":
    case "group": {
      const inner = outputOfList(node.body, { text: "", machine }, run);
      return inner && { text: inner.text, machine: node.kind === "group" ? inner.machine : machine };
    }
    default:
      return undefined;
  }
}

function outputOfCommand(
  node: CommandNode,
  machine: Machine,
  run: Run,
  input: string | undefined,
): Output | undefined {
  if (node.assignments.length > 0 || node.redirects.some(({ operator }) => !/>/.test(operator)))
    return undefined;
  const scope = run.scopeOf(machine);
  const values = node.words.flatMap((word) => evaluateArguments(word, scope)).map(({ value }) => value);
  const texts: string[] = [];
  for (const value of values) {
    if (value.kind === "unknown") return undefined;
    texts.push(value.text);
  }
  const [path = "", ...args] = texts;
  const name = path.slice(path.lastIndexOf("/") + 1);
  // find and xargs write a path for it that files do not show.
  if (/^(?:cd|dirname|basename|realpath|readlink)$/.test(name) && args.some((word) => word.includes("{}")))
    return undefined;
  if (name === "cd") return changeFolder(args, machine, node);
  // What goes to a file is not output; `2>&1` and `2>/dev/null` leave it alone.
  if (node.redirects.some(({ operator, target }) => /^(?:1?>>?|&>)$/.test(operator) && target?.text !== "&2"))
    return undefined;
  const text = printed(name, args, machine) ?? filtered(name, args, machine, run, input);
  return text === undefined ? undefined : { text, machine };
}

function changeFolder(args: readonly string[], machine: Machine, node: CommandNode): Output | undefined {
  const target = args.find((word) => !/^-[LPe]+$|^--$/.test(word));
  const at = machine.folder.at ?? { file: "", span: node.span };
  if (target === undefined) return undefined;
  const folder: Value = joinFolder(machine.folder, target, at);
  return folder.kind === "unknown" ? undefined : { text: "", machine: { ...machine, folder } };
}

/** Commands that print what their arguments or the machine say. */
function printed(name: string, args: readonly string[], machine: Machine): string | undefined {
  const plain = args.filter((word) => !/^-{1,2}[a-zA-Z]/.test(word));
  const [first] = plain;
  switch (name) {
    case "pwd":
      return absoluteFolder(machine);
    case "dirname":
      return first === undefined ? undefined : folderPart(first);
    case "basename": {
      if (first === undefined) return undefined;
      const base = first.replace(/\/+$/, "").replace(/^.*\//, "");
      const suffix = plain[1];
      return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
    }
    case "realpath":
    case "readlink":
      if (name === "readlink" && !args.some((word) => /^-[fe]+$/.test(word))) return undefined;
      return first === undefined ? undefined : absolutePath(first, machine);
    case "echo":
      return args.some((word) => /^-[nEe]+$/.test(word)) ? undefined : `${args.join(" ")}\n`;
    case "git":
      return args.join(" ") === "rev-parse --show-toplevel" ? pathOnMachine("", machine) : undefined;
    case "go":
      return goEnv(args, machine);
    case "uname":
      return unameOutput(args, machine);
    case "arch":
      return args.length === 0 ? unameOutput(["-m"], machine) : undefined;
    default:
      return undefined;
  }
}

/** `go env GOOS` prints what is set, else the host's. */
function goEnv([verb, name, ...rest]: readonly string[], machine: Machine): string | undefined {
  if (verb !== "env" || name === undefined || rest.length > 0) return undefined;
  const host = /OS$/.test(name) ? machine.hostOs : machine.hostArch;
  if (name === "GOHOSTOS" || name === "GOHOSTARCH") return host.kind === "known" ? host.text : undefined;
  if (name !== "GOOS" && name !== "GOARCH") return undefined;
  const setting = machine.environment.goSetting(name)?.value ?? host;
  return setting.kind === "known" ? setting.text || undefined : undefined;
}

/** Tools that print a part of a file of the tree or of what they are given. */
function filtered(
  name: string,
  args: readonly string[],
  machine: Machine,
  run: Run,
  input: string | undefined,
): string | undefined {
  if (name === "cat" && input === undefined && args.length === 1)
    return fileText(args[0] ?? "", machine, run);
  if (input !== undefined) return filterText(name, args, input);
  const { args: rest, file } = splitFile(name, args);
  const text = file === undefined ? undefined : fileText(file, machine, run);
  return text === undefined ? undefined : filterText(name, rest, text);
}

function fileText(path: string, machine: Machine, run: Run): string | undefined {
  const file = pathInTree(path, machine);
  const entry = file === undefined ? undefined : run.workspace.tree.entry(file);
  if (!entry || entry.sizeBytes > maxFileLength) return undefined;
  return run.workspace.source(entry.path)?.text;
}

function folderPart(path: string): string {
  const trimmed = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const slash = trimmed.lastIndexOf("/");
  if (slash === -1) return ".";
  return trimmed.slice(0, slash) || "/";
}

function absoluteFolder(machine: Machine): string | undefined {
  if (machine.folder.kind === "unknown") return undefined;
  return machine.folder.text.startsWith("/")
    ? machine.folder.text
    : pathOnMachine(machine.folder.text, machine);
}

function absolutePath(path: string, machine: Machine): string | undefined {
  if (path.startsWith("/")) return normalizePath(path);
  const folder = absoluteFolder(machine);
  return folder === undefined ? undefined : normalizePath(`${folder}/${path}`);
}
