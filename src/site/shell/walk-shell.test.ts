import { beforeAll, describe, expect, test } from "bun:test";
import { embedUnchanged } from "../../text/embedded-text.ts";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { loadShellGrammar } from "../../workspace/shell/grammar.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { bareMachine } from "../bare-machine.ts";
import { unknown } from "../value.ts";
import { createCommandHost, type PlainCommand, topFrame } from "./command-host.ts";
import { walkNodes } from "./walk-shell.ts";

beforeAll(loadShellGrammar);

interface Walked {
  readonly commands: readonly PlainCommand[];
  /** `word word [folder] {how the failure is treated}` of each command that starts with go. */
  readonly go: readonly string[];
}

async function walk(text: string, files: Record<string, string> = {}, errexit = false): Promise<Walked> {
  const workspace = await readWorkspace(createMemoryTree({ "run.sh": text, ...files }));
  const host = createCommandHost({
    workspace,
    reached: new Set(),
    resolveHole: (_, at) => unknown("hole", at),
  });
  const script = parseShell(embedUnchanged(text), { file: "run.sh" });
  const machine = { ...bareMachine("the test", undefined), options: { errexit, pipefail: false } };
  walkNodes(script.body, machine, topFrame({ file: "run.sh" }), host);
  const isGo = (command: PlainCommand): boolean =>
    command.words[0]?.value.kind === "known" && command.words[0].value.text === "go";
  return { commands: host.commands, go: host.commands.filter(isGo).map(describeCommand) };
}

function describeCommand({ words, machine, failure }: PlainCommand): string {
  const text = words
    .map((word) => (word.value.kind === "known" ? word.value.text : `?${word.text}`))
    .join(" ");
  const folder = machine.folder.kind === "known" ? machine.folder.text : "?";
  const treatment = failure.kind === "swallowed" ? failure.how : failure.kind;
  return `${text} [${folder}] {${treatment}}`;
}

describe("exit statuses", () => {
  test("without errexit only the last command's failure stops the script", async () => {
    const { go } = await walk("go vet ./...\ngo build ./...\n");
    expect(go).toEqual(["go vet ./... [] {no errexit}", "go build ./... [] {stops}"]);
  });

  test("set -e makes every command count", async () => {
    const { go } = await walk("set -eu\ngo vet ./...\ngo build ./...\n");
    expect(go).toEqual(["go vet ./... [] {stops}", "go build ./... [] {stops}"]);
  });

  test("errexit does not see what fails before && in the middle of a script", async () => {
    const { go } = await walk("set -e\ngo test ./... && echo fine\ngo build\n");
    expect(go[0]).toBe("go test ./... [] {errexit ignores what fails before &&}");
  });

  test("a chain at the end of a script hands its failure on", async () => {
    const { go } = await walk("go mod download && go build && echo done");
    expect(go).toEqual(["go mod download [] {stops}", "go build [] {stops}"]);
  });

  test("|| true swallows, || exit 1 does not, || another command handles", async () => {
    const { go } = await walk("go vet || true\ngo build || exit 1\ngo test || cleanup\necho end");
    expect(go).toEqual(["go vet [] {|| true}", "go build [] {stops}", "go test [] {handled}"]);
  });

  test("A && B || C swallows the failure of A", async () => {
    const { go } = await walk("go mod vendor && go build || echo failed");
    expect(go).toEqual(["go mod vendor [] {A && B || C}", "go build [] {A && B || C}"]);
  });

  test("a pipe loses the status of its first command unless pipefail is set", async () => {
    const { go } = await walk("go test ./... | tee log\nset -o pipefail\ngo test ./... | tee log", {}, true);
    expect(go).toEqual(["go test ./... [] {pipe without pipefail}", "go test ./... [] {stops}"]);
  });

  test("a loop without errexit counts the last pass only, unless a pass leaves the script", async () => {
    const lost = await walk("for d in a b; do\n(cd $d && go test)\ndone\n");
    expect(lost.go).toEqual(["go test [a] {the loop goes on}", "go test [b] {the loop goes on}"]);
    const kept = await walk("for d in a b; do go test $d || exit 1; done\n");
    expect(kept.go[0]).toBe("go test a [] {stops}");
    const strict = await walk("set -e\nfor d in a b; do go test $d; done\n");
    expect(strict.go[0]).toBe("go test a [] {stops}");
  });

  test("set -e also ends a loop behind a pipe", async () => {
    const { go } = await walk("set -e\nfind . | while read d; do\ngo test $d\necho $d\ndone\n");
    expect(go).toEqual(["go test ?$d [] {stops}"]);
  });

  test("$? right behind a command handles its failure", async () => {
    const { go } = await walk("go vet\nif [ $? -ne 0 ]; then exit 1; fi\ngo test; status=$?\nexit $status\n");
    expect(go).toEqual(["go vet [] {handled}", "go test [] {handled}"]);
  });

  test("set -e sees a subshell that ends with a failing chain", async () => {
    const { go } = await walk("set -e\n(cd a && go test && go vet)\necho done\n");
    expect(go).toEqual(["go test [a] {stops}", "go vet [a] {stops}"]);
  });

  test("a condition handles the failure, and errexit is off in it", async () => {
    const { go } = await walk("set -e\nif ! go build; then exit 1; fi");
    expect(go).toEqual(["go build [] {handled}"]);
  });
});

