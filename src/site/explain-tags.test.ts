import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { explainTags, type TagExplanation } from "./explain-tags.ts";
import { resolveSites } from "./resolve-sites.ts";

const files = {
  "go.mod": "module example.com/m\n\ngo 1.25\n",
  "lib.go": "package m\n",
  "lib_test.go": 'package m\n\nimport _ "example.com/m/fixture"\n',
  "lib_fast.go": "//go:build fast\n\npackage m\n",
  "cmd/app/main.go": 'package main\n\nimport _ "example.com/m/store"\n\nfunc main() {}\n',
  "store/prod.go": "//go:build prod\n\npackage store\n",
  "store/plain.go": "//go:build !prod\n\npackage store\n",
  "fixture/fixture.go": "//go:build !slow\n\npackage fixture\n",
  "tools/gen.go": '//go:build ignore\n\npackage main\n\nimport _ "example.com/m/store"\n\nfunc main() {}\n',
  "_example/hello.go": 'package main\n\nimport _ "example.com/m/store"\n\nfunc main() {}\n',
  "sub/go.mod": "module example.com/m/sub\n\ngo 1.25\n",
  "sub/sub.go": '//go:build !never\n\npackage sub\n\nimport _ "example.com/m/store"\n',
};

async function explain(script: string): Promise<TagExplanation> {
  const machine = "export GOOS=linux GOARCH=amd64 CGO_ENABLED=0\n";
  const tree = createMemoryTree({ ...files, "b.sh": `#!/bin/sh\n${machine}${script}\n` });
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  return explainTags({ files: workspace.goFiles, workspace, sites, folder: undefined, site: undefined });
}

/** What the builds of a script make of a file, one word for each build. */
async function selected(script: string, file: string): Promise<string> {
  const explained = await explain(script);
  return (explained.files.find((each) => each.file === file)?.verdicts ?? [])
    .map((verdict) => verdict.selected)
    .join(" ");
}

test("files named on the command line are compiled whatever their constraints and names say", async () => {
  expect(await selected("go run tools/gen.go", "tools/gen.go")).toBe("yes");
  expect(await selected("go run tools/gen.go", "store/plain.go")).toBe("yes");
  expect(await selected("go run ./tools", "tools/gen.go")).toBe("no");
});

test("only the packages that operands name, and what they import, are compiled", async () => {
  expect(await selected("go build ./cmd/app", "store/plain.go")).toBe("yes");
  expect(await selected("go build -tags prod ./cmd/app", "store/prod.go")).toBe("yes");
  expect(await selected("go build -tags fast ./cmd/app", "lib_fast.go")).toBe("no");
  expect(await selected("go build -tags fast .", "lib_fast.go")).toBe("yes");
});

test("tests of a package and what they import are compiled only where the package itself is tested", async () => {
  expect(await selected("go test .", "fixture/fixture.go")).toBe("yes");
  expect(await selected("go build .", "fixture/fixture.go")).toBe("no");
});

test("a pattern reaches no nested module", async () => {
  expect(await selected("go build ./...", "sub/sub.go")).toBe("no");
  expect(await selected("cd sub && go build ./...", "sub/sub.go")).toBe("yes");
});

test("what another module of the repository compiles of this one is open", async () => {
  expect(await selected("cd sub && go build ./...", "store/plain.go")).toBe("maybe");
});

test("packages that are not known, or whose files are not read, leave everything open", async () => {
  expect(await selected('go build "$PACKAGES"', "store/plain.go")).toBe("maybe");
  expect(await selected("go run _example/hello.go", "store/plain.go")).toBe("maybe");
});

test("a tool named with its version, go env and go list are no builds", async () => {
  const { builds } = await explain("go install example.com/tool@v1.2.3\ngo env\ngo list ./...");
  expect(builds).toEqual([]);
});

test("a program that go generate may run is not said to be in no build", async () => {
  expect(await selected("go generate ./...", "tools/gen.go")).toBe("maybe");
  const { neverSelected } = await explain("go build ./...\ngo generate ./...");
  expect(neverSelected.map(({ file }) => file)).not.toContain("tools/gen.go");
});

test.each([
  "gotestsum -- -tags=fast ./...",
  "gotestsum --format dots -- -race -tags fast ./...",
  "ginkgo --tags fast -r",
  "go run gotest.tools/gotestsum@v1.13.0 -- -tags fast ./...",
])("%s is a go test", async (line) => {
  expect(await selected(`go vet .\n${line}`, "lib_fast.go")).toBe("no yes");
});

test.each([
  'go-acc . -- -race -v -tags "fast"',
  "gotest -tags fast .",
])("%s is an open build", async (line) => {
  expect(await selected(`go vet .\n${line}`, "lib_fast.go")).toBe("no maybe");
  const { builds, neverSelected } = await explain(`go vet .\n${line}`);
  expect(builds.map(({ build }) => typeof build.program)).toEqual(["undefined", "string"]);
  expect(neverSelected.map(({ file }) => file)).toContain("store/prod.go");
});

test("tags that a program may get from elsewhere rule nothing out", async () => {
  expect(await selected("go vet .\ngotestsum -- $FLAGS", "store/prod.go")).toBe("no maybe");
  expect(await selected("go vet .\nmage test", "store/prod.go")).toBe("no maybe");
});

test("a script that runs no go itself is no site, and what it starts may build", async () => {
  const { builds } = await explain("go-acc -- -tags fast ./...");
  expect(builds.map(({ sites }) => sites)).toEqual([["b.sh"]]);
  expect(await selected("go-acc -- -tags fast ./...", "lib_fast.go")).toBe("maybe");
  expect(await selected("go-acc ./...", "store/prod.go")).toBe("maybe");
});

test("test files whose names end in a platform are in the table, and one that nobody asks for is in no build", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/m\n\ngo 1.25\n",
    "base.go": "package m\n",
    "base_test.go": "package m\n",
    "base_arm_test.go": "package m\n",
    "base_windows_test.go": "package m\n",
    Makefile: "test:\n\tgo test ./...\nbuild:\n\tgo build ./...\n",
  });
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  const explained = explainTags({
    files: workspace.goFiles,
    workspace,
    sites,
    folder: undefined,
    site: undefined,
  });
  expect(
    explained.files.map(({ file, verdicts, decidedBy }) => [
      file,
      verdicts.map((verdict) => verdict.selected).join(" "),
      decidedBy,
    ]),
  ).toEqual([
    ["base_arm_test.go", "no no", "the name's ending demands arm, which no setting asks for"],
    [
      "base_windows_test.go",
      "maybe no",
      "the name's ending demands windows, and the platform of this build is not known",
    ],
  ]);
  expect(explained.neverSelected.map(({ file }) => file)).toEqual(["base_arm_test.go"]);
});

test("a build for the platform that a name demands selects the test file", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/m\n\ngo 1.25\n",
    "base_arm_test.go": "package m\n",
    Makefile: "test:\n\tGOARCH=arm go test ./...\nall:\n\tGOARCH=$$(./arch) go test ./...\n",
  });
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  const [file] = explainTags({
    files: workspace.goFiles,
    workspace,
    sites,
    folder: undefined,
    site: undefined,
  }).files;
  expect(file?.verdicts.map((verdict) => verdict.selected)).toEqual(["yes", "maybe"]);
});
