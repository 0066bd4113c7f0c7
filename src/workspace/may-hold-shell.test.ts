import { expect, test } from "bun:test";
import { mayHoldShell } from "./may-hold-shell.ts";

test("every file whose reader or gatherer parses shell may hold it", () => {
  for (const path of [
    ".github/workflows/ci.yml",
    "tools/setup/action.yaml",
    ".gitlab-ci.yml",
    "ci/lint.gitlab-ci.yml",
    ".circleci/config.yml",
    ".goreleaser.yaml",
    ".goreleaser-nightly.yml",
    ".devcontainer/devcontainer.json",
    ".devcontainer.json",
    ".pre-commit-config.yaml",
    "Dockerfile",
    "Makefile",
    "scripts/release",
    "scripts/release.sh",
  ]) {
    expect(mayHoldShell(path), path).toBe(true);
  }
});

test("plain data holds none", () => {
  for (const path of ["go.mod", "go.sum", "README.md", "testdata/x.json", "deploy/values.yaml"]) {
    expect(mayHoldShell(path), path).toBe(false);
  }
});
