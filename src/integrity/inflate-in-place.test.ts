import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { createInflate, type Inflate, inflateFresh } from "./inflate-in-place.ts";

const texts = ["", "a", "package p\n".repeat(1000), "x".repeat(3_000_000)].map((text) => Buffer.from(text));

test("this runtime unpacks in place", () => {
  expect(createInflate()).not.toBe(inflateFresh);
});

describe.each<[string, Inflate]>([
  ["in place", createInflate()],
  ["by the public function", inflateFresh],
])("unpacking %s", (_, inflate) => {
  test("gives what was packed, time after time", () => {
    for (const text of [...texts, ...texts.toReversed()]) {
      const bytes = inflate(deflateRawSync(text), text.length);
      expect(bytes && Buffer.compare(bytes, text)).toBe(0);
    }
  });

  test("refuses what is shorter or longer than promised, cut off or no deflate, and then goes on", () => {
    const text = Buffer.from("package p\n".repeat(500));
    const packed = deflateRawSync(text);
    const noise = Uint8Array.from({ length: 500 }, (_, index) => (index * 7 + 255) % 256);
    expect(inflate(packed, text.length - 1)).toBeUndefined();
    expect(inflate(packed, text.length + 1)).toBeUndefined();
    expect(inflate(packed, 0)).toBeUndefined();
    expect(inflate(packed.subarray(0, packed.length - 5), text.length)).toBeUndefined();
    expect(inflate(new Uint8Array(), 10)).toBeUndefined();
    expect(inflate(noise, 500)).toBeUndefined();
    const bytes = inflate(packed, text.length);
    expect(bytes && Buffer.compare(bytes, text)).toBe(0);
  });

  test("looks at nothing behind the end", () => {
    const text = Buffer.from("package p\n".repeat(50));
    const withMore = Buffer.concat([deflateRawSync(text), Buffer.from("more")]);
    const bytes = inflate(withMore, text.length);
    expect(bytes && Buffer.compare(bytes, text)).toBe(0);
  });
});
