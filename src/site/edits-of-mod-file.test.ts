import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

/** Why the Go of the script's last command is not known; undefined where it is. */
async function doubtAfter(script: string): Promise<string | undefined> {
  const tree = createMemoryTree({
    "go.mod": "module example.com/m\n\ngo 1.25.0\n",
    "tools/lint/go.mod": "module example.com/m/tools/lint\n\ngo 1.25.0\n",
    ".github/workflows/ci.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@v6
        with:
          go-version: 1.25.0
      - run: |
${script.replace(/^/gm, "          ")}
          go build ./...
`,
  });
  const { sites } = await resolveSites(await readWorkspace(tree));
  return /what \S+ asks for is not known/.exec(JSON.stringify(sites.map(({ go }) => go)))?.[0];
}

const copy = 'cp "$FILE" "$target"';

for (const [script, isOpen] of [
  [copy, true],
  [`target="$(mktemp -d)/serving/HEAD/install"\n${copy}`, false],
  [`target="$BASE/serving/HEAD"/install\nf() { local there="$target"; cp "$FILE" "$there"; }; f`, false],
  // A folder of the tree, the folder of the checkout, a name that a checkout may have.
  [`target="$BASE/tools/lint"\n${copy}`, true],
  [`target="$BASE/somewhere/tools/lint/go.mod"\n${copy}`, false],
  [`target="$BASE/tools/lint/go.mod"\n${copy}`, true],
  [`target="$BASE/install"\n${copy}`, true],
  [`target="$BASE/install/.."\n${copy}`, true],
  // What else may be done to the name.
  [`target="$BASE/serving/HEAD/install"\ntarget="\${target%/HEAD/*}"\n${copy}`, true],
  [`target="$BASE/serving/HEAD/install"\ntarget+=$MORE\n${copy}`, true],
  [`target="$BASE/serving/HEAD/install"\nif [ -n "$X" ]; then target=$X; fi\n${copy}`, true],
  [`if [ -n "$X" ]; then target=$X; else target="$BASE/serving/HEAD/install"; fi\n${copy}`, true],
  [`target="$BASE/serving/HEAD/install"\ncp "$FILE" "$target$MORE"`, true],
] as const) {
  test(`a copy of a file that nobody names: ${script.replaceAll("\n", "; ")}`, async () => {
    expect((await doubtAfter(script)) !== undefined).toBe(isOpen);
  });
}

const update = 'update() { sed s/a/b/ "$1" > "$1.part"; mv -f "$1.part" "$1"; }';

for (const [script, isOpen] of [
  [`${update}\nupdate "$DIR/completion.bash"\nupdate "$DIR/key-bindings.zsh"`, false],
  [`${update}\nupdate "$DIR/completion.bash"\nupdate "$DIR/go.mod"`, true],
  [`${update}\nupdate "$DIR/go.work"`, true],
  [`${update}\nupdate "$FILE"`, true],
  ['mv "$DIR/all.tar" "$DIR"/tools', true],
  ['mv "$TEMP/example.com" "$DIR/example.com"', true],
  ['cp "$FILE" "$DIR/notes.txt"', true],
] as const) {
  test(`a file whose name ends in known text is moved: ${script.replaceAll("\n", "; ")}`, async () => {
    expect((await doubtAfter(script)) !== undefined).toBe(isOpen);
  });
}
