import { expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { isSubmodule } from "./is-submodule.ts";

test("a folder in a submodule is one, a neighbour with a longer name is not", () => {
  const tree = createMemoryTree({
    ".gitmodules": '[submodule "fork"]\n\tpath = third_party/fork\n\turl = ../fork.git\n',
  });
  expect(isSubmodule(tree, "third_party/fork")).toBe(true);
  expect(isSubmodule(tree, "third_party/fork/sub")).toBe(true);
  expect(isSubmodule(tree, "third_party/fork2")).toBe(false);
  expect(isSubmodule(createMemoryTree({}), "third_party/fork")).toBe(false);
});
