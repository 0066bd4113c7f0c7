import { expect, test } from "bun:test";
import { readMachO } from "../test/release/read-mach-o.ts";
import { signMachO } from "./sign-mach-o.ts";

/** Two segments and a place for a signature, over content of three pages and a half. */
function smallExecutable(): Buffer {
  const end = 3 * 4096 + 2048;
  const bytes = Buffer.alloc(end + 64, 7);
  bytes.fill(0, 0, 32 + 72 + 72 + 16);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(0x01000007, 4);
  bytes.writeUInt32LE(3, 16);
  writeSegment(bytes, 32, { name: "__TEXT", offset: 0, size: 8192 });
  writeSegment(bytes, 104, { name: "__LINKEDIT", offset: 8192, size: end + 64 - 8192 });
  for (const [index, word] of [0x1d, 16, end, 64].entries()) bytes.writeUInt32LE(word, 176 + index * 4);
  return bytes;
}

function writeSegment(
  bytes: Buffer,
  at: number,
  { name, offset, size }: { readonly name: string; readonly offset: number; readonly size: number },
): void {
  bytes.writeUInt32LE(0x19, at);
  bytes.writeUInt32LE(72, at + 4);
  bytes.write(name, at + 8, "latin1");
  bytes.writeBigUInt64LE(BigInt(offset), at + 40);
  bytes.writeBigUInt64LE(BigInt(size), at + 48);
}

test("a signed executable has a hash for each page, and its last segment ends with the file", () => {
  const signed = signMachO(smallExecutable(), "breakwater");
  expect(readMachO(signed)).toEqual({ machine: "x64", signedPages: 4, brokenPages: 0 });
  const [fileOffset, fileSize] = [144, 152].map((at) => Number(signed.readBigUInt64LE(at)));
  expect((fileOffset ?? 0) + (fileSize ?? 0)).toBe(signed.length);
  expect(signMachO(signed, "breakwater").equals(signed)).toBe(true);
});

test("one changed byte breaks the signature of its page", () => {
  const signed = signMachO(smallExecutable(), "breakwater");
  signed[5000] = 8;
  expect(readMachO(signed)?.brokenPages).toBe(1);
});

test("what is no executable, or has no place for a signature, is refused", () => {
  expect(() => signMachO(Buffer.alloc(64), "breakwater")).toThrow("no Mach-O");
  const without = smallExecutable();
  without.writeUInt32LE(2, 16);
  expect(() => signMachO(without, "breakwater")).toThrow("no place");
});
