import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** `file:line code` of what is not known because a script is broken, in the table and at the sites. */
async function brokenParts(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const workspace = await readWorkspace(
    createMemoryTree({ "go.mod": "module example.com/a\n\ngo 1.25.0\n", ...files }),
  );
  return resolveSites(workspace)
    .unknowns.filter(({ code }) => code === "broken-script")
    .map(({ at, reason }) => {
      const line = workspace.source(at.file)?.lines.positionAt(at.span.start).line;
      return `${at.file}:${line} ${reason.replace(/\d{4,}/, "N")}`;
    });
}

const cannotRead = "Cannot read this part of the script";

test("a broken step is unknown once, however many cells run it", async () => {
  const steps = "    steps:\n      - run: |\n          go test ./...\n          go vet )\n";
  const job = (name: string): string =>
    `  ${name}:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        tag: [a, b]\n${steps}`;
  const found = await brokenParts({ ".github/workflows/ci.yml": `on: push\njobs:\n${job("test")}` });
  expect(found).toEqual([`.github/workflows/ci.yml:11 ${cannotRead}`]);
});

test("a broken recipe line is unknown, also where no go command can be read", async () => {
  const Makefile = "test:\n\tgo test ./...\n\tif go vet\nbroken:\n\tcd a )\n";
  expect(await brokenParts({ Makefile })).toEqual([`Makefile:3 ${cannotRead}`, `Makefile:5 ${cannotRead}`]);
});

test("a recipe line of a megabyte is refused by name", async () => {
  const Makefile = `test:\n\tgo test ./...\n\t${"go vet ./a; ".repeat(90_000)}\n`;
  expect(await brokenParts({ Makefile })).toEqual([
    "Makefile:3 A script of more than N characters is not read",
  ]);
});

test("PowerShell and the expressions of GitLab steps are no broken shell scripts", async () => {
  const found = await brokenParts({
    ".gitlab-ci.yml":
      "test:\n  script:\n    - go test ./...\n    - if (Test-Path C:/Go) { Remove-Item C:/Go }\n    - echo ${{job.NAME}}\n",
    ".github/workflows/ci.yml":
      "on: push\njobs:\n  test:\n    runs-on: windows-latest\n    steps:\n      - run: |\n          go test ./...\n          if ($x) { Write-Host ( }\n",
  });
  expect(found).toEqual([]);
});
