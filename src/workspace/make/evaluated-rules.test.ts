import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { sourceFromText } from "../../text/source-file.ts";
import type { Makefile } from "./model.ts";
import { parseMakefile } from "./parse-makefile.ts";

function parse(text: string): Makefile {
  return parseMakefile(sourceFromText({ path: "Makefile", text }));
}

/** Targets with their recipes, expanded. */
function rulesOf(makefile: Makefile): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    makefile.targets.map((target) => [
      target.name,
      target.recipe.map((line) => makefile.expand(line.text, { target, overrides: new Map() }).text),
    ]),
  );
}

const reasons = ({ problems }: Makefile): readonly string[] => problems.map(({ reason }) => reason);

const template = `BINS := a b
GO = go
define binary
.PHONY: dist/$(1)
dist/$(1): export GOOS = $(2)
dist/$(1): $$(SRC) | dist # why
	@$(GO) build \\
	  -o $$@ ./cmd/$(1)
BUILT += $(1)
ifeq ($(1),b)
b-only: dist/b
	$$(GO) vet
endif
endef
$(foreach bin,$(BINS),$(eval $(call binary,$(bin),linux)))
`;

describe("rules that eval makes", () => {
  test("are rules like any other, with what they assign and mark", () => {
    const makefile = parse(template);
    expect(rulesOf(makefile)).toEqual({
      "dist/a": ["go build -o dist/a ./cmd/a"],
      "dist/b": ["go build -o dist/b ./cmd/b"],
      "b-only": ["go vet"],
    });
    const [first] = makefile.targets;
    expect([first?.prerequisites, first?.orderOnly, first?.isPhony]).toEqual([["$(SRC)"], ["dist"], true]);
    expect(makefile.defaultGoal).toBe("dist/a");
    expect(makefile.variables.filter(({ name }) => name === "BUILT")).toHaveLength(2);
    expect(makefile.variables.filter(({ name, target }) => name === "GOOS" && target)).toHaveLength(2);
    expect(makefile.problems).toEqual([]);
  });

  test("stand in the lines of their template", () => {
    for (const target of parse(template).targets.slice(0, 2)) {
      expect(template.slice(target.nameSpan.start, target.nameSpan.end)).toBe("dist/$(1)");
      const [line] = target.recipe;
      expect(line?.span.start).toBe(template.indexOf("$(GO) build"));
      expect(line?.span.end).toBe(template.indexOf("\nBUILT"));
      expect(line?.text.fileOffset(line.text.text.indexOf("./cmd"))).toBe(template.indexOf("./cmd"));
    }
  });

  test("may come from an included file, which is then theirs", () => {
    const source = sourceFromText({ path: "Makefile", text: "include t.mk\n$(eval $(call t,x))\n" });
    const included = sourceFromText({ path: "t.mk", text: "# a\ndefine t\n$(1):\n\tgo vet\nendef\n" });
    const { targets } = parseMakefile(source, { find: () => [included] });
    expect(targets.map(({ name, file, nameSpan }) => [name, file, nameSpan.start])).toEqual([
      ["x", "t.mk", included.text.indexOf("$(1)")],
    ]);
  });

  test("are conditional where the line is, and where the template says so", () => {
    const inside = "ifdef UNKNOWN\n$(eval $(call t,x))\nendif\n";
    const { targets } = parse(`define t\n$(1):\n\tgo vet\nendef\n${inside}$(eval $(call t,y))\n`);
    expect(targets.map(({ name, recipe }) => [name, recipe[0]?.isConditional])).toEqual([
      ["x", true],
      ["y", false],
    ]);
    const stray = parse("define t\nendif\nx:\n\tgo vet\nendef\nifdef UNKNOWN\n$(eval $(t))\nelse\nendif\n");
    expect(reasons(stray)).not.toContain("else without a condition");
  });

  test("that depend on what nobody knows are a problem of their line", () => {
    const define = "define t\n$(1):\n\tgo vet\nendef\n";
    for (const line of [
      "$(foreach x,$(shell ls),$(eval $(call t,$(x))))",
      "$(foreach x,$(NOBODY),$(eval $(call t,$(x))))",
      "$(eval $(call $(NOBODY),x))",
      "$(if $(shell a),$(eval $(call t,x)))",
      "$(foreach x,a,$(eval y: ; echo $(if $(NOBODY),$(x))))",
      "$(call t,x)",
    ]) {
      const makefile = parse(`${define}${line}\n`);
      expect([line, makefile.targets.length, reasons(makefile)]).toEqual([
        line,
        0,
        ["Make computes rules or variables here"],
      ]);
      expect(makefile.problems[0]?.span.start).toBeGreaterThanOrEqual(define.length);
    }
    expect(reasons(parse("X := $(eval a: ; go vet)\n"))).toEqual(["Make computes rules or variables here"]);
  });

  test("are bounded in count, in depth and in size, and a limit is a problem", () => {
    const list = Array.from({ length: 60 }, (_, index) => `n${index}`).join(" ");
    const many = parse(
      `define t\n$(1):\n\tgo vet\nendef\nL = ${list}\n$(foreach x,$(L),$(foreach y,$(L),$(eval $(call t,$(x)$(y)))))\n`,
    );
    expect(many.targets.length).toBeLessThanOrEqual(2_000);
    expect(many.problems.some(({ isLimit }) => isLimit)).toBe(true);
    const deep = parse("define t\n$(1): ; go vet\n$$(eval $$(call t,$(1)x))\nendef\n$(eval $(call t,a))\n");
    expect(deep.targets.length).toBeLessThan(10);
    expect(deep.problems.some(({ isLimit }) => isLimit)).toBe(true);
    const self = parse("define t\n$(call t,$(1)x)$(eval $(1): ; go vet)\nendef\n$(call t,a)\n");
    expect(self.problems.some(({ isLimit }) => isLimit)).toBe(true);
    const wide = parse(
      `define t\n${"x".repeat(5_000)}$(1): ; go\nendef\n$(foreach x,$(L),$(eval $(call t,$(x))))\n`,
    );
    expect(wide.targets).toEqual([]);
    const size = parse(
      `define t\n${"x".repeat(60_000)}$(1): ; go\nendef\n$(foreach x,${list},$(eval $(call t,$(x))))\n`,
    );
    expect(size.targets.length).toBeLessThan(20);
    expect(size.problems.some(({ isLimit }) => isLimit)).toBe(true);
  });
});

test("an eval in the recipe of .DEFAULT runs with the recipe, not while make reads", () => {
  const makefile = parse(".DEFAULT:\n\t$(eval DONE := yes)\nall:\n\tgo vet $(DONE)\n");
  expect(makefile.targets.map(({ name }) => name)).toEqual(["all"]);
  expect(makefile.variables).toEqual([]);
});

test.skipIf(Bun.which("make") === null)("make -n prints the same recipes for the rules of eval", () => {
  const goals = ["dist/a", "dist/b", "b-only"];
  const { stdout, exitCode } = Bun.spawnSync(["make", "-n", "-f", "-", ...goals], {
    stdin: new TextEncoder().encode(`${template}dist: ;\n`),
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
  });
  expect(exitCode).toBe(0);
  const rules = rulesOf(parse(template));
  expect(stdout.toString()).toBe(`${goals.flatMap((goal) => rules[goal] ?? []).join("\n")}\n`);
});
