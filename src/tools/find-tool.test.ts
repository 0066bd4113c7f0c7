import { describe, expect, test } from "bun:test";
import {
  isKnownPackage,
  toolNamed,
  toolOfAction,
  toolOfImage,
  toolOfPackage,
  toolOfRepository,
} from "./find-tool.ts";
import { knownTools } from "./known-tools.ts";

describe("a tool is found", () => {
  test("by its package, whatever the major", () => {
    for (const path of [
      "github.com/golangci/golangci-lint/cmd/golangci-lint",
      "github.com/golangci/golangci-lint/v2/cmd/golangci-lint",
    ])
      expect(toolOfPackage(path).name).toBe("golangci-lint");
    expect(toolOfPackage("github.com/vektra/mockery/v3").name).toBe("mockery");
  });

  test("by image, repository, action and name", () => {
    expect(toolOfImage("docker.io/golangci/golangci-lint")?.name).toBe("golangci-lint");
    expect(toolOfRepository("Golangci/golangci-lint")?.name).toBe("golangci-lint");
    expect(toolOfAction("golangci/golangci-lint-action")?.action.input).toBe("version");
    expect(toolNamed("buf")?.module).toBe("github.com/bufbuild/buf");
    expect(toolOfImage("golang")).toBeUndefined();
  });

  test("by its path where the table does not know it, called as go calls its executable", () => {
    expect(toolOfPackage("example.com/acme/cmd/lint")).toEqual({
      key: "example.com/acme/cmd/lint",
      name: "lint",
      module: "example.com/acme",
    });
    expect(toolOfPackage("example.com/acme/gen/v3").name).toBe("gen");
    expect(toolOfPackage("gopkg.in/gen.v2").name).toBe("gen");
    expect(isKnownPackage("example.com/acme/cmd/lint")).toBe(false);
  });

  test("apart from another of the same name", () => {
    expect(toolOfPackage("github.com/golang/mock/mockgen").key).not.toBe(
      toolOfPackage("go.uber.org/mock/mockgen").key,
    );
    expect(toolOfPackage("example.com/a/generator").key).not.toBe(
      toolOfPackage("example.com/b/generator").key,
    );
  });
});

describe("the table", () => {
  test("names no tool, package, image, repository or action twice", () => {
    const all = {
      names: knownTools.map(({ name }) => name),
      packages: knownTools.flatMap(({ packages }) => packages),
      images: knownTools.flatMap(({ images = [] }) => images),
      repositories: knownTools.flatMap(({ repositories = [] }) => repositories),
      actions: knownTools.flatMap(({ actions = [] }) => actions.map(({ name }) => name)),
    };
    for (const list of Object.values(all)) expect(new Set(list).size).toBe(list.length);
    expect(all.names.length).toBeGreaterThan(20);
  });

  test("holds packages without their major, as they are looked up", () => {
    for (const { packages } of knownTools)
      for (const path of packages) expect(path).not.toMatch(/\/v\d+(?:\/|$)/);
  });
});
