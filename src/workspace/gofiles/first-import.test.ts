import { expect, test } from "bun:test";
import { readWorkspace } from "../read-workspace.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { firstImport } from "./first-import.ts";

test("finds the import that only one required module can provide, in a file that is always compiled", async () => {
  const workspace = await readWorkspace(
    createMemoryTree({
      "go.mod": "module m\n\ngo 1.25\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/a/sub v1.0.0\n)\n",
      "a_test.go": 'package m\n\nimport _ "example.com/a/one"\n',
      "a_linux.go": 'package m\n\nimport _ "example.com/a/two"\n',
      "tagged.go": '//go:build tools\n\npackage m\n\nimport _ "example.com/a/three"\n',
      "other/go.mod": "module other\n",
      "other/o.go": 'package other\n\nimport _ "example.com/a/four"\n',
      "z.go":
        'package m\n\nimport (\n\t_ "example.com/a/sub/x"\n\t_ "example.com/ab"\n\t_ "example.com/a/five"\n)\n',
    }),
  );
  const [module] = workspace.modules;
  if (!module) throw new Error("no module was read");
  expect(firstImport(module, "example.com/a", workspace)?.path).toBe("example.com/a/five");
  expect(firstImport(module, "example.com/a/sub", workspace)?.path).toBe("example.com/a/sub/x");
  expect(firstImport(module, "example.com/b", workspace)).toBeUndefined();
});
