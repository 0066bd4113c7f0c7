import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** Outcome and GOTOOLCHAIN of `go build` under go 1.26.0 after setup-go with Go 1.25.1. */
async function after(parts: { ref?: string; jobEnv?: string; topEnv?: string; stepEnv?: string }) {
  const { ref = "v6", jobEnv, topEnv, stepEnv } = parts;
  const env = (text: string | undefined, indent: string): string =>
    text === undefined ? "" : `${indent}env: {GOTOOLCHAIN: ${text}}\n`;
  const workflow = `on: push
${env(topEnv, "")}jobs:
  build:
    runs-on: ubuntu-24.04
${env(jobEnv, "    ")}    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@${ref}
        with: {go-version: 1.25.1}
      - run: go build ./...
${env(stepEnv, "        ")}`;
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.26.0\n",
    ".github/workflows/ci.yml": workflow,
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  const value = site?.go.gotoolchain;
  return `${site?.go.outcome} ${value?.kind === "known" ? value.text : "?"}`;
}

test("setup-go from v6 on sets GOTOOLCHAIN=local over the env of job and workflow", async () => {
  expect(await after({})).toBe("refuses local");
  expect(await after({ jobEnv: "auto" })).toBe("refuses local");
  expect(await after({ topEnv: "auto" })).toBe("refuses local");
});

test("the env of a step is nearer than what setup-go wrote", async () => {
  expect(await after({ jobEnv: "local", stepEnv: "auto" })).toBe("switches auto");
});

test("setup-go before v6 leaves GOTOOLCHAIN alone", async () => {
  expect(await after({ ref: "v5", jobEnv: "auto" })).toBe("switches auto");
});

test("setup-go of an unknown version leaves GOTOOLCHAIN open unless it is local anyway", async () => {
  expect(await after({ ref: "main", jobEnv: "auto" })).toBe("unknown ?");
  expect(await after({ ref: "main", jobEnv: "local" })).toBe("refuses local");
});
