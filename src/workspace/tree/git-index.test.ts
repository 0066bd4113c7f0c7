import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGitIndex } from "./git-index.ts";
import { createRandom, createScratch, type Scratch } from "./scratch-repository.ts";

const scratches: Scratch[] = [];
afterAll(() => {
  for (const scratch of scratches) scratch.remove();
});

function createRepository(args: readonly string[] = []): Scratch {
  const scratch = createScratch();
  scratches.push(scratch);
  scratch.git(["init", "-q", ...args]);
  const random = createRandom(7);
  for (let index = 0; index < 200; index++)
    scratch.write(`d${random(9)}/${"x".repeat(random(30))}${index}.go`, `package d // ${index}`);
  scratch.write("run.sh", "#!/bin/sh\n", 0o755);
  scratch.write("é/ü 𝒳.txt", "x");
  scratch.write("new\nline\t", "x");
  scratch.write(`${"long/".repeat(40)}${"n".repeat(200)}`, "x");
  // Names of 0xfff bytes and more do not fit into the length bits of an entry; the file system allows no such path.
  scratch.git(["update-index", "--add", "--cacheinfo", `100644,${emptyBlob(scratch)},${"p/".repeat(2100)}q`]);
  scratch.git(["add", "."]);
  return scratch;
}

function emptyBlob(scratch: Scratch): string {
  return Buffer.from(scratch.git(["hash-object", "-w", "--stdin"], ""))
    .toString()
    .trim();
}

function listByGit(scratch: Scratch): string[] {
  const output = Buffer.from(scratch.git(["ls-files", "--stage", "-z"])).toString("utf8");
  return output.split("\0").slice(0, -1);
}

function listByUs(scratch: Scratch, hashSize: 20 | 32 = 20): string[] {
  const result = parseGitIndex(readFileSync(join(scratch.folder, ".git/index")), hashSize);
  if (!result.ok) throw new Error(result.reason);
  return result.index.entries.map(
    ({ mode, object, stage, path }) => `${mode.toString(8).padStart(6, "0")} ${object} ${stage}\t${path}`,
  );
}

/** An index with a right checksum after a change. */
function sign(body: Uint8Array): Uint8Array {
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

describe("git index", () => {
  for (const version of [2, 3, 4]) {
    test(`version ${version} lists what git ls-files --stage lists`, () => {
      const scratch = createRepository();
      // git writes version 3 only when an entry needs its flags.
      if (version === 3) {
        scratch.write("later.go", "package later");
        scratch.git(["add", "--intent-to-add", "later.go"]);
      } else scratch.git(["update-index", `--index-version=${version}`]);
      const result = parseGitIndex(readFileSync(join(scratch.folder, ".git/index")));
      expect(result.ok && result.index.version).toBe(version);
      const ours = listByUs(scratch);
      expect(ours).toEqual(listByGit(scratch));
      expect(ours.length).toBeGreaterThan(200);
    });
  }

  test("a SHA-256 repository is read with its own size of names", () => {
    const scratch = createRepository(["--object-format=sha256"]);
    expect(listByUs(scratch, 32)).toEqual(listByGit(scratch));
  });

  test("flags say what is added later and what stays out of the work tree", () => {
    const scratch = createRepository();
    scratch.write("later.go", "package later");
    scratch.git(["add", "--intent-to-add", "later.go"]);
    scratch.git(["update-index", "--skip-worktree", "run.sh"]);
    const result = parseGitIndex(readFileSync(join(scratch.folder, ".git/index")));
    const entries = result.ok ? result.index.entries : [];
    expect(entries.filter((entry) => entry.isIntentToAdd).map((entry) => entry.path)).toEqual(["later.go"]);
    expect(entries.filter((entry) => entry.skipsWorktree).map((entry) => entry.path)).toEqual(["run.sh"]);
  });

  test("an unfinished merge has its paths once per stage", () => {
    const scratch = createScratch();
    scratches.push(scratch);
    scratch.git(["init", "-q"]);
    const blob = emptyBlob(scratch);
    const lines = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tgo.mod\n`).join("");
    scratch.git(["update-index", "--index-info"], lines);
    expect(listByUs(scratch)).toEqual(listByGit(scratch));
    expect(listByUs(scratch)).toHaveLength(3);
  });

  test("a split index is not half an answer but a reason", () => {
    const scratch = createRepository();
    scratch.git(["update-index", "--split-index"]);
    const result = parseGitIndex(readFileSync(join(scratch.folder, ".git/index")));
    expect(result).toEqual({
      ok: false,
      reason: "it is split (core.splitIndex), and only half of it is here",
    });
  });

  test("extensions that git may skip are skipped", () => {
    const scratch = createRepository();
    scratch.git(["commit", "-q", "-m", "one"]);
    scratch.git(["update-index", "--untracked-cache"]);
    scratch.git(["status"]);
    const bytes = readFileSync(join(scratch.folder, ".git/index"));
    expect(bytes.includes("TREE") && bytes.includes("UNTR")).toBe(true);
    expect(listByUs(scratch)).toEqual(listByGit(scratch));
  });

  test("a sparse index keeps its folders as entries", () => {
    const scratch = createRepository();
    scratch.git(["rm", "-q", "--cached", `${"p/".repeat(2100)}q`]);
    scratch.git(["commit", "-q", "-m", "one"]);
    scratch.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
    scratch.git(["sparse-checkout", "set", "d1"]);
    const result = parseGitIndex(readFileSync(join(scratch.folder, ".git/index")));
    const entries = result.ok ? result.index.entries : [];
    expect(entries.find((entry) => entry.path === "d2/")?.mode).toBe(0o40000);
    expect(entries.some((entry) => entry.path.startsWith("d1/"))).toBe(true);
  });

  test("one changed byte is found by the checksum", () => {
    const scratch = createRepository();
    const bytes = readFileSync(join(scratch.folder, ".git/index"));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(parseGitIndex(bytes)).toEqual({ ok: false, reason: "its checksum is wrong" });
  });

  test("an index that is cut off at any byte gives a reason", () => {
    const scratch = createRepository();
    const bytes = readFileSync(join(scratch.folder, ".git/index")).subarray(0, 900);
    for (let length = 0; length < bytes.length; length += 7) {
      const result = parseGitIndex(sign(bytes.subarray(0, length)));
      expect(result.ok).toBe(false);
    }
  });

  test("text that is no index is called that", () => {
    expect(parseGitIndex(new TextEncoder().encode("hello ".repeat(20)))).toEqual({
      ok: false,
      reason: "it is not a git index",
    });
  });
});
