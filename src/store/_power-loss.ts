/**
 * What a disk holds after the power went out, worked out from a trace of a writer's system calls: names that were in a
 * folder when it was synced, bytes that were in a file when it was synced.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface FileNode {
  readonly kind: "file";
  size: number;
  durableSize: number;
  readonly firstName: string;
}

interface FolderNode {
  readonly kind: "folder";
  readonly entries: Map<string, Node>;
  durable: ReadonlyMap<string, Node>;
}

type Node = FileNode | FolderNode;

/** A call of the trace, and what was said on standard output before it ended. */
export interface TracedCall {
  readonly name: string;
  readonly words: string;
  readonly result: number;
}

/** The calls of `strace -f -y` in the order in which they ended; failed ones are left out. */
export function parseTrace(text: string): readonly TracedCall[] {
  const begun = new Map<string, string>();
  const calls: TracedCall[] = [];
  for (const line of text.split("\n")) {
    const [, id = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const [, start] = /^(.*) <unfinished \.\.\.>$/.exec(rest) ?? [];
    if (start !== undefined) begun.set(id, start);
    const [, end] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const whole = end === undefined ? rest : `${begun.get(id) ?? ""}${end}`;
    const [, name = "", words = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/.exec(whole) ?? [];
    if (name !== "" && Number(result) >= 0) calls.push({ name, words, result: Number(result) });
  }
  return calls;
}

/** A disk that follows the calls below `root`; the bytes are read from what is there at the end of all calls. */
export function createDisk(
  root: string,
  calls: readonly TracedCall[],
): {
  apply(call: TracedCall): boolean;
  /** Writes what is left: `only what was synced`, or all names and of each file what was synced. */
  write(target: string, names: "synced" | "all"): void;
} {
  const finalNames = new Map<string, string>();
  for (const { name, words } of calls) {
    const [, first = "", second = ""] = /^"([^"]*)", "([^"]*)"$/.exec(words) ?? [];
    if (name === "link" || name === "rename") finalNames.set(first, second);
  }
  const top: FolderNode = { kind: "folder", entries: new Map(), durable: new Map() };

  function find(path: string): Node | undefined {
    if (path === root) return top;
    let node: Node | undefined = top;
    for (const name of path.slice(root.length + 1).split("/"))
      node = node?.kind === "folder" ? node.entries.get(name) : undefined;
    return node;
  }

  function put(path: string, node: Node | undefined): void {
    const folder = find(dirname(path));
    if (folder?.kind !== "folder") return;
    const name = path.slice(dirname(path).length + 1);
    if (node) folder.entries.set(name, node);
    else folder.entries.delete(name);
  }

  function apply({ name, words, result }: TracedCall): boolean {
    const paths = [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = ""]) => path);
    const [, handle = ""] = /^\d+<([^>]*)>/.exec(words) ?? [];
    const [first = "", second = ""] = paths;
    const isOurs = (path: string): boolean => path === root || path.startsWith(`${root}/`);
    if (!isOurs(handle) && !isOurs(first)) return false;
    const node = find(handle === "" ? first : handle);
    switch (name) {
      case "mkdir":
        if (first !== root) put(first, { kind: "folder", entries: new Map(), durable: new Map() });
        return true;
      case "openat":
        if (!/O_CREAT/.test(words) || find(first)) return false;
        put(first, { kind: "file", size: 0, durableSize: 0, firstName: first });
        return true;
      case "write":
      case "pwrite64":
        if (node?.kind === "file") node.size += result;
        return false;
      case "fsync":
      case "fdatasync":
        if (node?.kind === "file") node.durableSize = node.size;
        else if (node) node.durable = new Map(node.entries);
        return true;
      case "link":
        put(second, node);
        return true;
      case "rename":
        put(first, undefined);
        put(second, node);
        return true;
      case "unlink":
      case "rmdir":
        put(first, undefined);
        return true;
    }
    return false;
  }

  function write(target: string, names: "synced" | "all"): void {
    writeFolder(top, target, names);
  }

  function writeFolder(folder: FolderNode, target: string, names: "synced" | "all"): void {
    mkdirSync(target, { recursive: true });
    for (const [name, node] of names === "all" ? folder.entries : folder.durable) {
      const path = join(target, name);
      if (node.kind === "folder") writeFolder(node, path, names);
      else writeFileSync(path, durableBytes(node));
    }
  }

  function durableBytes({ durableSize, firstName }: FileNode): Uint8Array {
    const path = finalNames.get(firstName) ?? firstName;
    // What was removed under its first name has bytes that nobody asks for.
    return existsSync(path) ? readFileSync(path).subarray(0, durableSize) : new Uint8Array(durableSize);
  }

  return { apply, write };
}
