import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { YamlScalar } from "../yaml/node.ts";
import type { GoreleaserBuild, GoreleaserConfig } from "./model.ts";
import { parseGoreleaser } from "./parse-goreleaser.ts";
import { readGoreleaser } from "./read-goreleaser.ts";

function parse(text: string): GoreleaserConfig {
  return parseGoreleaser(sourceFromText({ path: ".goreleaser.yaml", text }));
}

function onlyBuild(text: string): GoreleaserBuild {
  const [build, ...more] = parse(text).builds;
  if (!build || more.length > 0) throw new TypeError("expected one build");
  return build;
}

const texts = (scalars: readonly YamlScalar[]): readonly string[] => scalars.map(({ text }) => text);

describe("parseGoreleaser", () => {
  const full = `version: 2
project_name: tool
env:
  - GO111MODULE=on
  - "VERSION={{ .Env.V }}"
before:
  hooks:
    - go mod tidy
    - cmd: go generate ./...
      dir: api
builds:
  - id: main
    main: ./cmd/tool
    dir: server
    tool: go1.22
    command: build
    env: [CGO_ENABLED=0, 'CC={{ if eq .Os "linux" }}gcc{{ end }}']
    flags: -trimpath
    ldflags:
      - -s -w
      - -X main.version={{.Version}}
    tags: [netgo, osusergo]
    goos: [linux, windows]
    goarch: [amd64, arm64]
    goarm: [7]
    goamd64: [v2]
    ignore:
      - goos: windows
        goarch: arm64
    targets: [linux_amd64_v1]
    hooks:
      pre: go vet ./...
      post:
        - cmd: ./sign.sh {{ .Path }}
    overrides:
      - goos: linux
        goarch: arm64
        env: [CC=aarch64-linux-gnu-gcc]
        tags: [extra]
  - builder: prebuilt
    skip: true
# done
`;
  const config = parse(full);
  const [main, second] = config.builds;

  test("every setting of a build is there with its place", () => {
    if (!main) throw new TypeError("no build");
    expect([main.id, main.builder, main.isSkipped]).toEqual(["main", "go", false]);
    expect([main.main, main.dir, main.goBinary, main.command].map((scalar) => scalar?.text)).toEqual([
      "./cmd/tool",
      "server",
      "go1.22",
      "build",
    ]);
    expect(full.slice(main.main?.span.start, main.main?.span.end)).toBe("./cmd/tool");
    expect([texts(main.flags), texts(main.ldflags), texts(main.tags)]).toEqual([
      ["-trimpath"],
      ["-s -w", "-X main.version={{.Version}}"],
      ["netgo", "osusergo"],
    ]);
    expect([texts(main.goos), texts(main.goarch), texts(main.goarm), texts(main.goamd64)]).toEqual([
      ["linux", "windows"],
      ["amd64", "arm64"],
      ["7"],
      ["v2"],
    ]);
    expect(main.ignored.map((pair) => Object.fromEntries(pair))).toEqual([
      { goos: "windows", goarch: "arm64" },
    ]);
    expect(texts(main.targets)).toEqual(["linux_amd64_v1"]);
    expect([second?.id, second?.builder, second?.isSkipped]).toEqual(["tool", "prebuilt", true]);
  });

  test("variables keep name, value and places, templates are holes", () => {
    expect(config.env.map(({ name, value }) => `${name}=${value.text}`)).toEqual([
      "GO111MODULE=on",
      "VERSION={{ .Env.V }}",
    ]);
    const version = config.env[1];
    expect(version?.value.holes).toEqual([{ start: 0, end: 12, expression: ".Env.V" }]);
    expect(full.slice(version?.nameSpan.start, version?.nameSpan.end)).toBe("VERSION");
    expect(full.slice(version?.valueSpan.start, version?.valueSpan.end)).toBe("{{ .Env.V }}");
    expect(main?.env[1]?.value.holes.map(({ expression }) => expression)).toEqual([
      'if eq .Os "linux"',
      "end",
    ]);
    expect(main?.ldflags[1]?.embedded.holes).toEqual([{ start: 16, end: 28, expression: ".Version" }]);
  });

  test("hooks are commands, written alone or as mappings", () => {
    expect(config.hooks.map(({ script }) => script.text)).toEqual(["go mod tidy", "go generate ./..."]);
    expect(config.hooks.map(({ span }) => full.slice(span.start, span.end))).toEqual([
      "go mod tidy",
      "go generate ./...",
    ]);
    expect(main?.hooks.map(({ script }) => script.text)).toEqual(["go vet ./...", "./sign.sh {{ .Path }}"]);
  });

  test("overrides say for which targets they hold", () => {
    const [override] = main?.overrides ?? [];
    expect([override?.goos?.text, override?.goarch?.text]).toEqual(["linux", "arm64"]);
    expect(override?.env.map(({ value }) => value.text)).toEqual(["aarch64-linux-gnu-gcc"]);
    expect(texts(override?.tags ?? [])).toEqual(["extra"]);
  });

  test("without builds there is the one that goreleaser makes up", () => {
    expect(onlyBuild("project_name: x\narchives: []\n")).toMatchObject({ id: "x", builder: "go", goos: [] });
    expect(onlyBuild("build:\n  goos: [linux]\n").goos).toHaveLength(1);
    expect(parse("").builds).toEqual([]);
  });

  test("the old name of the go binary is read", () => {
    expect(onlyBuild("builds:\n  - gobinary: go1.21\n").goBinary?.text).toBe("go1.21");
  });

  test("broken YAML is a problem and comments are kept", () => {
    expect(parse("builds: [\n").problems.length).toBeGreaterThan(0);
    expect(config.comments.map(({ text }) => text)).toEqual(["done"]);
  });
});

describe("readGoreleaser", () => {
  test("finds the names that goreleaser and its --config are given", () => {
    const names = [
      ".config/goreleaser.yml",
      ".github/workflows/goreleaser.yml",
      ".goreleaser-nightly.yaml",
      ".goreleaser.yml",
      "goreleaser.yaml",
      "my-goreleaser-notes.yaml",
      "tools/.goreleaser.windows.yml",
      "vendor/x/.goreleaser.yml",
    ];
    const tree = createMemoryTree(Object.fromEntries(names.map((name) => [name, "builds: []\n"])));
    expect(readGoreleaser(createSources(tree)).map(({ file }) => file)).toEqual([
      ".config/goreleaser.yml",
      ".goreleaser-nightly.yaml",
      ".goreleaser.yml",
      "goreleaser.yaml",
      "tools/.goreleaser.windows.yml",
    ]);
  });
});
