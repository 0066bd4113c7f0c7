import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTar } from "../src/workspace/tree/read-tar.ts";
import { type TarEntry, writeTar } from "./write-tar.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-tar-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const deep = `${"folder/".repeat(16)}a-name-that-stands-behind-more-than-a-hundred-bytes`;
const entries: readonly TarEntry[] = [
  { kind: "file", path: "usr/bin/tool", mode: 0o755, bytes: Buffer.from("x".repeat(513)) },
  { kind: "file", path: "empty", mode: 0o644, bytes: Buffer.of() },
  { kind: "link", path: "usr/lib/link.so", target: "../../empty" },
  { kind: "folder", path: "home/user", mode: 0o700, owner: 65532 },
  { kind: "folder", path: "tmp", mode: 0o1777 },
  { kind: "file", path: deep, mode: 0o644, bytes: Buffer.from("deep\n") },
];

describe("what writeTar writes", () => {
  test("is read back as it was, by our own reader", () => {
    const read = readTar(writeTar(entries));
    expect(
      read.map(({ path, sizeBytes, isExecutable, linkTarget }) => ({
        path,
        sizeBytes,
        isExecutable,
        linkTarget,
      })),
    ).toEqual([
      { path: "empty", sizeBytes: 0, isExecutable: false, linkTarget: undefined },
      { path: deep, sizeBytes: 5, isExecutable: false, linkTarget: undefined },
      { path: "usr/bin/tool", sizeBytes: 513, isExecutable: true, linkTarget: undefined },
      { path: "usr/lib/link.so", sizeBytes: 11, isExecutable: false, linkTarget: "../../empty" },
    ]);
  });

  test.skipIf(process.platform !== "linux")("is listed by tar with owners, rights and times", () => {
    const file = join(work, "some.tar");
    writeFileSync(file, writeTar(entries));
    const listed = Bun.spawnSync(["tar", "--numeric-owner", "-tvf", file], {
      env: { ...process.env, TZ: "UTC" },
    });
    expect(listed.stderr.toString()).toBe("");
    const lines = listed.stdout
      .toString()
      .split("\n")
      .filter((line) => !line.includes("folder/"));
    expect(lines.map((line) => line.replace(/\s+/g, " "))).toEqual([
      "-rw-r--r-- 0/0 0 1970-01-01 00:00 empty",
      "drwxr-xr-x 0/0 0 1970-01-01 00:00 home/",
      "drwx------ 65532/65532 0 1970-01-01 00:00 home/user/",
      "drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/",
      "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/",
      "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/bin/",
      "-rwxr-xr-x 0/0 513 1970-01-01 00:00 usr/bin/tool",
      "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/lib/",
      "lrwxrwxrwx 0/0 0 1970-01-01 00:00 usr/lib/link.so -> ../../empty",
      "",
    ]);
    const folder = join(work, "unpacked");
    mkdirSync(folder);
    expect(Bun.spawnSync(["tar", "-xf", file, "-C", folder]).exitCode).toBe(0);
  });

  test("does not depend on the order of the entries", () => {
    const sum = (some: readonly TarEntry[]): string =>
      createHash("sha256").update(writeTar(some)).digest("hex");
    expect(sum([...entries].reverse())).toBe(sum(entries));
  });
});

test("what a tar cannot hold is refused instead of cut", () => {
  const file = (path: string): TarEntry => ({ kind: "file", path, mode: 0o644, bytes: Buffer.of() });
  expect(() => writeTar([file("x".repeat(101))])).toThrow("Too long for a tar");
  expect(() => writeTar([{ kind: "link", path: "a", target: "x".repeat(101) }])).toThrow(
    "Too long for a tar",
  );
  expect(() => writeTar([file("a"), file("a")])).toThrow("one path: a");
});
