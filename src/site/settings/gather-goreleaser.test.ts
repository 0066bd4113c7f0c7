import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const builds = "builds:\n  - id: ledger\n    goos: [linux]\n    goarch: [amd64]\n";

/** A job that runs goreleaser with a Go and arguments. */
function job(id: string, go: string, args: string): string {
  return `  ${id}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: "${go}"
      - uses: goreleaser/goreleaser-action@v6
        with:
          args: ${args}
`;
}

/** The Go of each goreleaser build. */
async function gos(configs: readonly string[], jobs: readonly string[]): Promise<unknown> {
  const files: Record<string, string> = {
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    ".github/workflows/release.yml": `on: push\njobs:\n${jobs.join("")}`,
  };
  for (const file of configs) files[file] = builds;
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  const found = sites.filter(({ kind }) => kind === "goreleaser-build");
  return Object.fromEntries(found.map(({ id, go }) => [id, go.installed?.version]));
}

test("a build takes the Go of the job that runs its configuration", async () => {
  const jobs = [
    job("release", "1.25", "release --clean"),
    job("nightly", "1.26", "release -f nightly.goreleaser.yml"),
  ];
  expect(await gos([".goreleaser.yml"], jobs)).toEqual({ ".goreleaser.yml/ledger": "1.25" });
});

test("jobs with different Gos for one configuration leave it open, as does a configuration that no job names", async () => {
  const jobs = [job("release", "1.25", "release --clean"), job("snapshot", "1.26", "release --snapshot")];
  expect(await gos([".goreleaser.yml"], jobs)).toEqual({ ".goreleaser.yml/ledger": undefined });
  const same = [job("release", "1.25", "release"), job("snapshot", "1.25", "release --snapshot")];
  expect(await gos([".goreleaser.yml", ".goreleaser.common.yml"], same)).toEqual({
    ".goreleaser.yml/ledger": "1.25",
    ".goreleaser.common.yml/ledger": undefined,
  });
});

/** The go commands of a configuration: text, GOOS/GOARCH, cgo, tags and folder. */
async function commandsOf(config: string): Promise<readonly string[]> {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    "api/go.mod": "module example.com/ledger/api\n\ngo 1.24.0\n",
    ".goreleaser.yml": config,
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  const text = (value: { kind: string; text?: string }) => (value.kind === "known" ? value.text : "?");
  return sites
    .filter(({ kind }) => kind === "goreleaser-build")
    .flatMap(({ commands }) =>
      commands.map(
        ({ text: written, goos, goarch, cgo, tags, folder }) =>
          `${written} | ${text(goos)}/${text(goarch)} ${cgo.value} [${tags.value}] ${text(folder)}`,
      ),
    );
}

const one = "builds:\n  - id: ledger\n    goos: [linux]\n    goarch: [amd64]\n    env: [CGO_ENABLED=0]\n";

test("hooks are words that are started, not shell", async () => {
  const hooks = [
    "go vet -tags=a ./... && go test ./...",
    "GOOS=js go generate ./...",
    "go vet -tags=$TAGS",
    "export GOOS=js",
    "eval go vet",
    "sh -c 'GOOS=js GOARCH=wasm go vet -tags=b && go vet -tags=c'",
    "'time' go vet -tags=d",
    "go vet $(go env GOOS",
  ];
  const list = hooks.map((hook) => `    - ${JSON.stringify(hook)}\n`).join("");
  const found = await commandsOf(`before:\n  hooks:\n${list}${one}`);
  expect(found.map((line) => line.replace(/ (?:on|off|unknown) /, " "))).toEqual([
    "go vet -tags=a ./... | ?/? [a] ",
    "go vet '-tags=$TAGS' | ?/? [$TAGS] ",
    "GOOS=js GOARCH=wasm go vet -tags=b | js/wasm [b] ",
    "go vet -tags=c | ?/? [c] ",
    "'time' go vet -tags=d | ?/? [d] ",
    "go build (linux/amd64) | linux/amd64 [] ",
  ]);
});

test("a hook of a build has its environment, its folder and its own variables", async () => {
  const hook =
    "    hooks:\n      pre:\n        - cmd: go vet .\n          dir: api\n          env: [GOFLAGS=-tags=x]\n";
  expect(await commandsOf(one + hook)).toEqual([
    "go build (linux/amd64) | linux/amd64 off [] ",
    "go vet . | ?/? off [x] api",
  ]);
});

test("go_first_class is a list of targets", async () => {
  const found = await commandsOf(
    "builds:\n  - id: x\n    env: [CGO_ENABLED=0]\n    targets: [go_first_class, linux_amd64, js_wasm]\n",
  );
  expect(found.map((line) => /\((.*)\)/.exec(line)?.[1])).toEqual([
    "darwin/amd64",
    "darwin/arm64",
    "linux/386",
    "linux/amd64",
    "linux/arm",
    "linux/arm64",
    "windows/386",
    "windows/amd64",
    "js/wasm",
  ]);
});

test("a template for the go binary leaves its Go open, another command is shown as it is", async () => {
  const config = `${one}    gobinary: '{{ envOrDefault "GB" "go" }}'\n    command: test\n`;
  const files = { "go.mod": "module example.com/ledger\n\ngo 1.24.0\n", ".goreleaser.yml": config };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  const [command] = sites.find(({ kind }) => kind === "goreleaser-build")?.commands ?? [];
  expect(command?.text).toBe('{{ envOrDefault "GB" "go" }} test (linux/amd64)');
  expect([command?.subcommand, command?.arguments.map(({ text }) => text)]).toEqual(["test", ["-c", "."]]);
  expect(command?.go.why.map(({ text }) => text).join(" ")).toContain("goreleaser fills in");
});

test("a program that is not go is said to be open", async () => {
  const files = {
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    ".goreleaser.yml": `${one}    tool: ./xgo.sh\n`,
  };
  const { unknowns } = resolveSites(await readWorkspace(createMemoryTree(files)));
  expect(unknowns.map(({ reason }) => reason)).toContain(
    "goreleaser builds with ./xgo.sh: what it runs is not followed",
  );
});
