import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../read-workspace.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { systemOfPath } from "./system-of-path.ts";

/** `file:line reason` of what is not read. */
async function unreadOf(files: Record<string, string>): Promise<readonly string[]> {
  const workspace = await readWorkspace(createMemoryTree(files));
  return workspace.unknowns
    .filter(({ code }) => code === "system-not-read")
    .map(
      ({ at, reason }) =>
        `${at.file}:${workspace.source(at.file)?.lines.positionAt(at.span.start).line} ${reason}`,
    );
}

describe("files of systems that are not read", () => {
  test("are told once each, at the first text that looks like a go command", async () => {
    const found = await unreadOf({
      Jenkinsfile:
        "pipeline {\n  // go vet ./...\n  steps {\n    sh 'go build ./...'\n    sh 'go test ./...'\n  }\n}\n",
      "azure-pipelines.yml": "steps:\n  - task: Go@0\n    inputs: { command: build }\n",
      ".travis.yml": "os: linux\nlanguage: go\ngo: 1.13.x\n",
      "cloudbuild.yaml": "steps:\n  - name: golang\n    entrypoint: go\n    args: ['go', 'build']\n",
      "compose.yaml": "services:\n  app:\n    image: golang\n    command: go run .\n",
      "docker-compose.dev.yml": 'services:\n  app:\n    command: ["go", "run", "."]\n',
      "deploy/compose.yml": "services:\n  app:\n    command:\n      - go\n      - test\n",
      ".forgejo/workflows/ci.yml": "jobs:\n  a:\n    steps:\n      - run: go test ./...\n",
    });
    expect(found).toEqual([
      ".forgejo/workflows/ci.yml:4 Forgejo workflows are not read; 1 text here looks like a go command",
      ".travis.yml:2 Travis CI builds are not read; 1 text here looks like a go command",
      "Jenkinsfile:4 Jenkins pipelines are not read; 2 texts here look like go commands",
      "azure-pipelines.yml:2 Azure pipelines are not read; 1 text here looks like a go command",
      "cloudbuild.yaml:4 Cloud Build configurations are not read; 1 text here looks like a go command",
      "compose.yaml:4 commands of Compose files are not read; 1 text here looks like a go command",
      "deploy/compose.yml:4 commands of Compose files are not read; 1 text here looks like a go command",
      "docker-compose.dev.yml:3 commands of Compose files are not read; 1 text here looks like a go command",
    ]);
  });

  test("say nothing where no go command seems to stand, or where the file is somebody else's", async () => {
    const found = await unreadOf({
      "package.json": '{ "scripts": { "build": "vite build", "let go": "cargo build" } }',
      Taskfile: "go build",
      "docker-compose.yml": "services:\n  db:\n    image: postgres # go test\n",
      "vendor/example.com/a/.travis.yml": "language: go\n",
      "testdata/Jenkinsfile": "sh 'go build'\n",
      "internal/copied/.travis.yml": "language: go\n",
      "Jenkinsfile.md": "",
    });
    expect(found).toEqual([]);
  });

  test("are looked at in time that grows with their size", async () => {
    const started = performance.now();
    const found = await unreadOf({ "package.json": `["${"go test ./... && ".repeat(28_000)}"]` });
    expect(found).toEqual([
      "package.json:1 npm scripts are not read; 28000 texts here look like go commands",
    ]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ["ci/Jenkinsfile.release", "Jenkins pipelines"],
    [".azure-pipelines/test.yaml", "Azure pipelines"],
    [".drone.star", "Drone pipelines"],
    [".woodpecker/test.yaml", "Woodpecker pipelines"],
    [".buildkite/pipeline.yml", "Buildkite pipelines"],
    ["bitbucket-pipelines.yml", "Bitbucket pipelines"],
    ["services/a/Earthfile", "Earthfiles"],
    ["Taskfile.dist.yml", "Taskfiles"],
    [".Justfile", "justfiles"],
    [".appveyor.yml", "AppVeyor builds"],
    [".tekton/push.yaml", "Tekton pipelines"],
    [".gitea/workflows/ci.yaml", "Gitea workflows"],
    ["magefiles/build.go", "magefiles"],
    ["compose.override.yaml", "commands of Compose files"],
    ["scripts/build_windows.ps1", "PowerShell scripts"],
  ])("%s belongs to %s", (path, name) => {
    expect(systemOfPath(path)?.name).toBe(name);
  });

  test.each([
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "Makefile",
    "Dockerfile",
    ".goreleaser.yaml",
    ".pre-commit-config.yaml",
    ".devcontainer/devcontainer.json",
    "decompose.go",
    "cmd/jenkinsfile/main.go",
  ])("%s belongs to none of them", (path) => {
    expect(systemOfPath(path)).toBeUndefined();
  });
});
