import { describe, expect, test } from "bun:test";
import type { Answer } from "./answer.ts";
import { parseRange } from "./parse-range.ts";
import { respond } from "./respond.ts";

const plain = { range: null, ifNoneMatch: null };
const bytes = new TextEncoder().encode("0123456789");
const content: Answer = {
  kind: "content",
  content: "mod",
  bytes,
  etag: '"x"',
  freshMs: "always",
  source: { tier: "store" },
};

describe("the status of an answer", () => {
  for (const [answer, status, header] of [
    [{ kind: "absent", isGone: false, text: "not found: m" }, 404, "cache-control"],
    [{ kind: "absent", isGone: true, text: "gone: m" }, 410, "cache-control"],
    [{ kind: "refused", text: "refused: rule" }, 403, "content-type"],
    [{ kind: "unavailable", text: "down", retryAfterMs: undefined }, 503, "retry-after"],
    [{ kind: "unavailable", text: "down", retryAfterMs: 1 }, 503, "retry-after"],
    [{ kind: "late", text: "late" }, 504, "content-type"],
    [{ kind: "malformed", text: "bad" }, 400, "content-type"],
  ] as const satisfies readonly (readonly [Answer, number, string])[])
    test(`${answer.kind} is ${status}, and says why in one line`, async () => {
      const response = respond(answer, plain);
      expect([response.status, response.headers.has(header)]).toEqual([status, true]);
      expect(await response.text()).toBe(`${answer.text}\n`);
      if (status === 503) expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      if (status !== 404 && status !== 410) expect(response.headers.get("cache-control")).toBe("no-store");
    });

  test("what never changes may be kept for ever, a list for as long as it is fresh", () => {
    expect(respond(content, plain).headers.get("cache-control")).toContain("immutable");
    const list: Answer = {
      ...content,
      content: "list",
      freshMs: 12_400,
      source: { tier: "memory", staleMs: 61_000 },
    };
    const { headers } = respond(list, plain);
    expect([headers.get("cache-control"), headers.get("x-breakwater-stale")]).toEqual([
      "public, max-age=12",
      "61",
    ]);
  });

  test("who has it already gets 304", () => {
    for (const ifNoneMatch of ['"x"', 'W/"x"', '"y", "x"', "*"])
      expect(respond(content, { range: null, ifNoneMatch }).status).toBe(304);
    expect(respond(content, { range: null, ifNoneMatch: '"y"' }).status).toBe(200);
  });
});

describe("a part of a file", () => {
  for (const [range, expected] of [
    [null, "all"],
    ["bytes=0-0", { start: 0, end: 1 }],
    ["bytes=2-5", { start: 2, end: 6 }],
    ["bytes=2-500", { start: 2, end: 10 }],
    ["bytes=9-", { start: 9, end: 10 }],
    ["bytes=-3", { start: 7, end: 10 }],
    ["bytes=-300", { start: 0, end: 10 }],
    ["bytes=10-", "outside"],
    ["bytes=-0", "outside"],
    ["bytes=5-2", "all"],
    ["bytes=-", "all"],
    ["bytes=0-1,3-4", "all"],
    ["lines=0-1", "all"],
    ["bytes=0x1-", "all"],
  ] as const)
    test(`${range} is ${JSON.stringify(expected)}`, () => expect(parseRange(range, 10)).toEqual(expected));
});
