import { describe, expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { readMakefiles } from "./read-makefiles.ts";

describe("the Makefiles of a tree", () => {
  test("are found by name, not in vendor folders", () => {
    const tree = createMemoryTree({
      Makefile: "a:\n",
      "sub/GNUmakefile": "a:\n",
      "sub/makefile": "a:\n",
      "sub/Makefile.am": "a:\n",
      "vendor/x/Makefile": "a:\n",
      "x.mk": "a:\n",
    });
    expect(readMakefiles(tree).map((makefile) => makefile.file)).toEqual([
      "Makefile",
      "sub/GNUmakefile",
      "sub/makefile",
      "x.mk",
    ]);
  });

  test("take part with what they include, by name, glob, variable and the usual root folders", () => {
    const tree = createMemoryTree({
      Makefile:
        "D := mk\ninclude $(D)/a.mk\n-include none.mk mk/b*.mk\ninclude $(CURDIR)/mk/c.mk\nall: ; echo $(A) $(B) $(C)\n",
      "mk/a.mk": "A = 1\nlint:\n\tgolangci-lint run\n",
      "mk/b1.mk": "B = 2\ninclude mk/a.mk\n",
      "mk/c.mk": "C = 3\n",
      "sub/Makefile": "include ../mk/c.mk\nx: ; echo $(C)\n",
    });
    const [root, sub, ...rest] = readMakefiles(tree);
    expect(rest).toEqual([]);
    expect(root?.includes.map((include) => include.file)).toEqual([
      "mk/a.mk",
      "mk/b1.mk",
      "mk/a.mk",
      "mk/c.mk",
    ]);
    expect(root?.targets.find((target) => target.name === "lint")?.file).toBe("mk/a.mk");
    expect(root?.variables.map((variable) => `${variable.at.file}:${variable.name}`)).toEqual([
      "Makefile:D",
      "mk/a.mk:A",
      "mk/b1.mk:B",
      "mk/a.mk:A",
      "mk/c.mk:C",
    ]);
    expect(root?.problems).toEqual([]);
    const target = root?.targets.find((candidate) => candidate.name === "all");
    const line = target?.recipe[0];
    expect(line && root?.expand(line.text, { target, overrides: new Map() }).text).toBe("echo 1 2 3");
    expect(sub?.includes.map((include) => include.file)).toEqual(["mk/c.mk"]);
  });

  test("may include each other", () => {
    const tree = createMemoryTree({
      Makefile: "include a.mk\n",
      "a.mk": "include b.mk\nA=1\n",
      "b.mk": "include a.mk Makefile\n",
    });
    const [makefile, ...rest] = readMakefiles(tree);
    expect(rest).toEqual([]);
    expect(makefile?.variables.map((variable) => variable.name)).toEqual(["A"]);
  });

  test("say which include they cannot follow", () => {
    const tree = createMemoryTree({ Makefile: "include gone.mk $(X)/y.mk\n-include $(Y) z.mk\n" });
    const [makefile] = readMakefiles(tree);
    expect(makefile?.problems.map((problem) => problem.reason)).toEqual([
      'Cannot find the included file "gone.mk"',
      'Cannot know which file "$(X)/y.mk" names',
    ]);
  });
});

describe("what is no Makefile", () => {
  const read = (text: string) =>
    readMakefiles(createMemoryTree({ Makefile: text })).map(({ targets, problems }) => ({
      targets: targets.length,
      problems: problems.map(({ reason }) => reason),
    }));

  test("a text of which make can read nothing is one unknown instead of thousands", () => {
    expect(read("all: it is noise\nand ~ more\n".repeat(500))).toEqual([
      { targets: 0, problems: ["it is not read as a Makefile: it has 500 lines at which make stops"] },
    ]);
  });

  test("a file of more than two megabytes is not read, and says so", () => {
    expect(read(`all:\n\tgo build\n${"# more\n".repeat(400_000)}`)).toEqual([
      { targets: 0, problems: ["the file has 2800015 bytes, more than the 2097152 that are read"] },
    ]);
  });

  test("a Makefile with some broken lines is read", () => {
    expect(read(`${"and ~ more\n".repeat(5)}all:\n\tgo build\n`)).toMatchObject([{ targets: 1 }]);
  });
});
