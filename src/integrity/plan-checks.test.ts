import { expect, test } from "bun:test";
import { readModuleWorkspace } from "../workspace/read-module-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { planChecks } from "./plan-checks.ts";

const hash = `h1:${"A".repeat(43)}=`;

function plan(files: Readonly<Record<string, string>>) {
  const { modules, folders, vendors } = planChecks(readModuleWorkspace(createMemoryTree(files)));
  return {
    modules: modules.map(
      ({ path, version, sums, vendored }) =>
        `${path} ${version}: ${sums.map(({ line, isGoMod }) => `${line}${isGoMod ? " go.mod" : ""}`).join(", ")}; ${vendored.map(({ packageFolders }) => packageFolders.join("+")).join(", ")}`,
    ),
    folders: folders.map(({ source }) => source),
    paths: vendors.flatMap(({ paths }) => paths),
  };
}

test("every line of go.sum and every vendored module is planned", () => {
  const { modules, paths } = plan({
    "go.mod": "module m\n\ngo 1.22\n\nrequire a.test/x v1.0.0\n",
    "go.sum": `a.test/x v1.0.0 ${hash}\na.test/x v1.0.0/go.mod ${hash}\nb.test/y v2.0.0+incompatible/go.mod ${hash}\n`,
    "vendor/modules.txt": "# a.test/x v1.0.0\n## explicit\na.test/x\na.test/x/sub\n",
  });
  expect(modules).toEqual(["a.test/x v1.0.0: 1, 2 go.mod; +sub", "b.test/y v2.0.0+incompatible: 3 go.mod; "]);
  expect(paths).toEqual(["a.test/x"]);
});

test("a module that is listed without packages owns no file: a workspace lists lower versions, too", () => {
  const { modules, paths } = plan({
    "go.work": "go 1.22\n\nuse ./a\nuse ./b\n",
    "a/go.mod": "module a\n\ngo 1.22\n\nrequire a.test/x v1.0.0\n",
    "b/go.mod": "module b\n\ngo 1.22\n\nrequire a.test/x v1.1.0\n",
    "vendor/modules.txt":
      "## workspace\n# a.test/x v1.0.0\n## explicit\n# a.test/x v1.1.0\n## explicit\na.test/x\n# b.test/unused v1.0.0\n## explicit\n",
  });
  expect(modules).toEqual(["a.test/x v1.1.0: ; "]);
  expect(paths).toEqual(["a.test/x"]);
});

test("a replacement by a module is checked under its own name, one by a folder against the folder", () => {
  const { modules, folders, paths } = plan({
    "m/go.mod":
      "module m\n\ngo 1.22\n\nrequire (\n\ta.test/x v1.0.0\n\tb.test/y v1.0.0\n)\n\nreplace a.test/x => fork.test/x v1.0.1\n\nreplace b.test/y => ./y\n",
    "m/vendor/modules.txt":
      "# a.test/x v1.0.0 => fork.test/x v1.0.1\n## explicit\na.test/x\n# b.test/y v1.0.0 => ./y\n## explicit\nb.test/y\n",
  });
  expect(modules).toEqual(["fork.test/x v1.0.1: ; "]);
  expect(folders).toEqual(["m/./y"]);
  expect(paths.toSorted()).toEqual(["a.test/x", "b.test/y"]);
});
