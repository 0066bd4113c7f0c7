import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLogs } from "./read-logs.ts";
import type { Terminal } from "./terminal.ts";

const text = Array.from({ length: 200_000 }, (_, index) => `line ${index} ü ${Math.imul(index, 7919)}`).join(
  "\n",
);

/** What a file of these bytes holds, as it reaches the sinks. */
async function read(bytes: Uint8Array): Promise<{ readonly count: number; readonly text: string }> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-logs-"));
  try {
    writeFileSync(join(folder, "log"), bytes);
    const pieces: Uint8Array[] = [];
    const count = await readLogs("log", { folder } as Terminal, () => ({
      push: (piece) => void pieces.push(piece.slice()),
      end: () => undefined,
    }));
    return { count, text: Buffer.concat(pieces).toString("utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the bytes of a log are read", () => {
  const plain = Buffer.from(text);
  test.each([
    ["plain", plain],
    ["packed with gzip", Bun.gzipSync(plain)],
    ["packed with zstd", Bun.zstdCompressSync(plain)],
    ["as UTF-16 without its mark", Buffer.from(text, "utf16le")],
    ["as packed UTF-16", Bun.gzipSync(Buffer.from(text, "utf16le"))],
  ])("%s", async (_, bytes) => {
    const found = await read(bytes);
    expect(found.count).toBe(1);
    expect(found.text === text).toBe(true);
  });

  test("packed with gzip in two parts, one behind the other", async () => {
    const found = await read(Buffer.concat([Bun.gzipSync(plain), Bun.gzipSync(plain)]));
    expect(found.text === text + text).toBe(true);
  });

  test("an empty file is no log", async () => {
    expect((await read(new Uint8Array(0))).count).toBe(0);
  });
});

describe("a log cannot be read that", () => {
  test.each([
    ["is cut off", Bun.gzipSync(text).subarray(0, 1000), "unexpected end of file"],
    ["is packed twice", Bun.gzipSync(Bun.gzipSync(text)), "a gzip file is packed in it once more"],
    ["is packed with xz", Buffer.from("fd377a585a000004e6d6b446", "hex"), "it is packed with xz"],
  ])("%s", async (_, bytes, why) => {
    await expect(read(bytes)).rejects.toThrow(`Cannot read "log": ${why}`);
  });
});
