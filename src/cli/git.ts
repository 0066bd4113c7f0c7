/** The only calls of git: for another revision, and for the state of the work tree. */
import { spawnSync } from "node:child_process";
import { UserError } from "../finding/user-error.ts";

const maxOutputBytes = 1 << 30;

/** Output of a git command in a folder. Neither the user's hooks nor a pager nor a prompt can interfere. */
export function runGit(folder: string, words: readonly string[], input?: Uint8Array): Uint8Array {
  const result = spawnSync("git", ["--no-pager", "-c", "core.fsmonitor=false", "-C", folder, ...words], {
    ...(input ? { input } : {}),
    maxBuffer: maxOutputBytes,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
  });
  if (result.error) {
    const isMissing = (result.error as NodeJS.ErrnoException).code === "ENOENT";
    if (isMissing) throw new UserError("git-missing", "Cannot run git: it is not on PATH");
    throw new UserError("git-failed", `Cannot run git ${words[0]}: ${result.error.message}`, {
      cause: result.error,
    });
  }
  if (result.status !== 0) {
    const [line = ""] = result.stderr.toString("utf8").trim().split("\n");
    throw new UserError("git-failed", `Cannot run git ${words[0]}: ${line || `exit ${result.status}`}`);
  }
  return result.stdout;
}

export interface RevisionFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: "file" | "executable" | "link";
}

/** The commit that a revision names. */
export function resolveRevision(folder: string, revision: string): string {
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  try {
    return text(runGit(folder, words)).trim();
  } catch (error) {
    if (error instanceof UserError && error.code === "git-failed") {
      throw new UserError("git-failed", `Cannot read revision "${revision}": ${folder} has no such commit`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Every file of a commit below `folder`, with its bytes. */
export function readRevision(folder: string, commit: string): readonly RevisionFile[] {
  const listed = text(runGit(folder, ["ls-tree", "-r", "-z", commit]));
  const files = listed
    .split("\0")
    .map((line) => /^(100644|100755|120000) blob ([0-9a-f]+)\t(.*)$/s.exec(line))
    .filter((match) => match !== null)
    .map(([, mode = "", id = "", path = ""]) => ({ mode, id, path }));
  const blobs = runGit(
    folder,
    ["cat-file", "--batch"],
    Buffer.from(`${files.map(({ id }) => id).join("\n")}\n`),
  );
  let at = 0;
  return files.map(({ mode, path }) => {
    const headerEnd = blobs.indexOf(10, at);
    const size = Number(/ (\d+)$/.exec(text(blobs.subarray(at, headerEnd)))?.[1]);
    if (!Number.isSafeInteger(size))
      throw new UserError("git-failed", `Cannot read "${path}" of ${commit} from git`);
    const bytes = blobs.subarray(headerEnd + 1, headerEnd + 1 + size);
    at = headerEnd + 1 + size + 1;
    return { path, bytes, mode: mode === "120000" ? "link" : mode === "100755" ? "executable" : "file" };
  });
}

/** Paths below a folder that its repository's index holds; a submodule is one of them, its contents are not. */
export function listIndex(folder: string): ReadonlySet<string> {
  return new Set(text(runGit(folder, ["ls-files", "-z", "--cached"])).split("\0"));
}

/** What `git status` says of a folder: paths with their two letters. */
export function readStatus(folder: string): readonly { readonly state: string; readonly path: string }[] {
  const output = text(
    runGit(folder, ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "."]),
  );
  return output
    .split("\0")
    .filter(Boolean)
    .map((line) => ({ state: line.slice(0, 2), path: line.slice(3) }));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
