import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { readLogs } from "./read-logs.ts";
import type { Terminal } from "./terminal.ts";

const text = Array.from({ length: 200_000 }, (_, index) => `line ${index} ü ${Math.imul(index, 7919)}`).join(
  "\n",
);

/** A zip of one log; its directory may say what is not so. */
function zipOf(log: Buffer, { method = 8, sum = crc32(log), less = 0 }): Buffer {
  const packed = method === 8 ? deflateRawSync(log) : log;
  const name = Buffer.from("0_build.txt");
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(method, 4);
  shared.writeUInt32LE(sum, 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(log.length - less, 18);
  shared.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("504b0304", "hex"), shared, name, packed]);
  const entry = Buffer.concat([Buffer.from("504b01021400", "hex"), shared, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("504b0506", "hex");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

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

  test.each([
    ["deflated", 8],
    ["stored", 0],
  ])("%s in an archive, however large", async (_, method) => {
    const large = Buffer.from(text.repeat(2));
    const found = await read(zipOf(large, { method }));
    expect(found.count).toBe(1);
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
    [
      "is in an archive that says another sum",
      zipOf(Buffer.from(text.repeat(2)), { sum: 7 }),
      "the checksum of a log",
    ],
    [
      "is in an archive that says less",
      zipOf(Buffer.from(text.repeat(2)), { less: 5 }),
      "a log in it is not as large",
    ],
    ["is packed with xz", Buffer.from("fd377a585a000004e6d6b446", "hex"), "it is packed with xz"],
  ])("%s", async (_, bytes, why) => {
    await expect(read(bytes)).rejects.toThrow(`Cannot read "log": ${why}`);
  });
});
