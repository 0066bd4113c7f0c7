import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { escapePath, escapeVersion } from "../go/escape.ts";
import { parseRoute } from "./route.ts";

describe("a path of a GOPROXY", () => {
  test("says what is asked for, decoded", () => {
    const path = "github.com/Azure/go-autorest";
    const at = "/github.com/!azure/go-autorest";
    expect(parseRoute(`${at}/@v/list`)).toEqual({ kind: "list", path });
    expect(parseRoute(`${at}/@latest`)).toEqual({ kind: "latest", path });
    expect(parseRoute(`${at.replace("!", "%21")}/@v/v1.0.0-!r!c1.info`)).toEqual({
      kind: "file",
      file: "info",
      path,
      version: "v1.0.0-RC1",
    });
    expect(parseRoute("/golang.org/toolchain/@v/v0.0.1-go1.21.0.linux-amd64.zip")).toEqual({
      kind: "file",
      file: "zip",
      path: "golang.org/toolchain",
      version: "v0.0.1-go1.21.0.linux-amd64",
    });
    expect(parseRoute("/gopkg.in/yaml.v3/@v/v3.0.1.mod")).toMatchObject({ kind: "file", version: "v3.0.1" });
  });

  test("with a branch, a commit or half a version asks a question", () => {
    for (const query of [
      "master",
      "v1",
      "v1.2",
      "abcdef012345",
      "feature-x",
      "v1.2.3+meta",
      "latest",
      "v2.0.0",
    ])
      expect(parseRoute(`/m.test/x/@v/${query}.info`)).toEqual({ kind: "query", path: "m.test/x", query });
    expect(parseRoute("/m.test/x/@v/v2.0.0+incompatible.info")).toMatchObject({ kind: "file" });
    expect(parseRoute("/m.test/x/v2/@v/v2.0.0.info")).toMatchObject({ kind: "file" });
    expect(parseRoute("/m.test/x/@v/master.zip")).toMatchObject({ kind: "nothing" });
    expect(parseRoute("/m.test/x/@v/v2.0.0.mod")).toMatchObject({ kind: "nothing" });
  });

  test("of a log is told by where its name ends", () => {
    expect(parseRoute("/sumdb/sum.golang.org/supported")).toEqual({
      kind: "log",
      name: "sum.golang.org",
      rest: "supported",
    });
    expect(parseRoute("/sumdb/localhost.localdev/sumdb/lookup/rsc.io/quote@v1.5.2")).toEqual({
      kind: "log",
      name: "localhost.localdev/sumdb",
      rest: "lookup/rsc.io/quote@v1.5.2",
    });
    expect(parseRoute("/sumdb/x.test/tile/8/0/x001/234.p/7")).toMatchObject({
      rest: "tile/8/0/x001/234.p/7",
    });
    expect(parseRoute("/sumdb/x.test/other")).toMatchObject({ kind: "nothing" });
  });

  test("of every module version is found again", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."aBcZ09-_~"), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, fc.nat(99), letters, (first, second, patch, pre) => {
        const path = `m.test/${first}/${second}`;
        const version = `v1.2.${patch}-${pre.replace(/[^0-9A-Za-z-]/g, "x")}`;
        const [escaped, escapedVersion] = [escapePath(path), escapeVersion(version)];
        if (escaped === undefined || escapedVersion === undefined) return;
        const route = parseRoute(`/${escaped}/@v/${escapedVersion}.mod`);
        if (route.kind === "file") expect(route).toEqual({ kind: "file", file: "mod", path, version });
        else expect(version).toMatch(/-0\d+$/);
      }),
    );
  });

  test("never throws, whatever is asked", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."/@v.!%21aA-+listnfozpmdsumb\0é"), maxLength: 60 }),
        (text) => {
          expect(["list", "latest", "file", "query", "log", "nothing", "malformed"]).toContain(
            parseRoute(`/${text}`).kind,
          );
        },
      ),
    );
  });
});
