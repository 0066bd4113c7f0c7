import { describe, expect, test } from "bun:test";
import { formatContradiction } from "./contradiction.ts";

describe("evidence as text", () => {
  test("has all that a stranger needs to check a fork", () => {
    const fork = {
      older: "old\n\n— log.test AAAA\n",
      newer: "new\n\n— log.test BBBB\n",
      prefixHash: "cHJl",
      proof: ["cDE=", "cDI="],
    };
    const heads = [fork.older, fork.newer];
    expect(formatContradiction({ kind: "fork", log: "log.test", reason: "two histories", heads, fork })).toBe(
      `log.test: fork: two histories

older tree head:
	old
	
	— log.test AAAA

newer tree head:
	new
	
	— log.test BBBB

the newer tree began with:
	cHJl

consistency proof:
	cDE=
	cDI=
`,
    );
  });

  test("keeps an answer byte by byte, up to a size", () => {
    const answer = new Uint8Array(20_000).fill(7);
    const text = formatContradiction({
      kind: "bad-tile",
      log: "log.test",
      reason: "tile/8/0/000 does not belong to the tree",
      asked: "tile/8/0/000",
      answer,
      heads: ["head\n"],
    });
    expect(text).toContain("asked: tile/8/0/000\n");
    expect(text).toContain("tree head:\n\thead\n");
    const [, block = ""] = text.split("answer (20000 bytes, base64):\n");
    expect(block.trimEnd().endsWith("…")).toBe(true);
    const kept = Buffer.from(block.replace(/[\s…]/g, ""), "base64");
    expect(kept.equals(Buffer.from(answer.subarray(0, 16_384)))).toBe(true);
  });
});
