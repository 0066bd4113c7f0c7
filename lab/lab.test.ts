import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runScenario } from "./run-scenario.ts";

// The first scenario compiles the standard library into a fresh cache.
setDefaultTimeout(300_000);

const folder = import.meta.dir;
const scenarios = readdirSync(folder).filter((name) => name.endsWith(".txtar"));
let execs = 0;

afterAll(() => {
  console.log(`lab: ${scenarios.length} scenarios, ${execs} programs run with the real go`);
});

describe("the language of scenarios", () => {
  test("go is there, and nothing of the user's settings is", () => {
    const result = runScenario("exec go env GOFLAGS GOPROXY GOENV\nstdout '^off$'\n");
    expect(result.failure).toBeUndefined();
    expect(result.execs).toBe(1);
  });

  test.each([
    ["a program that fails", "exec go nonsense\n", "failed with exit 2"],
    ["a program that was to fail", "! exec go version\n", "succeeded, and was to fail"],
    ["a pattern that is not there", "exec go version\nstdout 'no such words'\n", "does not match"],
    ["a pattern that is there", "exec go version\n! stdout 'go version'\n", "matches"],
    ["a file that is not there", "exists a.txt\n", "a.txt does not exist"],
    ["an unknown command", "frobnicate\n", 'no such command "frobnicate"'],
  ])("%s is a failure that says why", (_, text, reason) => {
    expect(runScenario(text).failure).toContain(reason);
  });

  test("files of the archive are there, and modules below proxy/ can be required", () => {
    const text = `exec go mod tidy
exec go run .
stdout '^hello from v1.2.0$'
-- go.mod --
module example.com/main

go 1.21

require example.com/Greet v1.2.0
-- main.go --
package main

import greet "example.com/Greet"

func main() { println2(greet.Word) }
-- print.go --
package main

import "fmt"

func println2(word string) { fmt.Println(word) }
-- proxy/example.com/Greet@v1.2.0/greet.go --
package greet

const Word = "hello from v1.2.0"
`;
    expect(runScenario(text).failure).toBeUndefined();
  });
});

describe("the real go shows what rules claim:", () => {
  test.each(scenarios)("%s", (name) => {
    const result = runScenario(readFileSync(join(folder, name), "utf8"));
    execs += result.execs;
    expect(result.failure).toBeUndefined();
    expect(result.execs).toBeGreaterThan(0);
  });
});
