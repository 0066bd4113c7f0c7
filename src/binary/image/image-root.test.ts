import { afterAll, describe, expect, test } from "bun:test";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type LayoutLayer, makeLayout, tarOf } from "../../../scripts/make-layout.ts";
import { openImage } from "../../cli/open-image.ts";
import type { RootView } from "../root/root-view.ts";
import { createRandom, randomFiles, unpack } from "./_random-layers.ts";
import { readTarEntries } from "./tar-entries.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-image-root-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;

/** `path`: a file; `path/`: a folder; `path -> target`: a link; `path = other`: a hard link. */
function folderOf(files: readonly string[]): string {
  const folder = join(work, `folder${folders++}`);
  mkdirSync(folder);
  for (const file of files) {
    const [, path = "", sign, target = ""] = /^(\S+?)(?: (->|=) (\S+))?$/.exec(file) ?? [];
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (path.endsWith("/")) mkdirSync(join(folder, path), { recursive: true });
    else if (sign === "->") symlinkSync(target, join(folder, path));
    else if (sign === "=") linkSync(join(folder, target), join(folder, path));
    else writeFileSync(join(folder, path), `${path} of ${folder.slice(work.length + 1)}\n`);
  }
  return folder;
}

function layoutOf(layers: readonly LayoutLayer[], more: object = {}): string {
  const folder = join(work, `layout${folders++}`);
  makeLayout(folder, { layers, ...more });
  return folder;
}

async function rootOf(name: string): Promise<RootView> {
  const opened = await openImage(name, { platform: undefined }, { folder: work });
  return opened.root();
}

function layersOf(contents: readonly (readonly string[])[]): readonly LayoutLayer[] {
  const packings = ["gzip", "zstd", "none"] as const;
  return contents.map((files, index) => ({
    tar: tarOf(folderOf(files)),
    packed: packings[index % 3] ?? "none",
  }));
}

function pathsBelow(root: RootView, folder = ""): readonly string[] {
  return root.list(folder === "" ? "/" : folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    const entry = root.find(path);
    const isRealFolder = entry?.kind === "folder" && entry.path === path;
    return [path, ...(isRealFolder ? pathsBelow(root, path) : [])];
  });
}

async function textAt(root: RootView, path: string): Promise<string | undefined> {
  const blob = (await root.read([path], 1 << 20)).get(path);
  return blob && new TextDecoder().decode(blob.read(0, blob.sizeBytes));
}

describe("the merged root of an image", () => {
  test("whiteouts hide files and folders of lower layers only", async () => {
    const root = await rootOf(
      layoutOf(
        layersOf([
          ["a/one", "a/two", "b/three", "c"],
          ["a/.wh.one", ".wh.b", "b/four", "d"],
        ]),
      ),
    );
    expect([...pathsBelow(root)].sort()).toEqual(["/a", "/a/two", "/b", "/b/four", "/c", "/d"]);
  });

  test("an opaque folder forgets what lower layers had in it and keeps its own layer's", async () => {
    const root = await rootOf(
      layoutOf(
        layersOf([
          ["a/old", "a/deep/old"],
          ["a/deep/new", "a/.wh..wh..opq", "a/zz"],
        ]),
      ),
    );
    expect([...pathsBelow(root)].sort()).toEqual(["/a", "/a/deep", "/a/deep/new", "/a/zz"]);
  });

  test("links stay inside, and files behind a linked folder lie where the link leads", async () => {
    const root = await rootOf(
      layoutOf(
        layersOf([
          ["usr/lib/x", "lib -> usr/lib", "up -> ../../../etc/passwd", "etc/passwd", "loop -> loop"],
          ["lib/y"],
        ]),
      ),
    );
    // The second layer's own folder `lib` takes the link's place, as its entry says.
    expect(root.find("/up")?.path).toBe("/etc/passwd");
    expect(root.find("/loop")).toBeUndefined();
    const bare = tarOf(folderOf(["lib/y"]), ["--no-recursion", "./lib/y"]);
    const through = await rootOf(
      layoutOf([
        ...layersOf([["usr/lib/x", "lib -> usr/lib"]]),
        { tar: withoutFolders(bare, "lib/y"), packed: "none" },
      ]),
    );
    expect(through.find("/usr/lib/y")?.kind).toBe("file");
    expect(through.find("/lib/y")?.path).toBe("/usr/lib/y");
  });

  test("hard links share the bytes of a lower name", async () => {
    const root = await rootOf(layoutOf(layersOf([["a", "sub/b = a"]])));
    expect(await textAt(root, "/sub/b")).toBe((await textAt(root, "/a")) ?? "");
    expect(await textAt(root, "/sub/b")).toStartWith("a of");
  });

  test("the last layer's bytes win, in every packing and in every format of tar", async () => {
    const long = `${"d".repeat(90)}/${"f".repeat(120)}`;
    for (const format of ["pax", "gnu", "ustar", "posix"]) {
      const name = format === "ustar" ? `${"d".repeat(90)}/${"f".repeat(90)}` : long;
      const layers = [["gzip"], ["zstd"], ["none"]].map(([packed], index) => ({
        tar: tarOf(folderOf([name, `only${index}`]), [`--format=${format}`]),
        packed: packed as LayoutLayer["packed"],
      }));
      const root = await rootOf(layoutOf(layers));
      const text = (await textAt(root, `/${name}`)) ?? "";
      expect(text).toContain(await textAt(root, "/only2").then((one) => one?.slice(9) ?? "?"));
      expect(await textAt(root, "/only0")).toStartWith("only0 of");
    }
  });

  test("is what tar and rm make of random layers", async () => {
    const random = createRandom(Number(process.env.BREAKWATER_SEED ?? 1));
    let files = 0;
    for (let round = 0; round < 40; round++) {
      const contents = Array.from({ length: 3 }, (_, index) => randomFiles(random, index));
      const layers = layersOf(contents);
      const root = await rootOf(layoutOf(layers));
      const unpacked = unpack(layers, join(work, `unpacked${folders++}`));
      expect(`${JSON.stringify(contents)} ${[...pathsBelow(root)].sort().join(" ")}`).toBe(
        `${JSON.stringify(contents)} ${unpacked.join(" ")}`,
      );
      files += unpacked.length;
    }
    console.log(`random images: 40 with ${files} paths, seed ${random.seed}`);
  });
});

