import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** What bash says of the condition, and what the walk of a script makes of it. */
function bash(condition: string): string {
  const script = `N=0 S=abc E=; if ${condition}; then echo 1; else echo 0; fi`;
  return Bun.spawnSync(["bash", "-c", script]).stdout.toString().trim();
}

async function cgoOf(script: string): Promise<string | undefined> {
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", "a.sh": script });
  return resolveSites(await readWorkspace(tree)).sites[0]?.cgo.value;
}

const setting = (condition: string): string =>
  `N=0 S=abc E=\nif ${condition}; then C=1; else C=0; fi\nCGO_ENABLED=$C go build .\n`;

describe("a comparison of known texts takes the branch that bash takes:", () => {
  test.each([
    '[ "$N" -eq 0 ]',
    '[ "${N:-1}" -ne 0 ]',
    '[ "$S" = abc ]',
    'test "$S" != abc',
    "[[ $S == abd ]]",
    '[ -z "$E" ]',
    '[ -n "$E" ]',
    "[[ -n $E ]]",
    '! [ "$N" -gt 3 ]',
    '[ "${N}" -le 0 ]',
  ])("%s", async (condition) => {
    expect(await cgoOf(setting(condition))).toBe(bash(condition) === "1" ? "on" : "off");
  });
});

test.each([
  '[ "$OTHER" = x ]',
  "[ -f go.mod ]",
  "[[ $S == a* ]]",
  '[ "$N" -eq 0 ] && [ -f x ]',
  "make -q",
])("%s decides nothing", async (condition) => {
  expect(await cgoOf(setting(condition))).toBe("unknown");
});

test("a condition in a loop whose passes are not written decides nothing", async () => {
  const inLoop = (loop: string): string =>
    `N=0\nC=0\n${loop}; do if [ "$N" -eq 1 ]; then C=1; fi; N=$((N+1)); done\nCGO_ENABLED=$C go build .\n`;
  expect(await cgoOf(inLoop("while read -r line"))).toBe("unknown");
  expect(await cgoOf(inLoop("for file in *.txt"))).toBe("unknown");
  const words = 'C=0\nfor w in a b; do if [ "$w" = b ]; then C=1; fi; done\nCGO_ENABLED=$C go build .\n';
  expect(await cgoOf(words)).toBe("on");
});

test("the commands of a branch that is not taken are still commands", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    "a.sh": "N=0\nif [ $N -eq 1 ]; then go vet .; fi\ngo build .\n",
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  expect(site?.commands.map(({ subcommand, isConditional }) => `${subcommand} ${isConditional}`)).toEqual([
    "vet true",
    "build false",
  ]);
});
