import { describe, expect, test } from "bun:test";
import { buildList, type ModuleVersion, minimalRequirements, selectVersions } from "./mvs.ts";

const main = { path: "main.test", version: "" };

function graphOf(edges: Record<string, string>) {
  const list = (text: string): ModuleVersion[] =>
    text
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => {
        const [path = "", version = ""] = word.split("@");
        return { path, version };
      });
  return {
    requirementsOf: ({ path, version }: ModuleVersion) => {
      const found = edges[`${path}@${version}`];
      return found === undefined ? undefined : list(found);
    },
  };
}

describe("minimal version selection", () => {
  test("versions are ordered as Go orders them, pre-releases and go lines included", () => {
    const graph = graphOf({
      "main.test@": "a@v1.9.0 go@1.21",
      "a@v1.9.0": "b@v1.0.0-rc.1 go@1.21rc1",
      "b@v1.0.0-rc.1": "a@v1.10.0 go@1.21.0",
      "a@v1.10.0": "b@v1.0.0-beta",
      "b@v1.0.0-beta": "",
      "go@1.21": "",
      "go@1.21rc1": "",
      "go@1.21.0": "",
    });
    expect(Object.fromEntries(selectVersions([main], graph))).toEqual({
      "main.test": "",
      a: "v1.10.0",
      b: "v1.0.0-rc.1",
      go: "1.21.0",
    });
    expect(buildList([main], graph).missing).toEqual([]);
  });

  test("a go.mod that cannot be read is told, not passed over", () => {
    const { modules, missing } = buildList([main], graphOf({ "main.test@": "a@v1.0.0" }));
    expect(modules.map(({ path }) => path)).toEqual(["main.test", "a"]);
    expect(missing).toEqual([{ path: "a", version: "v1.0.0" }]);
  });

  test("the main module outranks every version of itself", () => {
    const graph = graphOf({
      "main.test@": "a@v1.0.0",
      "a@v1.0.0": "main.test@v9.0.0",
      "main.test@v9.0.0": "b@v1.0.0",
      "b@v1.0.0": "",
    });
    expect(buildList([main], graph).modules).toEqual([
      main,
      { path: "a", version: "v1.0.0" },
      { path: "b", version: "v1.0.0" },
    ]);
  });

  test("a chain of many thousand modules does not exhaust the call stack", () => {
    const length = 50_000;
    const graph = {
      requirementsOf: ({ version }: ModuleVersion): ModuleVersion[] => {
        const next = version === "" ? 0 : Number(version.split(".")[2]) + 1;
        return next < length ? [{ path: `m${next}.test`, version: `v1.0.${next}` }] : [];
      },
    };
    expect(minimalRequirements(main, [], graph)).toEqual([{ path: "m0.test", version: "v1.0.0" }]);
  });
});