describe("images that are damaged or made to harm are refused in one line", () => {
  const refuse = (name: string): Promise<string> =>
    rootOf(name).then(
      () => "read",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  test("a layer that unpacks to a thousand times its size", async () => {
    const layout = layoutOf([{ tar: tarOf(folderOf(["x"])), packed: "gzip" }]);
    const member = gzipSync(new Uint8Array(64 * 1024 * 1024));
    const start = gzipSync(headerOf(Buffer.alloc(512), "x"));
    writeFileSync(layerFile(layout), Buffer.concat([start, ...Array.from({ length: 8 }, () => member)]));
    expect(await refuse(layout)).toMatch(/^layer 1: refused: \d+ bytes unpack to more than/);
  });

  test("an archive of nothing but names", async () => {
    const one = Buffer.alloc(512);
    const entries = Buffer.concat(Array.from({ length: 60_000 }, (_, index) => headerOf(one, `n${index}`)));
    expect(await refuse(layoutOf([{ tar: entries, packed: "gzip" }]))).toMatch(
      /^layer 1: refused: more than \d+ files in \d+ bytes/,
    );
  });

  test("a layer whose bytes were exchanged, cut off or are no tar", async () => {
    const tar = tarOf(folderOf(["a", "b"]));
    const exchanged = layoutOf([{ tar, packed: "none" }]);
    const file = layerFile(exchanged);
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([1])]));
    expect(await refuse(exchanged)).toMatch(/^layer 1: its bytes have sha256:/);
    writeFileSync(file, bytes.subarray(0, 700));
    expect(await refuse(exchanged)).toMatch(/^layer 1: its bytes have sha256:/);
    writeFileSync(file, "no tar at all ".repeat(100));
    expect(await refuse(exchanged)).toContain("this is no tar archive");
    writeFileSync(file, gzipSync(bytes).subarray(0, 60));
    expect(await refuse(exchanged)).toMatch(/^layer 1: gzip: /);
    rmSync(file);
    expect(await refuse(exchanged)).toMatch(/layer 1 is missing/);
  });
});

/** The file of a layout's first layer. */
function layerFile(layout: string): string {
  const { layers } = JSON.parse(readFileSync(join(layout, manifestOf(layout)), "utf8"));
  return join(layout, "blobs/sha256", layers[0].digest.slice(7));
}

function manifestOf(layout: string): string {
  const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
  return `blobs/sha256/${index.manifests[0].digest.slice(7)}`;
}

/** The archive of one file without the folders above it, as some builders write them. */
function withoutFolders(_tar: Uint8Array, path: string): Uint8Array {
  return Buffer.concat([headerOf(Buffer.alloc(512), path), Buffer.alloc(1024)]);
}

function headerOf(block: Buffer, name: string): Buffer {
  const header = Buffer.from(block);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write("00000000000\0", 124);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

test("a stream of one byte at a time is read like one of large pieces", async () => {
  const tar = tarOf(folderOf(["a/b", "a/c -> b"]));
  const paths: string[] = [];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const byte of tar) yield new Uint8Array([byte]);
  }
  await readTarEntries(bytes(), ({ path, kind, target }) => {
    paths.push(`${path} ${kind} ${target}`.trim());
    return "skip";
  });
  expect(paths.sort()).toEqual(["a folder", "a/b file", "a/c link b", "folder"]);
});
