import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import { copySources } from "./copy-sources.ts";

const files = { "go.mod": "module m\n\ngo 1.26.0\n", "go.sum": "", "lib/go.mod": "", "lib/a/b.go": "" };
const tree = createMemoryTree(files);

describe("a source with wildcards", () => {
  test.each([
    ["go.*", ["go.mod", "go.sum"]],
    ["go.mod*", ["go.mod"]],
    ["*.mod", ["go.mod"]],
    ["go.[ms]*", ["go.mod", "go.sum"]],
    ["go.[^m]*", ["go.sum"]],
    ["go.[a-m]od", ["go.mod"]],
    ["*.*", ["go.mod", "go.sum"]],
    ["go.mo?", ["go.mod"]],
    ["./*/go.mod", ["lib/go.mod"]],
    ["go+*", []],
    ["go.\\m*", ["go.mod"]],
  ])("%s names files as filepath.Match does", (source, paths) => {
    expect(copySources(source, "", tree)?.map(({ path }) => path)).toEqual(paths);
  });

  test("crosses folders by ** with --parents only, which keeps them", () => {
    expect(copySources("**/go.mod", "", tree)?.map(({ below }) => below)).toEqual(["go.mod"]);
    expect(copySources("**/go.mod", "", tree, true)?.map(({ below }) => below)).toEqual([
      "go.mod",
      "lib/go.mod",
    ]);
    expect(copySources("lib/./a/b.go", "", tree, true)?.map(({ below }) => below)).toEqual(["a/b.go"]);
  });

  test("that is malformed or lies elsewhere cannot be told", () => {
    expect(copySources("go.[", "", tree)).toBeUndefined();
    expect(copySources("https://example.com/go.mod", "", tree)).toBeUndefined();
  });
});

async function siteOf(copy: string) {
  const Dockerfile = `FROM golang:1.24.1\nWORKDIR /src\n${copy}\nRUN go mod download\n`;
  const table = resolveSites(await readWorkspace(createMemoryTree({ ...files, Dockerfile })));
  return table.sites[0];
}

describe("a go.mod in an image", () => {
  test.each([
    "COPY go.* ./",
    "COPY go.mod* ./",
    "COPY *.mod ./",
    "COPY go.[ms]* ./",
    "COPY *.* ./",
    "ADD go.mo? /src",
    "COPY go.mod /src",
    "COPY --parents **/go.mod ./",
  ])("is read after %s", async (copy) => {
    expect((await siteOf(copy))?.go.outcome).toBe("refuses");
  });

  test.each([
    "ARG FILES\nCOPY $FILES ./",
    "COPY --from=gen /out /src",
    "COPY go.[ ./",
  ])("may be there after %s", async (copy) => {
    const site = await siteOf(copy);
    expect(site?.go.outcome).toBe("unknown");
    expect(site?.unknowns.map(({ code }) => code)).toContain("go-version");
  });
});
