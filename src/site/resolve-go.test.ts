import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

/** Outcome and last reason of the first command of a stage of golang:1.24.1 in a module of go 1.25.0. */
async function decide(settings: string): Promise<readonly [string | undefined, string | undefined]> {
  const dockerfile = `FROM golang:1.24.1\n${settings}\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n`;
  const files = { "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", Dockerfile: dockerfile };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  const go = sites[0]?.commands[0]?.go;
  return [go?.outcome, go?.why.at(-1)?.text];
}

test("a switch to another toolchain needs the checksum database", async () => {
  expect((await decide("ENV GOTOOLCHAIN=auto"))[0]).toBe("switches");
  const [outcome, reason] = await decide("ENV GOTOOLCHAIN=auto GOSUMDB=off");
  expect(outcome).toBe("refuses");
  expect(reason).toEndWith("checksum database disabled by GOSUMDB=off");
});

test("a single file URL as proxy, or a proxy that is not known, may do without the database", async () => {
  expect((await decide("ENV GOTOOLCHAIN=auto GOSUMDB=off GOPROXY=file:///mirror"))[0]).toBe("switches");
  expect((await decide("ARG GOPROXY\nENV GOTOOLCHAIN=auto GOSUMDB=off GOPROXY=$GOPROXY"))[0]).toBe(
    "switches",
  );
});

test("a go that no file shows is at least the go line when no older one can read that line", async () => {
  const rangeOf = async (lines: string): Promise<string | undefined> => {
    const files = {
      "go.mod": `module example.com/ledger\n\n${lines}\n`,
      Dockerfile: "FROM example.com/builder:ci\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
    };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    return sites[0]?.commands[0]?.go.range;
  };
  expect(await rangeOf("go 1.25.3")).toBe(">=1.25.3");
  expect(await rangeOf("go 1.24\n\ntoolchain go1.25.1")).toBe(">=1.24");
  // Go 1.20 compiles `go 1.21`, and every go before 1.21 compiles `go 1.16`.
  expect(await rangeOf("go 1.21")).toBeUndefined();
  expect(await rangeOf("go 1.16")).toBeUndefined();
});

test("only versions of Go that accept the go line decide whether the mode is known", async () => {
  const modeOf = async (goLine: string): Promise<string | undefined> => {
    const workflow =
      "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n" +
      "      - uses: actions/setup-go@v5\n        with:\n" +
      "          go-version: ${{ steps.version.outputs.go }}\n      - run: go build ./...\n";
    const files = {
      "go.mod": `module example.com/ledger\n\ngo ${goLine}\n`,
      ".github/workflows/ci.yml": workflow,
    };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    return sites[0]?.commands[0]?.mode.value;
  };
  expect(await modeOf("1.26")).toBe("readonly");
  // Go 1.15 builds this module, and writes go.mod.
  expect(await modeOf("1.15")).toBe("unknown");
});
