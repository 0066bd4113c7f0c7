import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** `subcommand: version; folder; cgo; GOOS/GOARCH` of each go command. */
async function commandsOf(files: Record<string, string>): Promise<readonly string[]> {
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", ...files });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.flatMap(({ commands }) =>
    commands.map((command) => {
      const text = (value: typeof command.folder): string => (value.kind === "known" ? value.text : "?");
      const platform = `${text(command.goos)}/${text(command.goarch)}`;
      return `${command.subcommand}: ${command.go.version ?? command.go.range}; [${text(command.folder)}]; ${command.cgo.value}; ${platform}`;
    }),
  );
}

test("a command of docker run sees the image's Go, the mounted folders and the given variables only", async () => {
  const script = `export CGO_ENABLED=1
docker run --rm -it -v "$PWD:/src" -w /src/cmd --platform linux/arm64 -e CGO_ENABLED=0 golang:1.25.3-alpine go build ./...
docker run -v $(git rev-parse --show-toplevel)/api:/api --workdir=/api golang:1.25.3 sh -c 'GOOS=windows go vet ./...'
docker run golang:1.25.3 go test ./...
docker run --rm -e CGO_ENABLED alpine sh
`;
  expect(await commandsOf({ "ci.sh": script })).toEqual([
    "build: 1.25.3; [cmd]; off; linux/arm64",
    "vet: 1.25.3; [api]; off; windows/?",
    "test: 1.25.3; [?]; on; linux/?",
  ]);
});

test("options that come from the caller are options, those that nobody knows leave the command alone", async () => {
  const Makefile = `release: ; DOCKER_OPTS='--env GOOS=linux --env GOARCH=ppc64le' $(MAKE) build
build: ; docker run --mount type=bind,src="$(shell pwd)",dst=/s -w /s $(DOCKER_OPTS) golang:1.25.3 go build $(RACE) -trimpath .
other: ; docker run $(shell cat options) golang:1.25.3 go vet .
`;
  expect(await commandsOf({ Makefile })).toEqual(["build: 1.25.3; []; unknown; linux/ppc64le"]);
});

test("a case runs the arm of its subject, where that is known", async () => {
  const files = {
    Makefile: "all: ; ./x.sh lint\n",
    "x.sh": "case $1 in\nbuild|b) go build ;;\nlint) go vet ;;\n*) go test ;;\nesac\n",
  };
  expect(await commandsOf(files)).toEqual(["vet: >=1.25.0; []; on; ?/?"]);
});

test("an argument that nobody knows chooses no arm of a case", async () => {
  const files = {
    "a.sh": "./x.sh $(date)\n",
    "x.sh": "#!/bin/sh\ncase $1 in\nlint) go vet ;;\n*) go test ;;\nesac\n",
  };
  expect(await commandsOf(files)).toEqual(["vet: >=1.25.0; []; on; ?/?", "test: >=1.25.0; []; on; ?/?"]);
});

/** `line: reason` of the commands that nobody follows. */
async function notFollowed(script: string): Promise<readonly string[]> {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    Makefile: "build:\n\tgo build ./...\n",
    "ci.sh": script,
  });
  const { unknowns } = resolveSites(await readWorkspace(tree));
  return unknowns.flatMap(({ at, code, reason }) =>
    code === "not-followed" && at.file === "ci.sh"
      ? [`${script.slice(0, at.span.start).split("\n").length}: ${reason.replace(/^.*…?: (?=\w)/, "")}`]
      : [],
  );
}

test("what runs in a container that holds the repository is followed or noted", async () => {
  const script = `docker build -t ledger-build .
docker run --name x -e DEBUG ledger-build make "$@"
docker run -v "$PWD:/src" example/tools make build
docker run -v "$PWD:/src" -w /src example/tools make build
docker run -v "$HERE:/src" example/tools make build
docker run $(cat options) golang:1.25.3 go vet .
`;
  expect(await notFollowed(script)).toEqual([
    "2: the image's working folder is not known",
    "3: the image's working folder is not known",
    "5: the image's working folder is not known",
    "6: which options, image and command it has cannot be known",
  ]);
});

test("a container without the repository is no gap, nor is one that runs nothing of it", async () => {
  const script = `docker run --rm example/tools make build
docker run alpine:3.20 make build
docker run -v "$PWD:/src" example/linter ./...
docker run -v "$PWD:/src" alpine:3.20 ls /src
docker run $(cat options) example/linter
docker push ledger-build
`;
  expect(await notFollowed(script)).toEqual([]);
});
