import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const builds = "builds:\n  - id: ledger\n    goos: [linux]\n    goarch: [amd64]\n";

/** A job that runs goreleaser with a Go and arguments. */
function job(id: string, go: string, args: string): string {
  return `  ${id}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: "${go}"
      - uses: goreleaser/goreleaser-action@v6
        with:
          args: ${args}
`;
}

/** The Go of each goreleaser build. */
async function gos(configs: readonly string[], jobs: readonly string[]): Promise<unknown> {
  const files: Record<string, string> = {
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    ".github/workflows/release.yml": `on: push\njobs:\n${jobs.join("")}`,
  };
  for (const file of configs) files[file] = builds;
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  const found = sites.filter(({ kind }) => kind === "goreleaser-build");
  return Object.fromEntries(found.map(({ id, go }) => [id, go.installed?.version]));
}

test("a build takes the Go of the job that runs its configuration", async () => {
  const jobs = [
    job("release", "1.25", "release --clean"),
    job("nightly", "1.26", "release -f nightly.goreleaser.yml"),
  ];
  expect(await gos([".goreleaser.yml"], jobs)).toEqual({ ".goreleaser.yml/ledger": "1.25" });
});

test("jobs with different Gos for one configuration leave it open, as does a configuration that no job names", async () => {
  const jobs = [job("release", "1.25", "release --clean"), job("snapshot", "1.26", "release --snapshot")];
  expect(await gos([".goreleaser.yml"], jobs)).toEqual({ ".goreleaser.yml/ledger": undefined });
  const same = [job("release", "1.25", "release"), job("snapshot", "1.25", "release --snapshot")];
  expect(await gos([".goreleaser.yml", ".goreleaser.common.yml"], same)).toEqual({
    ".goreleaser.yml/ledger": "1.25",
    ".goreleaser.common.yml/ledger": undefined,
  });
});
