import { describe, expect, test } from "bun:test";
import { readCacheEntry, readExtractedFolder } from "./cache-entry.ts";

describe("a name in the module cache", () => {
  test.each([
    ["github.com/!burnt!sushi/toml/@v/v1.4.0.zip", "github.com/BurntSushi/toml v1.4.0 zip"],
    ["m.test/a/@v/v1.0.0-!r!c1.mod", "m.test/a v1.0.0-RC1 mod"],
    ["m.test/a/@v/v2.0.0+incompatible.ziphash", "m.test/a v2.0.0+incompatible ziphash"],
    ["gopkg.in/yaml.v3/@v/v3.0.1.info", "gopkg.in/yaml.v3 v3.0.1 info"],
    ["m.test/a/@v/v1.0.0.lock", "m.test/a v1.0.0 lock"],
    ["m.test/a/@v/v1.0.0.partial", "m.test/a v1.0.0 partial"],
    ["m.test/a/@v/list", "list"],
    ["m.test/a/@v/v1.0.0.zip123.tmp", "temporary"],
    ["m.test/a/@v/list99.tmp", "temporary"],
    ["m.test/A/@v/v1.0.0.zip", "foreign"],
    ["m.test/a/@v/v1.0.0-RC1.zip", "foreign"],
    ["m.test/a/@v/v1.0.zip", "foreign"],
    ["m.test/a/@v/master.info", "foreign"],
    ["m.test/a/@v/v1.0.0.zip.bak", "foreign"],
    ["m.test/a/@v/sub/v1.0.0.zip", "foreign"],
    ["m.test/a/@latest", "foreign"],
    ["a/@v/../../x.zip", "foreign"],
    ["index.html", "foreign"],
  ])("%s is %s", (name, wanted) => {
    const entry = readCacheEntry(name);
    expect(entry.kind === "file" ? `${entry.path} ${entry.version} ${entry.suffix}` : entry.kind).toBe(
      wanted,
    );
  });

  test.each([
    ["github.com/!burnt!sushi/toml@v1.4.0", "github.com/BurntSushi/toml v1.4.0"],
    ["golang.org/toolchain@v0.0.1-go1.22.0.linux-amd64", "golang.org/toolchain v0.0.1-go1.22.0.linux-amd64"],
    ["m.test/a@v1.0.0.tmp-12345", "temporary"],
    ["m.test/A@v1.0.0", "foreign"],
    ["m.test/a@latest", "foreign"],
    ["@v1.0.0", "foreign"],
  ])("the folder %s is %s", (name, wanted) => {
    const entry = readExtractedFolder(name);
    expect(entry.kind === "module" ? `${entry.path} ${entry.version}` : entry.kind).toBe(wanted);
  });
});
