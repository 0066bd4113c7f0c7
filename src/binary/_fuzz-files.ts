/** What the fuzzing of executables and images starts from. */

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { plainGo } from "../../scripts/plain-go.ts";

/** Small programs of every format, and libraries of this system. */
export function fuzzPrograms(work: string, pairs: readonly string[]): readonly string[] {
  writeFileSync(join(work, "go.mod"), "module x.test/fuzz\n\ngo 1.21\n");
  writeFileSync(join(work, "main.go"), "package main\n\nfunc main() {}\n");
  const built = pairs.flatMap((pair) => {
    const [GOOS = "", GOARCH = ""] = pair.split("/");
    const file = join(work, pair.replace("/", "-"));
    const words = ["go", "build", "-ldflags=-s -w", "-o", file, "."];
    const done = Bun.spawnSync(words, { cwd: work, env: plainGo({ GOOS, GOARCH, CGO_ENABLED: "0" }) });
    return done.exitCode === 0 ? [file] : [];
  });
  return [...built, ...fatPrograms(work, built), ...systemFiles()];
}

/** Two Mach-O files in one, by hand: no tool here makes them. */
function fatPrograms(work: string, files: readonly string[]): readonly string[] {
  const parts = files.filter((file) => file.includes("darwin")).map((file) => readFileSync(file));
  const [part] = parts;
  if (!part) return [];
  return [0xcafebabe, 0xcafebabf].map((magic) => {
    const isWide = magic === 0xcafebabf;
    const header = Buffer.alloc(4096);
    header.writeUInt32BE(magic, 0);
    header.writeUInt32BE(1, 4);
    part.copy(header, 8, 4, 12);
    if (isWide) {
      header.writeBigUInt64BE(4096n, 16);
      header.writeBigUInt64BE(BigInt(part.length), 24);
    } else {
      header.writeUInt32BE(4096, 16);
      header.writeUInt32BE(part.length, 20);
    }
    const file = join(work, `fat-${magic.toString(16)}`);
    writeFileSync(file, Buffer.concat([header, part]));
    return file;
  });
}

function systemFiles(): readonly string[] {
  const folder = "/usr/lib/x86_64-linux-gnu";
  const known = ["/bin/sh", `${folder}/ld-linux-x86-64.so.2`, `${folder}/libm.so.6`];
  return known.filter((file) => {
    try {
      return readFileSync(file).length > 0;
    } catch {
      return false;
    }
  });
}

/** A small image in memory with a layer in each packing. */
export function fuzzImage(work: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array): string => {
    const hex = createHash("sha256").update(bytes).digest("hex");
    files.set(`blobs/sha256/${hex}`, bytes);
    return `sha256:${hex}`;
  };
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const layers = ["pax", "gnu", "ustar"].map((format, index) => {
    const tar = layerTar(work, format);
    return add(index === 0 ? gzipSync(tar) : index === 1 ? zstdCompressSync(tar) : tar);
  });
  const config = add(
    encode({
      architecture: "amd64",
      os: "linux",
      config: { Entrypoint: ["/a/b"], User: "app" },
      rootfs: { diff_ids: [] },
    }),
  );
  const manifest = add(
    encode({ schemaVersion: 2, config: { digest: config }, layers: layers.map((digest) => ({ digest })) }),
  );
  files.set(
    "index.json",
    encode({
      schemaVersion: 2,
      manifests: [{ digest: manifest, platform: { os: "linux", architecture: "amd64" } }],
    }),
  );
  return files;
}

function layerTar(work: string, format: string): Uint8Array {
  const folder = mkdtempSync(join(work, "layer-"));
  mkdirSync(join(folder, "a"));
  mkdirSync(join(folder, "etc"));
  writeFileSync(join(folder, "a/b"), "b".repeat(700));
  writeFileSync(join(folder, "etc/passwd"), "app:x:1:1::/:/bin/sh\n");
  if (format !== "ustar") writeFileSync(join(folder, "a", "n".repeat(150)), "long");
  writeFileSync(join(folder, "a/.wh.gone"), "");
  symlinkSync("a", join(folder, "lib"));
  if (readdirSync(folder).length === 0) throw new Error("an empty layer");
  return Bun.spawnSync(["tar", "-C", folder, `--format=${format}`, "-cf", "-", "."]).stdout;
}
