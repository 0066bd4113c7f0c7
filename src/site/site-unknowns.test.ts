import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

async function siteOf(files: Record<string, string>, goLine = "1.26.0") {
  const tree = createMemoryTree({ "go.mod": `module example.com/ledger\n\ngo ${goLine}\n`, ...files });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  return { codes: site?.unknowns.map(({ code }) => code), go: site?.go };
}

const job = (lines: string) => ({
  ".github/workflows/ci.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${lines}`,
});

test("what go does is an unknown where files leave open whether it switches or refuses", async () => {
  const steps =
    "    steps:\n      - uses: actions/setup-go@v5\n        with: {go-version: 1.25.1}\n" +
    "      - run: go build ./...\n        env: {GOTOOLCHAIN: \"${{ inputs.local && 'local' || 'auto' }}\"}\n";
  expect((await siteOf(job(steps))).codes).toContain("go-outcome");
  const spec = steps.replace("1.25.1", "1.25.x || 1.24").replace(/ {8}env.*\n/, "");
  expect((await siteOf(job(spec))).codes).toContain("go-outcome");
});

test("the Go of a developer's machine is no unknown", async () => {
  expect((await siteOf({ Makefile: "build:\n\tgo build ./...\n" })).codes).toEqual([]);
});

test("a place without any Go has no range, and that is an unknown", async () => {
  const container = await siteOf(
    job("    container: alpine:3.20\n    steps:\n      - run: go build ./...\n"),
  );
  const image = await siteOf({
    Dockerfile: "FROM alpine:3.20\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
  });
  for (const { codes, go } of [container, image]) {
    expect(codes).toContain("no-go");
    expect(go?.range).toBeUndefined();
    expect(go?.why.map(({ text }) => text)).toEqual(["image alpine:3.20 has no Go"]);
  }
});

test.each([
  "COPY --from=acme/tools:3 /opt/tools /usr/local",
  "RUN ./install-go.sh",
])("an image may have a Go after %s", async (line) => {
  const { codes, go } = await siteOf({
    Dockerfile: `FROM alpine:3.20\n${line}\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n`,
  });
  expect(codes).toContain("go-outcome");
  expect(go?.openness).toBeUndefined();
});

test("what env marks with a question mark has its reason among the unknowns", async () => {
  const run = (before: string) => job(`    steps:\n      - run: ${before}\n      - run: go build ./...\n`);
  expect((await siteOf(run("curl -s example.com >> $GITHUB_ENV"))).codes).toEqual([
    "go-outcome",
    "mode",
    "cgo",
    "tags",
  ]);
  expect((await siteOf(run("echo GOTOOLCHAIN=local >> $GITHUB_ENV"))).codes).toEqual(["go-outcome"]);
  expect((await siteOf(run("echo A=b >> $GITHUB_ENV"))).codes).toEqual([]);
});
