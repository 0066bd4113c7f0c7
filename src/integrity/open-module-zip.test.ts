import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { type ZipEntry, zipEntries } from "../../test/integrity/zip-entries.ts";
import { hashContent } from "./hash-content.ts";
import { openModuleZip } from "./open-module-zip.ts";

const module = { path: "m.test/a", version: "v1.0.0" };
const prefix = "m.test/a@v1.0.0/";
const file = (name: string, text = "package a\n"): ZipEntry => ({
  name: `${prefix}${name}`,
  bytes: Buffer.from(text),
  isPacked: true,
});

/** The hash, or why there is none. */
function judge(zip: Uint8Array): string {
  const opened = openModuleZip(zip, module);
  if (!opened.ok) return opened.reason;
  const hashed = hashContent(opened.content, module);
  return hashed.ok ? hashed.h1 : hashed.reason;
}

const good = zipEntries([file("a.go"), file("go.mod", "module m.test/a\n")]);
const goodHash = judge(good);

describe("a module zip", () => {
  test("has a hash that neither order nor compression changes", () => {
    expect(goodHash).toMatch(/^h1:[\w+/]{43}=$/);
    const other = zipEntries([{ ...file("go.mod", "module m.test/a\n"), isPacked: false }, file("a.go")]);
    expect(judge(other)).toBe(goodHash);
    expect(judge(zipEntries([file("a.go", "package b\n"), file("go.mod", "module m.test/a\n")]))).not.toBe(
      goodHash,
    );
  });

  test("of more files than the old record can count is read by the new one", () => {
    expect(judge(zipEntries([file("a.go"), file("go.mod", "module m.test/a\n")], { isLarge: true }))).toBe(
      goodHash,
    );
  });

  test("with entries for folders has them in its hash, as go hashes them", () => {
    const entries = [file("a.go"), file("go.mod", "module m.test/a\n")];
    const folder = { name: `${prefix}sub/`, bytes: new Uint8Array() };
    expect(judge(zipEntries([folder, ...entries]))).toMatch(/^h1:/);
    expect(judge(zipEntries([folder, ...entries]))).not.toBe(goodHash);
  });

  test.each<[string, Uint8Array, string]>([
    ["that is a web page", Buffer.from("<!DOCTYPE html>"), "not a zip file"],
    ["that is empty", new Uint8Array(), "not a zip file"],
    ["that is cut off", good.subarray(0, good.length - 30), "cut off"],
    [
      "with a wrong prefix",
      zipEntries([{ name: "b@v1.0.0/a.go", bytes: new Uint8Array() }]),
      "unexpected file name",
    ],
    ["with a doubled name", zipEntries([file("a.go"), file("a.go")]), "there twice"],
    ["with names of one folded form", zipEntries([file("a.go"), file("A.go")]), "one name"],
    ["with folders of one folded form", zipEntries([file("a/x.go"), file("A/y.go")]), "one name"],
    ["with a file that is a folder, too", zipEntries([file("a"), file("a/x.go")]), "a file and a folder"],
    ["with a folder that is a file, too", zipEntries([file("a/x.go"), file("a")]), "a file and a folder"],
    ["with a nested go.mod", zipEntries([file("sub/go.mod")]), "another module"],
    ["with a go.mod in capitals", zipEntries([file("GO.MOD")]), "not spelt go.mod"],
    ["with a path that climbs", zipEntries([file("../evil.go")]), "not allowed"],
    ["with an absolute path", zipEntries([file("/etc/passwd")]), "not allowed"],
    ["with a name of Windows' own", zipEntries([file("nul.go")]), "not allowed"],
    ["with a wrong checksum", zipEntries([{ ...file("a.go"), checksum: 1 }]), "checksum"],
    ["that promises more", zipEntries([{ ...file("a.go"), sizeBytes: 11 }]), "size"],
    ["that promises less", zipEntries([{ ...file("a.go"), sizeBytes: 9 }]), "size"],
    ["of an unknown method", zipEntries([{ ...file("a.go"), method: 12 }]), "method 12"],
    ["with a huge promise", zipEntries([{ ...file("a.go"), sizeBytes: 600 * 2 ** 20 }]), "larger than"],
    ["with a huge go.mod", zipEntries([{ ...file("go.mod"), sizeBytes: 17 * 2 ** 20 }]), "16 MiB"],
  ])("%s is refused", (_, zip, reason) => {
    expect(judge(zip)).toContain(reason);
  });

  test("that unpacks to more than it promises is not unpacked", () => {
    const bomb = deflateRawSync(Buffer.alloc(64 * 2 ** 20));
    const zip = zipEntries([{ name: `${prefix}a.go`, bytes: bomb, method: 8, sizeBytes: 100 }]);
    const before = process.memoryUsage().rss;
    expect(judge(zip)).toContain("does not unpack to the size");
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  test("of a version that is none is refused", () => {
    expect(openModuleZip(good, { path: "m.test/a", version: "v1.0" }).ok).toBe(false);
    expect(openModuleZip(good, { path: "m.test/a", version: "v2.0.0" }).ok).toBe(false);
  });
});
