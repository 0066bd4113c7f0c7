import { describe, expect, test } from "bun:test";
import { Diagnoser } from "./diagnosis.ts";
import { patterns } from "./patterns.gen.ts";

const old = "go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)\n";

function diagnose(logs: Readonly<Record<string, string>>) {
  const diagnoser = new Diagnoser(patterns);
  for (const [name, text] of Object.entries(logs)) {
    const log = diagnoser.open(name);
    log.push(Buffer.from(text));
    log.end();
  }
  return diagnoser.finish().causes;
}

describe("causes of several logs", () => {
  test("that say the same are one, with the logs and lines of all", () => {
    const causes = diagnose({ "0_a.txt": old, "1_b.txt": `\n${old}`, "2_c.txt": "ok\n" });
    expect(causes.map(({ log, lines, also }) => ({ log, lines, also }))).toEqual([
      { log: "0_a.txt", lines: [1], also: [{ log: "1_b.txt", lines: [2] }] },
    ]);
  });

  test("that name other values stay apart", () => {
    const causes = diagnose({ "0_a.txt": old, "1_b.txt": old.replace("1.99.0", "1.98.0") });
    expect(causes.map(({ log, also }) => [log, also])).toEqual([
      ["0_a.txt", []],
      ["1_b.txt", []],
    ]);
  });

  test("are counted in each of 10,000 logs", () => {
    const logs = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`${index}.txt`, old]));
    expect(diagnose(logs).map(({ also }) => also.length)).toEqual([9999]);
  });
});
