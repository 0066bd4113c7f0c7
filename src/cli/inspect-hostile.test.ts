/** What is made to exhaust whoever reads it: refused in one line, and in bounded memory. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

const work = mkdtempSync(join(tmpdir(), "breakwater-inspect-hostile-"));
const peaks: string[] = [];
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  console.log(`memory above --version in MB: ${peaks.join(", ")}`);
});

const program = join(import.meta.dir, "main.ts");
const MEGABYTE = 1024 * 1024;

interface Run {
  readonly exit: number;
  readonly text: string;
  readonly error: string;
  readonly peakBytes: number;
}

function run(words: readonly string[]): Run {
  const measure = join(import.meta.dir, "_measure.ts");
  const done = Bun.spawnSync([process.execPath, measure, process.execPath, program, ...words], {
    cwd: work,
    env: { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1" },
  });
  return JSON.parse(done.stdout.toString()) as Run;
}

const baseBytes = run(["--version"]).peakBytes;

/** Runs `inspect` and holds its memory against the file's size. */
function inspect(name: string): { exit: number; text: string; error: string } {
  const { peakBytes, ...done } = run(["inspect", name]);
  peaks.push(`${name} ${Math.round((peakBytes - baseBytes) / MEGABYTE)}`);
  const allowed = baseBytes + 64 * MEGABYTE + statSync(join(work, name)).size;
  expect({
    name,
    isWithin: peakBytes <= allowed,
    peak: Math.round(peakBytes / MEGABYTE),
    allowed: Math.round(allowed / MEGABYTE),
  }).toMatchObject({ isWithin: true });
  return done;
}

/** An archive of `docker save` with these layers. */
function archive(name: string, layers: readonly Uint8Array[]): string {
  const folder = join(work, `${name}.files`);
  mkdirSync(folder);
  const names = layers.map((layer, index) => {
    writeFileSync(join(folder, `${index}.tar`), layer);
    return `${index}.tar`;
  });
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({ architecture: "amd64", os: "linux", config: { Cmd: ["/x"] } }),
  );
  writeFileSync(join(folder, "manifest.json"), JSON.stringify([{ Config: "config.json", Layers: names }]));
  const done = Bun.spawnSync(["tar", "-C", folder, "-cf", join(work, name), "."]);
  expect(done.exitCode).toBe(0);
  rmSync(folder, { recursive: true });
  return name;
}

