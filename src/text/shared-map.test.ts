import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SharedMap } from "./shared-map.ts";

describe("a shared map", () => {
  test("earlier versions stay as they were", () => {
    const first = SharedMap.of([["A", 1]]);
    const second = first.with("B", 2).with("A", 3);
    expect([...first.entries()]).toEqual([["A", 1]]);
    expect([...second.entries()]).toEqual([
      ["A", 3],
      ["B", 2],
    ]);
    expect(second.without("A").get("A")).toBeUndefined();
    expect(second.get("A")).toBe(3);
  });

  const names = fc.constantFrom("A", "B", "C", "D", "E");
  const changes = fc.array(fc.tuple(names, fc.option(fc.nat(3), { nil: undefined })), { maxLength: 60 });

  test("it holds what a copied map would hold, in the same order", () => {
    fc.assert(
      fc.property(changes, fc.nat(59), (all, askAt) => {
        let shared = SharedMap.of<number>([["C", 9]]);
        const copied = new Map([["C", 9]]);
        for (const [index, [name, value]] of all.entries()) {
          shared = value === undefined ? shared.without(name) : shared.with(name, value);
          if (value === undefined) copied.delete(name);
          else copied.set(name, value);
          if (index === askAt) shared.entries();
          expect(shared.get(name)).toBe(copied.get(name));
        }
        expect([...shared.entries()]).toEqual([...copied]);
      }),
    );
  });

  test("a merge asks about every name on which the two differ, and about no other", () => {
    fc.assert(
      fc.property(changes, changes, changes, fc.boolean(), (common, own, others, isWhole) => {
        const apply = (map: SharedMap<number>, list: typeof common): SharedMap<number> =>
          list.reduce(
            (current, [name, value]) =>
              value === undefined ? current.without(name) : current.with(name, value),
            map,
          );
        const base = apply(SharedMap.of<number>([["A", 7]]), common);
        const left = apply(base, own);
        const right = apply(base, others);
        if (isWhole) right.entries();
        const merged = left.merge(right, (a, b) => 100 + (a ?? 10) * 20 + (b ?? 10));
        for (const name of ["A", "B", "C", "D", "E"]) {
          const [a, b] = [left.get(name), right.get(name)];
          expect(merged.get(name)).toBe(a === b ? a : 100 + (a ?? 10) * 20 + (b ?? 10));
        }
      }),
    );
  });
});
