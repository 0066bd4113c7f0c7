import { describe, expect, test } from "bun:test";
import type { Span } from "../../text/span.ts";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { readAllSettings, type Settings } from "./read-all-settings.ts";

const read = (files: Readonly<Record<string, string>>): Settings =>
  readAllSettings(createSources(createMemoryTree(files)));

const cut = (text: string, span: Span | undefined): string => text.slice(span?.start, span?.end);

describe("devcontainer", () => {
  const text = `{
  // comment
  "image": "mcr.microsoft.com/devcontainers/go:1.22",
  "build": { "dockerfile": "Dockerfile" },
  "features": {
    "ghcr.io/devcontainers/features/go:1": { "version": "1.21" },
    "ghcr.io/devcontainers/features/node:1": "20",
    "ghcr.io/devcontainers/features/git:1": {},
  },
  "containerEnv": { "GOFLAGS": "-mod=mod" },
  "remoteEnv": { "CGO_ENABLED": "0", "LIST": [] },
}`;
  const [file] = read({ ".devcontainer/devcontainer.json": text }).devcontainers;

  test("image, Dockerfile, features and environment have their places", () => {
    expect(cut(text, file?.image?.span)).toBe('"mcr.microsoft.com/devcontainers/go:1.22"');
    expect(file?.dockerfile?.text).toBe("Dockerfile");
    expect(file?.features.map(({ id, version }) => `${id.replace(/.*\//, "")} ${version}`)).toEqual([
      "go:1 1.21",
      "node:1 20",
      "git:1 undefined",
    ]);
    expect(cut(text, file?.features[0]?.span)).toStartWith('"ghcr.io/devcontainers/features/go:1": {');
    expect(file?.env.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "GOFLAGS=-mod=mod",
      "CGO_ENABLED=0",
    ]);
    expect(file?.problems).toEqual([]);
  });

  test("the old key of the Dockerfile and every place are read", () => {
    const files = {
      ".devcontainer.json": '{ "dockerFile": "x" }',
      ".devcontainer/one/devcontainer.json": "{}",
      ".devcontainer/one/two/devcontainer.json": "{}",
      "sub/.devcontainer/devcontainer.json": "{}",
    };
    const { devcontainers } = read(files);
    expect(devcontainers.map((one) => one.file)).toEqual([
      ".devcontainer.json",
      ".devcontainer/one/devcontainer.json",
      "sub/.devcontainer/devcontainer.json",
    ]);
    expect(devcontainers[0]?.dockerfile?.text).toBe("x");
  });
});

describe("golangci", () => {
  test.each([
    [".golangci.yml", 'run:\n  go: "1.22"\n  build-tags: [a, b]\n  modules-download-mode: vendor\n'],
    [".golangci.toml", '[run]\ngo = "1.22"\nbuild-tags = ["a", "b"]\nmodules-download-mode = "vendor"\n'],
    [
      ".golangci.json",
      '{"run": {"go": "1.22", "build-tags": ["a", "b"], "modules-download-mode": "vendor"}}',
    ],
  ])("%s is read", (path, text) => {
    const [file] = read({ [path]: text }).golangci;
    expect(file?.go?.text).toBe("1.22");
    expect(cut(text, file?.go?.span)).toBe('"1.22"');
    expect(file?.buildTags.map((tag) => tag.text)).toEqual(["a", "b"]);
    expect(file?.modulesDownloadMode?.text).toBe("vendor");
  });

  test("configurations of other names count, the copied reference of all options does not", () => {
    const files = {
      ".golangci-extra.yml": "",
      ".golangci.next.reference.yml": "",
      ".golangci.reference.yml": "",
    };
    expect(read(files).golangci.map(({ file }) => file)).toEqual([".golangci-extra.yml"]);
  });

  test("a number is kept as written", () => {
    const [file] = read({ ".golangci.yaml": "run: { go: 1.20 }\n" }).golangci;
    expect([file?.go?.text, file?.go?.value]).toEqual(["1.20", 1.2]);
  });
});

describe("pre-commit", () => {
  test("repositories, hooks and the Go version are read", () => {
    const text = `default_language_version: { golang: 1.22.1 }
repos:
  - repo: https://example.com/hooks
    rev: v1.2.3
    hooks:
      - id: go-fmt
      - { id: local, language: golang, language_version: "1.21", entry: go vet ./... }
  - repo: local
    hooks: []
`;
    const [file] = read({ ".pre-commit-config.yaml": text }).precommit;
    expect(file?.goVersion?.text).toBe("1.22.1");
    expect(file?.repos.map(({ repo, rev, hooks }) => `${repo} ${rev?.text} ${hooks.length}`)).toEqual([
      "https://example.com/hooks v1.2.3 2",
      "local undefined 0",
    ]);
    const hook = file?.repos[0]?.hooks[1];
    expect([hook?.id, hook?.language, hook?.languageVersion?.text, hook?.entry?.text]).toEqual([
      "local",
      "golang",
      "1.21",
      "go vet ./...",
    ]);
    expect(cut(text, file?.repos[0]?.hooks[0]?.span)).toBe("id: go-fmt");
  });
});

