import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function reasonsOf(bake: string, file = "docker-bake.hcl") {
  const Dockerfile = "ARG GO_VERSION=1.25.1\nFROM golang:${GO_VERSION}\nCOPY . .\nRUN go build .\n";
  const tree = createMemoryTree({
    "go.mod": "module example.com/x\n\ngo 1.25.0\n",
    Dockerfile,
    [file]: bake,
  });
  const { unknowns } = resolveSites(await readWorkspace(tree));
  return unknowns.filter(({ code }) => code === "bake-file").map(({ reason }) => reason);
}

const reason = (file: string): string =>
  `${file} is not read, and it may give GO_VERSION of Dockerfile other values`;

test("a bake file that sets an argument of the Go version is an unknown", async () => {
  const target = 'target "app" {\n  args = {\n    GO_VERSION = "1.26.1"\n  }\n}\n';
  expect(await reasonsOf(target)).toEqual([reason("docker-bake.hcl")]);
  const json = '{"target": {"app": {"args": {"GO_VERSION": "1.26.1"}}}}';
  expect(await reasonsOf(json, "docker-bake.json")).toEqual([reason("docker-bake.json")]);
  const variable = 'variable "GO_VERSION" {\n  default = "1.26.1"\n}\n';
  const passed = 'target "app" {\n  args = {\n    GO_VERSION = GO_VERSION\n  }\n}\n';
  expect(await reasonsOf(variable + passed)).toEqual([reason("docker-bake.hcl")]);
});

test("one that passes on what nobody sets, or other arguments, is none", async () => {
  const passed = 'target "app" {\n  args = {\n    GO_VERSION = GO_VERSION\n  }\n}\n';
  expect(await reasonsOf(`variable "GO_VERSION" {\n  default = null\n}\n${passed}`)).toEqual([]);
  expect(await reasonsOf('target "app" {\n  args = {\n    VERSION = "1"\n  }\n}\n')).toEqual([]);
});
