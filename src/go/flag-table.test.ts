import { describe, expect, test } from "bun:test";
import { flagsOfSubcommand, parseGoArguments, subcommands } from "./flag-table.ts";

function read(line: string, goVersion?: string) {
  const [first = "", second = "", ...rest] = line.split(" ");
  const isNested = first === "mod" || first === "work";
  const args = isNested ? rest : [second, ...rest].filter((arg) => arg !== "");
  const { flags, operands, passedOn, problems } = parseGoArguments(
    isNested ? `${first} ${second}` : first,
    args,
    goVersion,
  );
  return {
    flags: flags.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)),
    operands,
    passedOn,
    problems: problems.map(({ kind, name }) => `${kind} ${name}`),
  };
}

describe("go arguments", () => {
  test("values come after = or as the next argument, booleans stand alone", () => {
    expect(read("build -o bin/x -tags=a,b --trimpath -race=false ./... -v")).toEqual({
      flags: ["o=bin/x", "tags=a,b", "trimpath", "race=false"],
      operands: ["./...", "-v"],
      passedOn: [],
      problems: [],
    });
  });

  test("two dashes end the flags", () => {
    expect(read("build -v -- -x")).toMatchObject({ flags: ["v"], operands: ["-x"] });
  });

  test("a flag without its value is a problem", () => {
    expect(read("build -o").problems).toEqual(["missing-value o"]);
  });

  test.each([
    ["mod vendor --no-sync", "unknown-flag no-sync"],
    ["mod vendor -insecure", "unknown-flag insecure"],
    ["get -mod=mod x", "unknown-flag mod"],
    ["build -exec x", "unknown-flag exec"],
    ["frobnicate", "unknown-command frobnicate"],
  ])("go %s: %s", (line, problem) => {
    expect(read(line).problems).toContain(problem);
  });

  test("a flag of other versions is told apart from one that never was", () => {
    expect(read("mod tidy -diff", "1.22.0").problems).toEqual(["other-version diff"]);
    expect(read("mod tidy -diff", "1.23.0").problems).toEqual([]);
    expect(read("build -i", "1.20").problems).toEqual(["other-version i"]);
    expect(read("build -i").problems).toEqual([]);
    expect(read("work vendor", "1.21").problems).toEqual(["unknown-command work vendor"]);
    const { problems } = parseGoArguments("version", ["-m", "-json", "x"], "1.24.1");
    expect(problems).toEqual([
      {
        kind: "other-version",
        message: "flag provided but not defined: -json",
        index: 1,
        name: "json",
        since: 25,
      },
    ]);
  });

  test("go test takes flags before and after the packages", () => {
    expect(read("test -race ./... -run TestX -v")).toEqual({
      flags: ["race", "run=TestX", "v"],
      operands: ["./..."],
      passedOn: [],
      problems: [],
    });
  });

  test("go test hands on what it does not know, with the value behind it", () => {
    expect(read("test ./a -update golden -race ./b")).toMatchObject({
      flags: ["race"],
      operands: ["./a"],
      passedOn: ["-update", "golden", "./b"],
    });
    expect(read("test -update ./a")).toMatchObject({ operands: [], passedOn: ["-update", "./a"] });
  });

  test("everything after -args goes to the test binary", () => {
    expect(read("test ./a -args -race x")).toMatchObject({
      flags: [],
      operands: ["./a"],
      passedOn: ["-race", "x"],
    });
  });

  test("go run leaves the arguments of the program alone", () => {
    expect(read("run -race ./cmd/x -tags y")).toMatchObject({
      flags: ["race"],
      operands: ["./cmd/x", "-tags", "y"],
    });
  });

  test("get -u and list -json stand alone or take a value", () => {
    expect(read("get -u ./...")).toMatchObject({ flags: ["u"], operands: ["./..."] });
    expect(read("get -u=patch x")).toMatchObject({ flags: ["u=patch"], operands: ["x"] });
    expect(read("list -json=Dir -deps x")).toMatchObject({ flags: ["json=Dir", "deps"], operands: ["x"] });
  });

  test("every subcommand has a readable table", () => {
    expect(subcommands.length).toBe(30);
    for (const subcommand of subcommands) {
      for (const [name, spec] of flagsOfSubcommand(subcommand) ?? []) {
        expect(name).toMatch(/^[A-Za-z][\w.-]*$/);
        expect(spec.until ?? 99).toBeGreaterThan(spec.since);
      }
    }
  });
});