describe("state that flows", () => {
  test("popd goes back to where pushd came from, once for each", async () => {
    const { go } = await walk("pushd api\npushd v2\ngo build\npopd\ngo vet\npopd\ngo test\npopd\ngo run .");
    expect(go.map((line) => line.slice(0, line.indexOf("]") + 1))).toEqual([
      "go build [api/v2]",
      "go vet [api]",
      "go test []",
      "go run . [?]",
    ]);
  });

  test("cd in a subshell ends with it", async () => {
    const { go } = await walk("(cd api && go build)\ngo vet\ncd cmd/x && go test");
    expect(go.map((line) => line.slice(0, line.indexOf("]") + 1))).toEqual([
      "go build [api]",
      "go vet []",
      "go test [cmd/x]",
    ]);
  });

  test("variables are expanded, split where unquoted, and kept whole in quotes", async () => {
    const { go } = await walk(`FLAGS="-v -race"\ngo test $FLAGS ./...\ngo build -ldflags "$FLAGS"`);
    expect(go[0]).toStartWith("go test -v -race ./...");
    expect(go[1]).toStartWith("go build -ldflags -v -race");
  });

  test("go sees a shell variable only once it is exported", async () => {
    const settingOf = async (text: string): Promise<string | undefined> => {
      const command = (await walk(text)).commands.at(-1);
      const value = command?.machine.environment.goSetting("CGO_ENABLED")?.value;
      return value?.kind === "known" ? value.text : undefined;
    };
    expect(await settingOf("CGO_ENABLED=0\ngo build\n")).toBeUndefined();
    expect(await settingOf("CGO_ENABLED=0\nexport CGO_ENABLED\ngo build\n")).toBe("0");
    expect(await settingOf("export CGO_ENABLED=1\nCGO_ENABLED=0\ngo build\n")).toBe("0");
    expect(await settingOf("set -a\nCGO_ENABLED=0\ngo build\n")).toBe("0");
    expect(await settingOf("CGO_ENABLED=0 go build\n")).toBe("0");
  });

  test("a loop over written values runs once for each", async () => {
    const { commands } = await walk("for os in linux windows; do GOOS=$os go build; done");
    const systems = commands.map(({ machine }) => machine.environment.valueOf("GOOS"));
    expect(systems.map((value) => value.kind === "known" && value.text)).toEqual(["linux", "windows"]);
  });

  test("a setting that only one branch makes is unknown afterwards", async () => {
    const { commands } = await walk("if test -f x; then export CGO_ENABLED=0; fi\ngo build");
    const value = commands.at(-1)?.machine.environment.valueOf("CGO_ENABLED");
    expect(value).toMatchObject({ kind: "unknown", reason: "it depends on a condition" });
  });

  test("go env -w is read by later commands where the environment says nothing", async () => {
    const { commands } = await walk("go env -w GOFLAGS=-mod=mod\ngo build");
    expect(commands.at(-1)?.machine.environment.goSetting("GOFLAGS")).toMatchObject({
      value: { text: "-mod=mod" },
      by: "go env -w",
    });
  });

  test("env, sudo and prefixes are looked through", async () => {
    const { commands } = await walk("sudo -E env GOOS=darwin CGO_ENABLED=0 time go build");
    const environment = commands[0]?.machine.environment;
    expect(environment?.valueOf("GOOS")).toMatchObject({ text: "darwin" });
    expect(commands[0]?.words.map((word) => word.text)).toEqual(["go", "build"]);
  });
});

