import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { sourceFromText } from "../../text/source-file.ts";
import { parseMakefile } from "./parse-makefile.ts";

/** Makefiles whose target `all` make refuses to run, and such that only look alike. */
const cases: readonly { readonly name: string; readonly text: string; readonly stops: boolean }[] = [
  { name: "itself", text: "A = $(A)\nall:\n\t@echo $(A)\n", stops: true },
  { name: "itself behind a text", text: "A = a\nA += $(A)\nall:\n\t@echo $(A)\n", stops: true },
  { name: "each other", text: "A = $(B)\nB = x $(A)\nall:\n\t@echo $(A:x=y)\n", stops: true },
  { name: "itself in its own loop", text: "A = $(foreach x,1 2,$(A))\nall:\n\t@echo $(A)\n", stops: true },
  { name: "itself in a text that is printed", text: "A = $(info $(A))\nall:\n\t@echo $(A)\n", stops: true },
  { name: "itself in a later line", text: "A = $(A)\nall:\n\t@echo a\n\t-@echo $(A)\n", stops: true },
  { name: "the target's own", text: "A = a\nall: A = $(A) b\nall:\n\t@echo $(A)\n", stops: true },
  { name: "while reading", text: "A = $(A)\nB := $(A)\nall:\n\t@echo a\n", stops: true },
  { name: "in a condition", text: "A = $(A)\nifeq ($(A),a)\nendif\nall:\n\t@echo a\n", stops: true },
  { name: "in a prerequisite", text: "A = $(A)\nall: $(A)\n\t@echo a\n", stops: true },
  {
    name: "a call's own name",
    text: "f = $(if $(1),$(call f,))end\nall:\n\t@echo $(call f,x)\n",
    stops: false,
  },
  {
    name: "one that evaluates itself first",
    text: "X = $(eval X := $(shell echo 1))$(X)\nall:\n\t@echo $(X)\n",
    stops: false,
  },
  {
    name: "one that evaluates another name first",
    text: "X = $(eval Y := 1)$(X)\nall:\n\t@echo $(X)\n",
    stops: true,
  },
  { name: "a branch not taken", text: "A = $(if ,$(A))fine\nall:\n\t@echo $(A)\n", stops: false },
  { name: "an unused one", text: "A = $(A)\nall:\n\t@echo a\n", stops: false },
  { name: "a loop variable", text: "A = $(foreach A,1,$(A))\nall:\n\t@echo $(A)\n", stops: false },
  { name: "or, decided before", text: "A = $(or x,$(A))\nall:\n\t@echo $(A)\n", stops: false },
  { name: "an immediate value", text: "A = a\nA := $(A) b\nall:\n\t@echo $(A)\n", stops: false },
];

function stopsHere(text: string): boolean {
  const makefile = parseMakefile(sourceFromText({ path: "Makefile", text }));
  const [target] = makefile.targets;
  const scope = { target, overrides: new Map<string, string>() };
  return (
    makefile.stops !== undefined ||
    (target?.recipe ?? []).some((line) => makefile.expand(line.text, scope).recursive !== undefined)
  );
}

describe("a variable that refers to itself", () => {
  for (const { name, text, stops } of cases) {
    test(`${stops ? "stops make" : "is none"}: ${name}`, () => expect(stopsHere(text)).toBe(stops));
  }

  test.skipIf(Bun.which("make") === null)("stops the real make in the same Makefiles", () => {
    const answers = cases.map(({ text }) => {
      const { stderr } = Bun.spawnSync(["make", "-s", "-f", "-"], {
        stdin: new TextEncoder().encode(text),
        env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
      });
      return stderr.toString().includes("references itself");
    });
    expect(answers).toEqual(cases.map(({ stops }) => stops));
  });
});
