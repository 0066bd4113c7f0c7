import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";
import { stoppedBuilds } from "./stopped-builds.ts";

async function isElsewhere(makefile: string): Promise<boolean> {
  const files = { "go.mod": "module m\n\ngo 1.25\n", "main.go": "package main\n", Makefile: makefile };
  const workspace = await readWorkspace(createMemoryTree(files));
  const [module] = workspace.modules;
  if (!module) throw new RangeError("no module");
  return stoppedBuilds(module, resolveSites(workspace).sites).areElsewhere;
}

test("a build stops unless it may write, or something before it in its site has written", async () => {
  expect(await isElsewhere("b:\n\tgo build .\n")).toBe(false);
  expect(await isElsewhere("b:\n\tgo build -mod=mod .\n")).toBe(true);
  expect(await isElsewhere("b:\n\tgo mod tidy\n\tgo build .\n")).toBe(true);
  expect(await isElsewhere("b:\n\tgo build .\n\tgo mod tidy\n")).toBe(false);
  expect(await isElsewhere("b:\n\tgo mod tidy\n\tgo build .\nc:\n\tgo test .\n")).toBe(false);
});

test("without any build that files show it is not known, so everybody's stop", async () => {
  expect(await isElsewhere("b:\n\techo nothing\n")).toBe(false);
});