function header(name: string, { size = 0, type = "0" }: { size?: number; type?: string } = {}): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write("0000644\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

describe("inspect refuses in one line and bounded memory", () => {
  const zeros = gzipSync(new Uint8Array(64 * MEGABYTE));
  const zstdZeros = zstdCompressSync(new Uint8Array(64 * MEGABYTE));

  test.each([
    ["gzip", Buffer.concat([gzipSync(header("x")), ...Array.from({ length: 8 }, () => zeros)])],
    ["zstd", Buffer.concat([zstdCompressSync(header("x")), ...Array.from({ length: 8 }, () => zstdZeros)])],
  ])("a layer of %s that unpacks without end", (name, layer) => {
    const { exit, error } = inspect(archive(`${name}.tar`, [layer]));
    expect(error).toMatch(
      /^breakwater: Cannot read "\w+\.tar": layer 1: refused: \d+ bytes unpack to more than \d+.*\n$/,
    );
    expect(exit).toBe(2);
  });

  test("an archive that is packed as a whole and unpacks without end", () => {
    writeFileSync(join(work, "whole.tar.gz"), Buffer.concat(Array.from({ length: 8 }, () => zeros)));
    const { exit, error } = inspect("whole.tar.gz");
    expect(error).toMatch(/^breakwater: Cannot read "whole\.tar\.gz": refused: .*\n$/);
    expect(exit).toBe(2);
  });

  test("a layer of nothing but names", () => {
    const names = Buffer.concat(Array.from({ length: 60_000 }, (_, index) => header(`n${index}`)));
    const { exit, error } = inspect(archive("names.tar", [gzipSync(names)]));
    expect(error).toMatch(
      /^breakwater: Cannot read "names\.tar": layer 1: refused: more than \d+ files in \d+ bytes\n$/,
    );
    expect(exit).toBe(2);
  });

  /** Records of PAX that nobody asks for, each with a name of its own. */
  const records = (first: number, count: number, type: string): Buffer => {
    const text = Array.from({ length: count }, (_, index) => {
      const name = `${first + index}`.padStart(8, "0");
      return `13 ${name}=\n`;
    }).join("");
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return Buffer.concat([header("pax", { type, size: text.length }), body]);
  };

  test("a layer of nothing but headers of PAX", () => {
    const headers = Array.from({ length: 40 }, (_, index) => records(index * 80_000, 80_000, "g"));
    const layer = gzipSync(Buffer.concat(headers), { level: 1 });
    const { exit, error } = inspect(archive("headers.tar", [layer]));
    expect(error).toBe(
      'breakwater: Cannot read "headers.tar": layer 1: refused: more than 16 headers before one file\n',
    );
    expect(exit).toBe(2);
  });

  test("a header of PAX that is global to thousands of files costs each of them nothing", () => {
    const files = Array.from({ length: 3_000 }, (_, index) =>
      Buffer.concat([records(0, 1, "x"), header(`n${index}`)]),
    );
    const layer = gzipSync(Buffer.concat([records(0, 60_000, "g"), ...files]));
    const startedAt = performance.now();
    const { exit } = inspect(archive("global.tar", [layer]));
    // Nothing starts there; before, this took half a minute.
    expect(exit).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(12_000);
  });

  test("a file that promises more than is there", () => {
    const { exit, error } = inspect(archive("promise.tar", [header("x", { size: 7 * 1024 * MEGABYTE })]));
    expect(error).toContain('layer 1: the archive ends within "x"');
    expect(exit).toBe(2);
  });

  test("folders a thousand levels deep, links in a ring and names that climb out", () => {
    const deep = header("d", { type: "x", size: 0 });
    const long = "a/".repeat(2000);
    const record = `path=${long}x\n`;
    const length = record.length + 5;
    const body = Buffer.alloc(Math.ceil(length / 512) * 512);
    body.write(`${length} ${record}`);
    const entry = Buffer.concat([header("p", { type: "x", size: length }), body, header("q")]);
    const ring = header("ring", { type: "2" });
    ring.write("ring", 157);
    const { exit, error } = inspect(archive("deep.tar", [Buffer.concat([entry, header("../../../etc/x")])]));
    expect(deep.length + ring.length).toBe(1024);
    expect(error).toBe("");
    expect(exit).toBe(1);
  });

  test("an executable whose tables name the same bytes again and again", () => {
    const bytes = Buffer.alloc(4 * MEGABYTE);
    bytes.write("\u007fELF\u0002\u0001\u0001", 0, "latin1");
    bytes.writeUInt16LE(2, 16);
    bytes.writeUInt16LE(62, 18);
    bytes.writeUInt32LE(1, 20);
    bytes.writeBigUInt64LE(64n, 32);
    bytes.writeUInt16LE(56, 54);
    bytes.writeUInt16LE(60_000, 56);
    for (let row = 0; row < 60_000; row++) {
      const at = 64 + row * 56;
      bytes.writeUInt32LE(1, at);
      bytes.writeUInt32LE(6, at + 4);
      bytes.writeBigUInt64LE(BigInt(0x400000 + row * MEGABYTE), at + 16);
      bytes.writeBigUInt64LE(BigInt(4 * MEGABYTE), at + 32);
      bytes.writeBigUInt64LE(2n ** 52n, at + 40);
    }
    writeFileSync(join(work, "tables"), bytes);
    const startedAt = performance.now();
    const { exit, text } = inspect("tables");
    expect(text).toContain("not a Go executable");
    expect(exit).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test("a program of 128 MB in a layer of 130 kB goes to a file", () => {
    const layer = Buffer.concat([gzipSync(header("x", { size: 128 * MEGABYTE })), zeros, zeros]);
    const { exit, text } = inspect(archive("program.tar", [layer]));
    expect(text).toContain("/x does not start in program.tar");
    expect(exit).toBe(1);
  });

  test("a large program is read piece by piece", () => {
    const { exit } = inspect(process.execPath.startsWith("/") ? linkHere(process.execPath) : "tables");
    expect(exit).toBe(0);
  });
});

function linkHere(path: string): string {
  const done = Bun.spawnSync(["ln", "-sf", path, join(work, "large")]);
  expect(done.exitCode).toBe(0);
  return "large";
}
