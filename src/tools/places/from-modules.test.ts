import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { placesOfModules } from "./from-modules.ts";

async function declared(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const workspace = await readWorkspace(createMemoryTree(files));
  return placesOfModules(workspace).map(({ tool, place }) => `${tool.name} ${place.declared}`);
}

const toolsGo = (path: string): string => `//go:build tools\n\npackage tools\n\nimport _ "${path}"\n`;

test("a nested module is not in the module around it", async () => {
  const path = "google.golang.org/grpc/cmd/protoc-gen-go-grpc";
  const files = {
    "go.mod": "module example.com/a\n\ngo 1.22\n\nrequire google.golang.org/grpc v1.75.0\n",
    "tools.go": toolsGo(path),
  };
  expect(await declared(files)).toEqual(["protoc-gen-go-grpc go.mod requires no module of it"]);
  const own = `${files["go.mod"]}\nrequire ${path} v1.5.1\n`;
  expect(await declared({ ...files, "go.mod": own })).toEqual(["protoc-gen-go-grpc v1.5.1"]);
});

test("a replacement decides, and a folder has no release", async () => {
  const path = "golang.org/x/tools/cmd/stringer";
  const mod = "module example.com/a\n\ngo 1.22\n\nrequire golang.org/x/tools v0.38.0\n";
  const tools = { "tools.go": toolsGo(path) };
  expect(await declared({ ...tools, "go.mod": mod })).toEqual(["stringer v0.38.0"]);
  const other = `${mod}\nreplace golang.org/x/tools => example.com/fork/tools v0.30.0\n`;
  expect(await declared({ ...tools, "go.mod": other })).toEqual(["stringer v0.30.0"]);
  const folder = `${mod}\nreplace golang.org/x/tools => ./tools\n`;
  expect(await declared({ ...tools, "go.mod": folder })).toEqual(["stringer the folder ./tools"]);
});

test("packages of tools.go that are no commands, and the repository's own, are no tools", async () => {
  const mod = "module example.com/a\n\ngo 1.22\n\nrequire k8s.io/code-generator v0.30.0\n";
  expect(await declared({ "go.mod": mod, "tools.go": toolsGo("k8s.io/code-generator") })).toEqual([]);
  expect(await declared({ "go.mod": mod, "tools.go": toolsGo("example.com/a/cmd/gen") })).toEqual([]);
});

test("bingo names the package behind the requirement", async () => {
  const mod =
    "module _ // Auto generated\n\ngo 1.22\n\nrequire github.com/golangci/golangci-lint/v2 v2.4.0 // cmd/golangci-lint\n";
  expect(await declared({ "go.mod": "module example.com/a\n", ".bingo/golangci-lint.mod": mod })).toEqual([
    "golangci-lint v2.4.0",
  ]);
});
