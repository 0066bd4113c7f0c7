import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { documentKey, recordKey, safeName } from "./object-key.ts";
import { fromS3Key, s3Key } from "./s3-key.ts";

describe("keys", () => {
  test("are those of cmd/go where names are of ordinary length", () => {
    expect(recordKey({ path: "github.com/Azure/go-autorest", version: "v14.2.0+incompatible" })).toBe(
      "versions/github.com/!azure/go-autorest/@v/v14.2.0+incompatible",
    );
    expect(recordKey({ path: "example.com/x", version: "v1.0.0-RC.1" })).toBe(
      "versions/example.com/x/@v/v1.0.0-!r!c.1",
    );
    expect(documentKey("list/github.com/Azure/x")).toBe("documents/list/github.com/!azure/x");
  });

  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }).filter((text) => text.isWellFormed()),
    fc.string({
      unit: fc.constantFrom("a", "A", ".", "/", "!", "%", "_", "=", "0", "2", "e", "~"),
      maxLength: 8,
    }),
    fc.integer({ min: 170, max: 260 }).map((length) => "x".repeat(length)),
    fc.constantFrom("a.00000001", "A.00000001", "x/..", "%2", "%2e%2e"),
  );

  test("of different documents differ, also where case does not count", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        if (a !== b) expect(documentKey(a).toLowerCase()).not.toBe(documentKey(b).toLowerCase());
      }),
      { numRuns: 5000 },
    );
  });

  test("have no part that a file system takes for something else, or that is too long", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 300 }), (names) => {
        const key = documentKey(names.join("/"));
        expect(key.length).toBeLessThan(900);
        for (const part of key.split("/")) {
          expect(part).toMatch(/^[a-z0-9!%._+@=-]+$/);
          expect(part).not.toMatch(/\.$|\.\d{8}$/);
          expect(part.length).toBeLessThanOrEqual(180);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("nobody can choose a name that looks shortened", () => {
    const long = safeName("x".repeat(300));
    expect(safeName(long)).not.toBe(long);
    expect(recordKey({ path: `example.com/${"x".repeat(300)}`, version: "v1.0.0" })).toContain("=");
    expect(() => recordKey({ path: `example.com/${long}`, version: "v1.0.0" })).toThrow("Not a module path");
  });

  test("become names for S3 and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab0!%._+@=-/"), maxLength: 20 }), (key) => {
        expect(s3Key(key)).toMatch(/^[a-z0-9/._-]*$/);
        expect(fromS3Key(s3Key(key))).toBe(key);
      }),
    );
  });
});