describe("following", () => {
  test("a script that is called runs with its parameters and its own errexit", async () => {
    const { go } = await walk("./ci/build.sh linux", {
      "ci/build.sh": "#!/bin/bash -e\nGOOS=$1 go build -o out-$1\ngo vet\n",
    });
    expect(go).toEqual(["go build -o out-linux [] {stops}", "go vet [] {stops}"]);
  });

  test("make runs prerequisites first, in its folder, with exported and overriding variables", async () => {
    const { go, commands } = await walk("make -C tools all TAGS=prod || true", {
      "tools/Makefile":
        "TAGS ?= dev\nexport CGO_ENABLED = 0\nall: gen\n\tgo build -tags $(TAGS) ./...\ngen:\n\tgo generate ./...\n",
    });
    expect(go).toEqual([
      "go generate ./... [tools] {|| true}",
      "go build -tags prod ./... [tools] {|| true}",
    ]);
    expect(commands[1]?.machine.environment.valueOf("CGO_ENABLED")).toMatchObject({ text: "0" });
  });

  test("make runs each line of a variable of several lines by itself", async () => {
    const makefile = "define all\ngo vet\ngo test\nendef\ntest:\n\t$(call all)\n";
    const { go } = await walk("make test\n", { Makefile: makefile });
    expect(go).toEqual(["go vet [] {stops}", "go test [] {stops}"]);
  });

  test("an exported variable of make keeps its leading dash", async () => {
    const { commands } = await walk("make\n", {
      Makefile: "export GOFLAGS = -mod=vendor\nall:\n\tgo build\n",
    });
    expect(commands[0]?.machine.environment.goSetting("GOFLAGS")?.value).toMatchObject({
      text: "-mod=vendor",
    });
  });

  test("make's .SHELLFLAGS decide whether a recipe stops at a failure", async () => {
    const makefile =
      "SHELL := /bin/bash\n.SHELLFLAGS := -eu -o pipefail -c\ntest:\n\tgo test | tee log; go vet\n";
    const { go } = await walk("make test\n", { Makefile: makefile });
    expect(go).toEqual(["go test [] {stops}", "go vet [] {stops}"]);
  });

  test("bash -c, functions and sourced settings are followed", async () => {
    const { go, commands } = await walk(
      "source ./env.sh\nbuild() { go build \"$@\"; }\nbuild ./cmd\nbash -c 'go vet ./...'",
      { "env.sh": "#!/bin/sh\nexport GOFLAGS=-mod=vendor\n# go settings\n" },
    );
    expect(go).toEqual(["go build ./cmd [] {no errexit}", "go vet ./... [] {stops}"]);
    expect(commands[0]?.machine.environment.valueOf("GOFLAGS")).toMatchObject({ text: "-mod=vendor" });
  });

  test("a script that calls itself ends", async () => {
    const { go } = await walk("./loop.sh", { "loop.sh": "#!/bin/sh\ngo build\n./loop.sh\n" });
    expect(go).toHaveLength(1);
  });
});
