import { describe, expect, test } from "bun:test";
import { recogniseLog } from "./recognise-log.ts";

const log = "go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)\n";

describe("the first bytes of a log tell", () => {
  test.each([
    ["UTF-8", Buffer.from(log), undefined],
    ["Latin-1", Buffer.from("Übersetzung für die Prüfung fehlgeschlagen\n", "latin1"), undefined],
    ["colours, bells and a zero byte", Buffer.from(`\u001b[31m${log}\u0007\b\0`), undefined],
    ["UTF-16 with its mark", Buffer.from(`\uFEFF${log}`, "utf16le"), "utf-16le" as const],
    ["UTF-16 without its mark", Buffer.from(log, "utf16le"), "utf-16le" as const],
    ["big-endian UTF-16 without its mark", Buffer.from(log, "utf16le").swap16(), "utf-16be" as const],
  ])("text: %s", (_, bytes, encoding) => {
    expect(recogniseLog(bytes)).toEqual({ is: "text", encoding });
  });

  test.each([
    ["gzip", Bun.gzipSync(log), { is: "packed", format: "gzip" } as const],
    ["zstd", Bun.zstdCompressSync(log), { is: "packed", format: "zstd" } as const],
    [
      "an empty zip",
      Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]),
      { is: "zip" } as const,
    ],
  ])("what can be unpacked: %s", (_, bytes, kind) => {
    expect(recogniseLog(bytes)).toEqual(kind);
  });

  test.each([
    ["xz", Buffer.from("fd377a585a000004e6d6b446", "hex"), "it is packed with xz"],
    ["bzip2", Buffer.from("BZh91AY&SY"), "it is packed with bzip2"],
    ["tar", Buffer.concat([Buffer.alloc(257, "a"), Buffer.from("ustar\0")]), "it is a tar archive"],
    ["random bytes", noise(), "it is neither text"],
    ["zero bytes", Buffer.alloc(4096), "it is neither text"],
  ])("what cannot be read: %s", (_, bytes, why) => {
    // Read one by one: bun writes an asymmetric matcher into the object that it is given, and this one is shared.
    const found = recogniseLog(bytes);
    expect(found.is).toBe("unreadable");
    expect(found.is === "unreadable" ? found.why : "").toContain(why);
  });
});

/** Bytes of every value in no order, the same in each run. */
function noise(): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: 4096 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}
