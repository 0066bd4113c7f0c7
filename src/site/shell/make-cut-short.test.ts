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

async function tableOf(text: string): Promise<ReturnType<typeof resolveSites>> {
  return resolveSites(await readWorkspace(createMemoryTree({ "go.mod": "module m\n", Makefile: text })));
}

test("a recipe with a variable that refers to itself runs no command, and says so", async () => {
  const { sites, unknowns } = await tableOf(
    "A = $(B)\nB = $(A)\nall: dep\n\tgo vet ./...\n\tgo build -tags '$(A)'\ndep:\n\tgo generate ./...\n",
  );
  expect(sites.flatMap(({ commands }) => commands.map(({ text }) => text))).toEqual(["go generate ./..."]);
  expect(new Set(unknowns.map(({ reason }) => reason))).toContain(
    "make stops: its variable A refers to itself",
  );
});

test("what make cannot read to its end runs nothing, unless its command line gives the variable", async () => {
  const text = "A = $(A)\nB := $(A)\nall:\n\t$(MAKE) other A=1\nother:\n\tgo build ./...\n";
  const { sites, unknowns } = await tableOf(text);
  expect(sites).toEqual([]);
  expect(unknowns.length).toBeGreaterThan(0);
  const ci = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make other A=1\n";
  const workspace = await readWorkspace(
    createMemoryTree({ "go.mod": "module m\n", Makefile: text, ".github/workflows/a.yml": ci }),
  );
  const commands = resolveSites(workspace).sites.flatMap((site) => site.commands);
  expect(commands.map((command) => command.text)).toEqual(["go build ./..."]);
});

const twenty = "a b c d e f g h i j k l m n o p q r s t";
const explosion = `$(foreach x,${twenty},$(foreach y,${twenty},$(foreach z,${twenty},$(foreach w,${twenty},$(x)$(y)$(z)$(w)))))`;
const tooLong: readonly (readonly [string, string])[] = [
  ["an exported variable", `export A = ${explosion}\nall:\n\tgo build ./...\n`],
  ["an immediate value", `A := ${explosion}\nall:\n\tgo build -tags '$(A)'\n`],
  ["a prerequisite", `all: ${explosion}\n\tgo build ./...\n`],
  ["a text of several lines", `define A\n${explosion}\nendef\nall:\n\tgo build ./... && echo '$(A)'\n`],
  ["a variable of a target", `all: A := ${explosion}\nall:\n\tgo build -tags '$(A)'\n`],
  ["a condition", `ifeq (${explosion},a)\nendif\nall:\n\tgo build ./...\n`],
  ["calls in calls", "f = $(call f,$(1)x)\nall:\n\tgo build $(call f,)\n"],
];

for (const [name, text] of tooLong) {
  test(`${name} that make computes in too many steps is unknown`, async () => {
    const { unknowns } = await tableOf(text);
    expect(unknowns.map(({ code, at }) => [code, at.file])).toContainEqual(["too-many-steps", "Makefile"]);
  });
}
