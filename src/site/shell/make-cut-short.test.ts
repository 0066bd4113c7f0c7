import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

test("a recipe that make computes in too many steps is unknown, with its place", async () => {
  const list = "a b c d e f g h i j k l m n o p q r s t";
  const nest = `$(foreach x,${list},$(foreach y,${list},$(foreach z,${list},$(foreach w,${list},$(x)$(y)$(z)$(w)))))`;
  const text = `build:\n\t${nest} go build ./cmd\n`;
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": "module m\n", Makefile: text }));
  const { unknowns, sites } = resolveSites(workspace);
  const all = [...unknowns, ...sites.flatMap((site) => site.unknowns)];
  expect(all.find(({ code }) => code === "too-many-steps")?.at.file).toBe("Makefile");
});
