/** A tree of the files in an archive that is given as bytes: a module zip, a source zip, a tar, a tar.gz. */
import { gunzipSync } from "node:zlib";
import { ArchiveError, type ArchiveMember, mostArchiveBytes } from "./archive-error.ts";
import { buildTree, sortEntries } from "./build-tree.ts";
import { createIgnoreRules } from "./ignore-rules.ts";
import { readTar } from "./read-tar.ts";
import { readZip } from "./read-zip.ts";
import type { ReadResult, Tree, TreeEntry } from "./tree.ts";

export interface ArchiveTreeOptions {
  readonly name: string;
  /** Folders to take off the front of every path; by default `path@version/` of a module zip is taken off. */
  readonly prefix?: string;
  /** Takes off the one folder that holds everything, as source archives of forges have it. */
  readonly stripTopFolder?: boolean;
}

/** Reads an archive by its first bytes; throws an ArchiveError, one clear line, for what is damaged or dangerous. */
export function createArchiveTree(bytes: Uint8Array, options: ArchiveTreeOptions): Tree {
  const members = new Map<string, ArchiveMember>();
  try {
    const all = readMembers(bytes);
    const prefix = options.prefix ?? findPrefix(all, options.stripTopFolder ?? false);
    for (const member of all) {
      checkPath(member.path);
      if (!member.path.startsWith(prefix)) throw new Error(`"${member.path}" does not lie in "${prefix}"`);
      const path = member.path.slice(prefix.length).replace(/^(?:\.\/)+/, "");
      if (members.has(path)) throw new Error(`it has "${path}" twice`);
      members.set(path, member);
    }
    refuseFilesAsFolders(members);
  } catch (error) {
    throw new ArchiveError(options.name, error instanceof Error ? error.message : String(error));
  }

  const entries: TreeEntry[] = [];
  for (const [path, { sizeBytes, isExecutable, linkTarget }] of members)
    entries.push({ path, sizeBytes, isExecutable, linkTarget });
  const decoder = new TextDecoder();
  let ignoreRules: ReturnType<typeof createIgnoreRules> | undefined;
  const readIgnoreFile = (folder: string): string | undefined => {
    const member = members.get(folder === "" ? ".gitignore" : `${folder}/.gitignore`);
    const result = member && member.linkTarget === undefined ? openMember(member) : undefined;
    return result?.ok ? decoder.decode(result.bytes) : undefined;
  };

  return buildTree({
    kind: "archive",
    name: options.name,
    entries: sortEntries(entries),
    problems: [],
    readBytes(entry, limit) {
      const member = members.get(entry.path);
      if (!member) return { ok: false, reason: "no such file in the tree" };
      const result = openMember(member);
      return result.ok && limit !== undefined ? { ok: true, bytes: result.bytes.subarray(0, limit) } : result;
    },
    isTracked: () => undefined,
    isIgnored(path, isFolder) {
      ignoreRules ??= createIgnoreRules(readIgnoreFile);
      return ignoreRules.isIgnored(path, isFolder ?? false);
    },
  });
}

function openMember(member: ArchiveMember): ReadResult {
  try {
    return { ok: true, bytes: member.open() };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function readMembers(bytes: Uint8Array): readonly ArchiveMember[] {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readZip(bytes);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return readTar(bytes);
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: mostArchiveBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new Error(isTooLarge ? "it unpacks to more than 512 MiB" : "it is not a gzip file, or is damaged");
  }
  return readTar(unpacked);
}

/** What would lead out of the tree, or name one file in two ways. */
function checkPath(path: string): void {
  const isPlain =
    path !== "" &&
    !path.includes("\0") &&
    !path.includes("\\") &&
    !/^[A-Za-z]:/.test(path) &&
    path
      .replace(/^(?:\.\/)+/, "")
      .split("/")
      .every((part) => part !== "" && part !== "." && part !== "..");
  if (!isPlain) throw new Error(`it has a dangerous name: ${JSON.stringify(path)}`);
}

function refuseFilesAsFolders(members: ReadonlyMap<string, unknown>): void {
  for (const path of members.keys())
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1))
      if (members.has(path.slice(0, end)))
        throw new Error(`it has "${path.slice(0, end)}" as file and as folder`);
}

/** The `path@version/` that every file of a module zip starts with, or the one top folder when asked for. */
function findPrefix(members: readonly ArchiveMember[], stripTopFolder: boolean): string {
  const first = members[0]?.path ?? "";
  const atSign = first.indexOf("@v");
  const moduleEnd = atSign < 0 ? -1 : first.indexOf("/", atSign);
  const ends = [moduleEnd, stripTopFolder ? first.indexOf("/") : -1];
  for (const end of ends) {
    const prefix = first.slice(0, end + 1);
    if (end > 0 && members.every((member) => member.path.startsWith(prefix))) return prefix;
  }
  return "";
}
