import { describe, expect, test } from "bun:test";
import { BreakerRegistry } from "./breaker-registry.ts";

type Key = "head meta" | "head zip" | "next meta";

function create(): { registry: BreakerRegistry<Key>; seen: string[] } {
  const seen: string[] = [];
  const registry = new BreakerRegistry<Key>({
    optionsOf: (key) => ({ failuresInARow: key.endsWith("zip") ? 1 : 2, openMs: 1000 }),
    random: () => 0,
    onTransition: (key, { to, reason }) => seen.push(`${key}: ${to} ${reason}`),
    limit: 3,
  });
  return { registry, seen };
}

function fail(registry: BreakerRegistry<Key>, key: Key, now: number): void {
  const call = registry.get(key).tryCall(now);
  if (call.kind === "allowed") call.finish("failure", now);
}

describe("a registry of breakers", () => {
  test("a failing class of an upstream leaves its other classes and upstreams alone", () => {
    const { registry, seen } = create();
    for (const key of ["head meta", "head zip", "next meta"] as const) fail(registry, key, 0);
    expect(seen).toEqual(["head zip: open failures-in-a-row"]);
    expect([...registry.snapshots(0)].map(([key, { state }]) => `${key} ${state}`)).toEqual([
      "head meta closed",
      "head zip open",
      "next meta closed",
    ]);
  });

  test("a new configuration keeps the state of what stays, forgets what goes, and holds for what comes", () => {
    const { registry, seen } = create();
    for (const key of ["head meta", "head zip"] as const) fail(registry, key, 0);
    registry.reconfigure({
      keys: ["head zip", "next meta"],
      optionsOf: () => ({ failuresInARow: 1, openMs: 1000 }),
      now: 10,
    });
    expect([...registry.snapshots(10)].map(([key]) => key)).toEqual(["head zip"]);
    expect(registry.get("head zip").snapshot(10)).toMatchObject({ state: "open", retryAfterMs: 990 });
    fail(registry, "next meta", 10);
    expect(seen.at(-1)).toBe("next meta: open failures-in-a-row");
  });

  test("one wrong option leaves every breaker as it was", () => {
    const { registry } = create();
    for (const key of ["head meta", "head zip"] as const) registry.get(key);
    const wrong = (key: Key): object => (key === "head zip" ? { minCalls: 0 } : { failuresInARow: 1 });
    expect(() => registry.reconfigure({ keys: ["head zip"], optionsOf: wrong, now: 0 })).toThrow("minCalls");
    expect([...registry.snapshots(0)].length).toBe(2);
    fail(registry, "head meta", 0);
    expect(registry.get("head meta").snapshot(0).state).toBe("closed");
  });

  test("keys that grow without end are a mistake, not a leak", () => {
    const registry = new BreakerRegistry({ optionsOf: () => ({}), random: () => 0, limit: 2 });
    registry.get("a");
    registry.get("b");
    expect(() => registry.get("c")).toThrow('Cannot make a breaker for "c": there are already 2');
    expect(registry.get("a")).toBe(registry.get("a"));
  });
});
