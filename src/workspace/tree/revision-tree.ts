/**
 * A tree of the files of a git revision. This room starts no process: git is an argument. Contents are
 * fetched in batches of files that are probably read next, because one process per file would be slow.
 */
import { basename, resolve } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import { buildTree, sortEntries } from "./build-tree.ts";
import { createIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import type { ReadResult, Tree, TreeEntry, TreeProblem } from "./tree.ts";

/** Runs git with arguments and standard input; gives its standard output, throws when git fails. */
export type RunGit = (args: readonly string[], input?: Uint8Array) => Uint8Array;

interface Blob {
  readonly path: string;
  readonly object: string;
  readonly sizeBytes: number;
  readonly mode: string;
}

/** Reads the tree of a revision for a folder in a repository; throws a UserError when git cannot name it. */
export function readRevisionTree(folder: string, revision: string, runGit: RunGit): Tree {
  const run: RunGit = (args, input) => runGit(["-C", folder, ...args], input);
  const commit = resolveRevision(run, revision);
  const prefix = readLine(run(["rev-parse", "--show-prefix"]));
  // `HEAD:` of a subfolder is its own tree, so paths come out relative to the folder.
  const listing = listFiles(run, { commit, prefix, revision });
  const blobs = new Map(listing.blobs.map((blob) => [blob.path, blob]));
  const store = createBlobStore(listing.blobs, run);
  const decoder = new TextDecoder();

  const entries = listing.blobs.map((blob): TreeEntry => {
    const { path, sizeBytes } = blob;
    const target = blob.mode === "120000" ? store.read(blob) : undefined;
    const linkTarget = target?.ok ? decoder.decode(target.bytes) : undefined;
    return { path, sizeBytes, isExecutable: blob.mode === "100755", linkTarget };
  });

  let rules: IgnoreRules | undefined;
  const readIgnoreFile = (inRepository: string): string | undefined => {
    const path = inRepository === "" ? ".gitignore" : `${inRepository}/.gitignore`;
    const blob = path.startsWith(prefix) ? blobs.get(path.slice(prefix.length)) : findBlob(run, commit, path);
    const result = blob?.mode.startsWith("100") ? store.read(blob) : undefined;
    return result?.ok ? decoder.decode(result.bytes) : undefined;
  };

  return buildTree({
    kind: "revision",
    name: `${basename(resolve(folder))}@${nameOf(revision, commit)}`,
    entries: sortEntries(entries),
    problems: listing.problems,
    readBytes(entry, limit) {
      const blob = blobs.get(entry.path);
      if (!blob) return { ok: false, reason: "no such file in the tree" };
      const result = store.read(blob);
      return result.ok && limit !== undefined ? { ok: true, bytes: result.bytes.subarray(0, limit) } : result;
    },
    isTracked: (path) => blobs.has(path),
    isIgnored(path, isFolder) {
      rules ??= createIgnoreRules(readIgnoreFile);
      return rules.isIgnored(prefix + path, isFolder ?? false);
    },
  });
}

function resolveRevision(run: RunGit, revision: string): string {
  // A name that starts with a dash would be an option to git.
  if (revision.startsWith("-") || revision === "")
    throw new UserError("git-failed", `Cannot read revision "${revision}": it is not a name of a revision`);
  try {
    return readLine(run(["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("git-failed", `Cannot read revision "${revision}": git does not know it`, {
      cause: error,
    });
  }
}

/** A subfolder of a commit is a tree of its own (`COMMIT:FOLDER`), so paths come out relative to it. */
function listFiles(
  run: RunGit,
  { commit, prefix, revision }: { commit: string; prefix: string; revision: string },
): Listing {
  const tree = `${commit}:${prefix.slice(0, -1)}`;
  try {
    return parseListing(run(["ls-tree", "-r", "-z", "-l", "--full-tree", tree]));
  } catch (error) {
    const message = `Cannot read revision "${revision}": the folder "${prefix}" is not in it`;
    throw new UserError("git-failed", message, { cause: error });
  }
}

function nameOf(revision: string, commit: string): string {
  const short = commit.slice(0, 12);
  return commit.startsWith(revision) ? short : `${revision}@${short}`;
}

function readLine(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, "");
}

function findBlob(run: RunGit, commit: string, path: string): Blob | undefined {
  return parseListing(run(["ls-tree", "-z", "-l", "--full-tree", commit, "--", path])).blobs[0];
}

interface Listing {
  readonly blobs: readonly Blob[];
  readonly problems: readonly TreeProblem[];
}

/** Parses `ls-tree -z -l`: `MODE TYPE OBJECT SIZE<tab>PATH<nul>`. */
function parseListing(bytes: Uint8Array): Listing {
  const blobs: Blob[] = [];
  const problems: TreeProblem[] = [];
  for (const line of new TextDecoder().decode(bytes).split("\0")) {
    const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(line);
    if (!match) continue;
    const [, mode = "", type, object = "", size, path = ""] = match;
    if (path.includes("\ufffd")) problems.push({ path, reason: "its name is not UTF-8" });
    else if (type === "blob") blobs.push({ path, object, sizeBytes: Number(size), mode });
    else problems.push({ path, reason: "it is a submodule, whose files are not part of this revision" });
  }
  return { blobs, problems };
}

interface BlobStore {
  read(blob: Blob): ReadResult;
}

const mostBatchBytes = 16 * 1024 * 1024;
const mostBatchFiles = 4096;
const mostKeptBytes = 64 * 1024 * 1024;
const mostBlobBytes = 256 * 1024 * 1024;

/** Keeps what was fetched, up to a limit; what is oldest goes first and is fetched again if it is needed. */
function createBlobStore(blobs: readonly Blob[], run: RunGit): BlobStore {
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;
  let order: Map<string, number> | undefined;

  const keep = (object: string, bytes: Uint8Array): void => {
    if (kept.has(object)) return;
    kept.set(object, bytes);
    keptBytes += bytes.length;
    for (const [oldest, old] of kept) {
      if (keptBytes <= mostKeptBytes || oldest === object) break;
      kept.delete(oldest);
      keptBytes -= old.length;
    }
  };

  const chooseBatch = (wanted: Blob): readonly string[] => {
    order ??= new Map(blobs.map((blob, index) => [blob.path, index]));
    const kind = kindOf(wanted);
    const batch = new Set([wanted.object]);
    let bytes = wanted.sizeBytes;
    for (let index = order.get(wanted.path) ?? blobs.length; index < blobs.length; index++) {
      const blob = blobs[index];
      if (!blob || kept.has(blob.object) || kindOf(blob) !== kind) continue;
      if (bytes + blob.sizeBytes > mostBatchBytes || batch.size >= mostBatchFiles) break;
      if (!batch.has(blob.object)) bytes += blob.sizeBytes;
      batch.add(blob.object);
    }
    return [...batch];
  };

  return {
    read(blob) {
      if (blob.sizeBytes > mostBlobBytes) return { ok: false, reason: "it is larger than 256 MiB" };
      const known = kept.get(blob.object);
      if (known) return { ok: true, bytes: known };
      const batch = chooseBatch(blob);
      let output: Uint8Array;
      try {
        output = run(["cat-file", "--batch"], new TextEncoder().encode(`${batch.join("\n")}\n`));
      } catch {
        return { ok: false, reason: "git cannot read it" };
      }
      for (const [object, bytes] of parseBatch(output)) {
        keep(object, bytes);
      }
      const bytes = kept.get(blob.object);
      return bytes ? { ok: true, bytes } : { ok: false, reason: "git does not have its content" };
    },
  };
}

/** Files of one kind are read together: links, vendored Go files, Go files, workflows. */
function kindOf({ path, mode }: Blob): string {
  if (mode === "120000") return "link";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const ending = name.slice(Math.max(0, name.lastIndexOf(".")));
  return /(?:^|\/)vendor\//.test(path) ? `vendor ${ending}` : ending;
}

/** Parses `cat-file --batch`: `OBJECT TYPE SIZE<lf>CONTENT<lf>`, or `OBJECT missing<lf>`. */
function* parseBatch(output: Uint8Array): Generator<[object: string, bytes: Uint8Array]> {
  const decoder = new TextDecoder();
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(0x0a, at);
    if (lineEnd < 0) return;
    const [object = "", type, size] = decoder.decode(output.subarray(at, lineEnd)).split(" ");
    at = lineEnd + 1;
    if (type === "missing") continue;
    const end = at + Number(size);
    if (!(end <= output.length)) return;
    yield [object, output.slice(at, end)];
    at = end + 1;
  }
}
