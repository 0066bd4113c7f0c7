import { expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { moduleFileAt } from "./module-file-at.ts";

test("a go.mod is found through links that stay in the tree", () => {
  const links = { link: "./real", twice: "link", out: "../elsewhere", "b/back": "../real" };
  const tree = createMemoryTree({ "real/go.mod": "module m\n", "go.mod": "module r\n" }, { links });
  expect(moduleFileAt(tree, "")).toBe("go.mod");
  expect(moduleFileAt(tree, "real")).toBe("real/go.mod");
  expect(moduleFileAt(tree, "link")).toBe("real/go.mod");
  expect(moduleFileAt(tree, "twice")).toBe("real/go.mod");
  expect(moduleFileAt(tree, "b/back")).toBe("real/go.mod");
  expect(moduleFileAt(tree, "out")).toBeUndefined();
  expect(moduleFileAt(tree, "none")).toBeUndefined();
});
