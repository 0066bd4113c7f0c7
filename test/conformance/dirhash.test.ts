import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { hash1, hashGoMod } from "../../src/go/dirhash.ts";
import { xModFolder } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

test("the h1 of a real module is the one that the real go verified against the checksum database", () => {
  const folder = xModFolder();
  const prefix = folder.slice(folder.indexOf("golang.org/x/mod@"));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name: `${prefix}/${name}`, bytes: readFileSync(join(folder, name)) }));
  const version = prefix.slice(prefix.indexOf("@") + 1);
  const download = join(folder, "../../../cache/download/golang.org/x/mod/@v");
  expect(hash1(files)).toBe(readFileSync(join(download, `${version}.ziphash`), "utf8").trim());
  reportSuite("dirhash of golang.org/x/mod", files.length);
});

test("the hash of a go.mod is the one that go mod download prints", () => {
  const folder = xModFolder();
  const { exitCode, stdout } = Bun.spawnSync(
    ["go", "mod", "download", "-json", folder.slice(folder.indexOf("golang.org/x/mod@"))],
    {
      cwd: "/",
      env: {
        ...process.env,
        GOENV: "off",
        GOFLAGS: "-modcacherw",
        GOTOOLCHAIN: "local",
        GOPROXY: "off",
        GOMODCACHE: join(folder, "../../.."),
      },
    },
  );
  expect(exitCode).toBe(0);
  const { GoModSum } = JSON.parse(stdout.toString()) as { GoModSum: string };
  expect(hashGoMod(readFileSync(join(folder, "go.mod")))).toBe(GoModSum);
});

test("a file name with a newline is refused", () => {
  expect(() => hash1([{ name: "a\nb", bytes: new Uint8Array() }])).toThrow(RangeError);
});
