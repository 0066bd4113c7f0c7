import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** `site: command, command`. */
async function commandsOf(files: Record<string, string>): Promise<readonly string[]> {
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", ...files });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.map(({ id, commands }) => `${id}: ${commands.map(({ text }) => text).join(", ")}`);
}

test("a pattern rule that no target asks for is a site, one that a target asks for belongs to it", async () => {
  const Makefile = `all: ledger.wasm
%.wasm:
	GOOS=wasip1 go build -o $@ .
%.so:
	go build -buildmode=plugin -o $@ .
.bin/lint:
	go install example.com/lint
`;
  expect(await commandsOf({ Makefile })).toEqual([
    "Makefile/all: GOOS=wasip1 go build -o ledger.wasm .",
    "Makefile/.bin/lint: go install example.com/lint",
    "Makefile/%.so: go build -buildmode=plugin -o $@ .",
  ]);
});

test("a script that runs a function by a given name may run any of its functions", async () => {
  const script = `#!/bin/bash
verify() { go vet ./...; }
build() { go build ./...; }
build
"$@"
`;
  expect(await commandsOf({ "hack.sh": script })).toEqual(["hack.sh: go build ./..., go vet ./..."]);
  expect(await commandsOf({ "hack.sh": script.replace('"$@"\n', "") })).toEqual(["hack.sh: go build ./..."]);
});

test("a go wrapper of the tree is the site's go, and which Go it picks is unknown", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    "tool/go": '#!/bin/sh\nexec "$HOME/sdk/go/bin/go" "$@"\n',
    Makefile: "test:\n\t./tool/go test ./...\n",
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  const site = sites.find(({ id }) => id === "Makefile/test");
  expect(site?.commands.map(({ text, subcommand }) => [text, subcommand])).toEqual([
    ["./tool/go test ./...", "test"],
  ]);
  expect(site?.go.why[0]?.text).toBe(
    "the installed Go is not known: tool/go of this repository chooses which Go runs",
  );
});

test("what of a script cannot be read is unknown, also when no go command is left", async () => {
  const script = "#!/bin/bash\ncoproc W { go build ./...; }\n";
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", "hack.sh": script });
  const { sites, unknowns } = resolveSites(await readWorkspace(tree));
  expect(sites).toEqual([]);
  expect(unknowns.map(({ code, at }) => [code, at.file])).toEqual([["broken-script", "hack.sh"]]);
});
