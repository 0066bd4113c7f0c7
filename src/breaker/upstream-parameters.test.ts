import { describe, expect, test } from "bun:test";
import { Breaker } from "./breaker.ts";
import { parseUpstreamParameters } from "./upstream-parameters.ts";

const address = "https://goproxy.internal?timeout=5s&maxfail=3&failwindow=60s";

describe("timeout, maxfail and failwindow in an upstream's address", () => {
  test("a hanging upstream gets exactly three attempts, none for 60 s, one validating probe, and is closed", () => {
    const { timeoutMs = 0, options, problems } = parseUpstreamParameters(address);
    expect(problems).toEqual([]);
    const reasons: string[] = [];
    const breaker = new Breaker({
      options,
      random: () => 0.5,
      onTransition: ({ reason }) => reasons.push(reason),
    });
    const attemptsAt: number[] = [];
    const probesAt: number[] = [];
    let now = 1_000_000;
    const start = now;
    let isHanging = true;
    // A client asks once a second; a call to the hanging upstream ends with its time-out.
    while (now - start < 120_000) {
      const call = breaker.tryCall(now);
      if (call.kind === "allowed") {
        attemptsAt.push(now - start);
        if (isHanging) now += timeoutMs;
        call.finish(isHanging ? "failure" : "success", now);
      } else if (call.isProbeDue) {
        isHanging = false;
        const probe = breaker.tryProbe(now);
        expect([probe?.isTrial, breaker.tryProbe(now)]).toEqual([true, undefined]);
        probesAt.push(now - start);
        probe?.finish("success", now);
      }
      now += 1000;
    }
    expect(attemptsAt.slice(0, 4)).toEqual([0, 6000, 12_000, 78_000]);
    expect(probesAt).toEqual([77_000]);
    expect(reasons).toEqual(["failures-in-a-row", "trial-due", "trials-passed"]);
  });

  test("three failures that are not within 60 s, or not in a row, do not open it", () => {
    const { options } = parseUpstreamParameters(address);
    const breaker = new Breaker({ options, random: () => 0 });
    const outcomeAt = (outcome: "success" | "failure", now: number): void => {
      const call = breaker.tryCall(now);
      if (call.kind === "allowed") call.finish(outcome, now);
    };
    for (const now of [0, 31_000, 62_000]) outcomeAt("failure", now);
    outcomeAt("success", 63_000);
    for (const now of [64_000, 65_000]) outcomeAt("failure", now);
    expect(breaker.snapshot(65_000).state).toBe("closed");
    outcomeAt("failure", 66_000);
    expect(breaker.snapshot(66_000).state).toBe("open");
  });

  const addresses: readonly (readonly [string, string])[] = [
    [address, "https://goproxy.internal"],
    ["https://h/p?a=1&timeout=5s&b=%20x", "https://h/p?a=1&b=%20x"],
    ["https://h/p?maxfail=3", "https://h/p"],
    ["https://h/p?maxfail", "https://h/p"],
    ["https://h/p?timeout=1s&timeout=2s#f", "https://h/p#f"],
    ["https://h/p?mytimeout=1s", "https://h/p?mytimeout=1s"],
    ["https://h/p?x=a?timeout=1s", "https://h/p?x=a?timeout=1s"],
    ["https://h/p?", "https://h/p?"],
    ["https://h/p", "https://h/p"],
    ["", ""],
  ];
  for (const [given, url] of addresses)
    test(`"${given}" is fetched as "${url}"`, () => {
      expect(parseUpstreamParameters(given).url).toBe(url);
    });

  test("an address without them says nothing about breaking", () => {
    expect(parseUpstreamParameters("https://h/p?x=1")).toEqual({
      url: "https://h/p?x=1",
      timeoutMs: undefined,
      options: {},
      problems: [],
    });
  });

  test("durations are Go's", () => {
    const ms = (text: string): number | undefined =>
      parseUpstreamParameters(`https://h?timeout=${text}`).timeoutMs;
    expect(["5s", "1m30s", "1.5h", "250ms", "2.s"].map(ms)).toEqual([5000, 90_000, 5_400_000, 250, 2000]);
  });

  test("the least and the most of each are taken, what lies beyond is not", () => {
    const isTaken = (query: string): boolean =>
      parseUpstreamParameters(`https://h?${query}`).problems.length === 0;
    const taken = ["maxfail=1", "maxfail=100", "timeout=1ms", "failwindow=24h"];
    const refused = [
      "maxfail=101",
      "maxfail=1e1",
      "timeout=0.5ms",
      "failwindow=24h1ms",
      "timeout=",
      "maxfail=",
    ];
    expect(taken.filter(isTaken)).toEqual(taken);
    expect(refused.filter(isTaken)).toEqual([]);
  });

  test("a probe may take as long as some fetches", () => {
    const { options } = parseUpstreamParameters(address);
    const breaker = new Breaker({ options, random: () => 0 });
    breaker.forceOpen(0);
    breaker.release(0);
    const probe = breaker.tryProbe(0);
    expect([probe?.finish("success", 19_999), breaker.snapshot(19_999).state]).toEqual([true, "closed"]);
  });

  test("what cannot be read is named, taken out and replaced by the usual", () => {
    const read = parseUpstreamParameters("https://h?timeout=5&maxfail=0&failwindow=-60s");
    expect(read.problems).toEqual([
      "maxfail=0 is not a whole number from 1 to 100",
      "timeout=5 is not a duration above 0 such as 5s or 1m30s",
      "failwindow=-60s is not a duration above 0 such as 5s or 1m30s",
    ]);
    expect([read.url, read.timeoutMs, read.options.failuresInARow, read.options.windowMs]).toEqual([
      "https://h",
      5000,
      3,
      60_000,
    ]);
  });
});