describe("Dependabot", () => {
  test("each update has its ecosystem and directories", () => {
    const [file] = read({
      ".github/dependabot.yml": `version: 2
updates:
  - { package-ecosystem: gomod, directory: /, vendor: true }
  - package-ecosystem: docker
    directories: [/a, /b]
`,
    }).dependabot;
    expect(
      file?.updates.map(({ ecosystem, directories, vendor }) => [ecosystem, directories, vendor]),
    ).toEqual([
      ["gomod", ["/"], true],
      ["docker", ["/a", "/b"], undefined],
    ]);
  });
});

describe("Renovate", () => {
  test("JSON with comments is read", () => {
    const text = `{
  // why
  "postUpdateOptions": ["gomodTidy"],
  "enabledManagers": ["gomod", "dockerfile"],
  "constraints": { "go": "1.22" },
}`;
    const [file] = read({ "renovate.json": text }).renovate;
    expect(file?.postUpdateOptions).toEqual(["gomodTidy"]);
    expect(file?.enabledManagers).toEqual(["gomod", "dockerfile"]);
    expect(cut(text, file?.goConstraint?.span)).toBe('"1.22"');
    expect(file?.problems).toEqual([]);
  });

  test("JSON5 is read with the places of the file", () => {
    const text = `// header: { not: 'read' }
{
\textends: ['config:recommended'], /* block: 1 */
\tpostUpdateOptions: ['gomodTidy',], // 'open
\tconstraints: { go: '1.22' },
\turl: "https://example.com//path",
}
`;
    const [file] = read({ ".github/renovate.json5": text }).renovate;
    expect(file?.problems).toEqual([]);
    expect(file?.postUpdateOptions).toEqual(["gomodTidy"]);
    expect([file?.goConstraint?.text, cut(text, file?.goConstraint?.span)]).toEqual(["1.22", "'1.22'"]);
  });

  test("every place is read", () => {
    const files = {
      ".renovaterc": "{}",
      ".renovaterc.json": "{}",
      ".gitlab/renovate.json": "{}",
      "x/renovate.json": "{}",
    };
    expect(read(files).renovate.map(({ file }) => file)).toEqual([
      ".gitlab/renovate.json",
      ".renovaterc",
      ".renovaterc.json",
    ]);
  });
});

describe("env files", () => {
  test("assignments have values without quotes and comments, and their places", () => {
    const text = `# comment
GOFLAGS=-mod=mod
export CGO_ENABLED = 0 # off
QUOTED="a \\"b\\" # c"
SINGLE='x # y'
EMPTY=
MULTI="one
two"
not an assignment
URL=http://x/#frag
\tTABBED=1\r
`;
    const [file] = read({ ".env": text }).envFiles;
    expect(file?.variables.map(({ name, value }) => [name, value])).toEqual([
      ["GOFLAGS", "-mod=mod"],
      ["CGO_ENABLED", "0"],
      ["QUOTED", 'a "b" # c'],
      ["SINGLE", "x # y"],
      ["EMPTY", ""],
      ["MULTI", "one\ntwo"],
      ["URL", "http://x/#frag"],
      ["TABBED", "1"],
    ]);
    expect(file?.variables.map(({ span }) => cut(text, span)).slice(0, 5)).toEqual([
      "GOFLAGS=-mod=mod",
      "export CGO_ENABLED = 0",
      'QUOTED="a \\"b\\" # c"',
      "SINGLE='x # y'",
      "EMPTY=",
    ]);
  });

  test("names that hold variables are found", () => {
    const files = {
      ".env": "",
      ".env.local": "",
      "deploy/prod.env": "",
      ".envrc": "",
      env: "",
      "vendor/.env": "",
    };
    expect(read(files).envFiles.map(({ file }) => file)).toEqual([".env", ".env.local", "deploy/prod.env"]);
  });
});

describe("pattern files", () => {
  test("ignore and attribute files are found at every level", () => {
    const files = {
      ".gitignore": "bin/\n!bin/keep\n",
      "a/.gitignore": "x\n",
      ".dockerignore": ".git\n",
      "Dockerfile.dockerignore": "*.md\n",
      ".gitattributes": "*.go text eol=lf\n",
    };
    const { gitignores, dockerignores, gitattributes } = read(files);
    expect(gitignores.map(({ file, lines }) => `${file} ${lines.length}`)).toEqual([
      ".gitignore 2",
      "a/.gitignore 1",
    ]);
    expect(dockerignores.map(({ file }) => file)).toEqual([".dockerignore", "Dockerfile.dockerignore"]);
    expect(gitattributes[0]?.lines[0]?.attributes).toEqual(["text", "eol=lf"]);
  });
});

test("a file beyond the limit is an unknown and not read", () => {
  const sources = createSources(createMemoryTree({ ".golangci.yml": `# ${"x".repeat(2 << 20)}\n` }));
  expect(readAllSettings(sources).golangci).toEqual([]);
  expect(sources.unknowns.map(({ code, at }) => `${code} ${at.file}`)).toEqual([
    "too-large-file .golangci.yml",
  ]);
});
