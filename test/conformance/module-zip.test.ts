import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashContent } from "../../src/integrity/hash-content.ts";
import { openModuleZip } from "../../src/integrity/open-module-zip.ts";
import { parseTxtar, type Txtar } from "../../src/text/txtar.ts";
import { zipEntries } from "../integrity/zip-entries.ts";
import { xModFolder } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

interface ZipCase {
  readonly name: string;
  readonly archive: Txtar;
  readonly path: string;
  readonly version: string;
  readonly wantedError: string;
  readonly hash: string;
}

/** Cases of x/mod/zip: a comment with settings, then the files of a zip. */
function readCases(folder: string): readonly ZipCase[] {
  const place = join(xModFolder(), "zip/testdata", folder);
  return readdirSync(place)
    .sort()
    .map((name) => {
      const archive = parseTxtar(readFileSync(join(place, name), "latin1"));
      const read = (key: string): string =>
        new RegExp(`^${key}=(.*?)(?:\\s+#.*)?$`, "m").exec(archive.comment)?.[1] ?? "";
      return {
        name,
        archive,
        path: read("path"),
        version: read("version"),
        wantedError: read("wantErr"),
        hash: read("hash"),
      };
    });
}

function open({ archive, path, version }: ZipCase): ReturnType<typeof openModuleZip> {
  const files = archive.files.filter(({ name }) => name !== "want");
  const zip = zipEntries(files.map(({ name, text }) => ({ name, bytes: Buffer.from(text, "latin1") })));
  return openModuleZip(zip, { path, version });
}

test("x/mod/zip unpacks and hashes the same module zips", () => {
  const cases = readCases("unzip");
  for (const item of cases) {
    const opened = open(item);
    expect([item.name, opened.ok]).toEqual([item.name, item.wantedError === ""]);
    if (!opened.ok) continue;
    const hashed = hashContent(opened.content, item);
    expect([item.name, hashed.ok && hashed.h1]).toEqual([item.name, item.hash]);
  }
  reportSuite("x/mod/zip Unzip", cases.length);
});

test("x/mod/zip refuses every file that we refuse, and no other", () => {
  const cases = readCases("check_zip");
  for (const item of cases) {
    const want = item.archive.files.find(({ name }) => name === "want")?.text ?? "";
    const [, invalid = ""] = want.split("invalid:\n");
    const refused = invalid.split("\n").filter((line) => line.trim() !== "");
    expect([item.name, open(item).ok]).toEqual([item.name, refused.length === 0]);
    // Each file alone is refused for itself.
    const names = item.archive.files.map(({ name }) => name).filter((name) => name !== "want");
    for (const name of new Set(names)) {
      const alone = zipEntries([{ name, bytes: new Uint8Array() }]);
      const isRefused = refused.some(
        (line) => line.startsWith(`${name}: `) && !line.includes("multiple entries"),
      );
      expect([name, openModuleZip(alone, item).ok]).toEqual([name, !isRefused]);
    }
  }
  reportSuite("x/mod/zip CheckZip", cases.length);
});
