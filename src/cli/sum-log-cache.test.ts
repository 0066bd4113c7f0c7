import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createLogFileCache } from "./sum-log-cache.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const make = (): string => mkdtempSync(join(tmpdir(), "log-cache-"));
const put = (folder: string, name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

async function read(cache: ReturnType<typeof createLogFileCache>, name: string): Promise<string | undefined> {
  const found = await cache.read(name);
  return found && new TextDecoder().decode(found);
}

describe("a cache of logs in files", () => {
  test("gives back what was written, under the names that go uses", async () => {
    const folder = make();
    const cache = createLogFileCache(folder);
    const names = [
      "log.test/tile/8/0/x001/234",
      "log.test/lookup/github.com/!burnt!sushi/toml@v1.0.0+incompatible",
    ];
    for (const name of names) {
      expect(await read(cache, name)).toBeUndefined();
      await cache.write(name, bytes(name));
      await cache.write(name, bytes(`${name} again`));
      expect(await read(createLogFileCache(folder), name)).toBe(`${name} again`);
      expect(readdirSync(dirname(join(folder, name)))).toHaveLength(1);
    }
  });

  test("reads what go has fetched, and prefers its own", async () => {
    const [folder, goFolder] = [make(), make()];
    const cache = createLogFileCache(folder, goFolder);
    put(goFolder, "log.test/lookup/m.test/a@v1.0.0", "theirs");
    put(goFolder, "log.test/tile/8/0/001", "full");
    put(goFolder, "log.test/tile/8/0/002.p/9", "nine");
    put(goFolder, "log.test/tile/8/0/002.p/100", "hundred");
    put(goFolder, "log.test/tile/8/0/002.p/100.lock", "not a tile");
    expect(await read(cache, "log.test/lookup/m.test/a@v1.0.0")).toBe("theirs");
    expect(await read(cache, "log.test/tile/8/0/001")).toBe("full");
    expect(await read(cache, "log.test/tile/8/0/002")).toBe("hundred");
    expect(await read(cache, "log.test/tile/8/0/003")).toBeUndefined();
    await cache.write("log.test/tile/8/0/001", bytes("ours"));
    expect(await read(cache, "log.test/tile/8/0/001")).toBe("ours");
    // A tile that has grown since is taken from whoever has it wide enough.
    await cache.write("log.test/tile/8/0/002", bytes("six"));
    expect(await read(cache, "log.test/tile/8/0/002")).toBe("six");
    expect(new TextDecoder().decode(await cache.read("log.test/tile/8/0/002", 5))).toBe("hundred");
    expect(readdirSync(join(goFolder, "log.test", "tile", "8", "0")).sort()).toEqual(["001", "002.p"]);
  });

  test("takes an empty file for none, as a killed process leaves it", async () => {
    const folder = make();
    put(folder, "log.test/tile/8/0/001", "");
    expect(await createLogFileCache(folder).read("log.test/tile/8/0/001")).toBeUndefined();
  });

  test("that cannot be written or read costs time and nothing else", async () => {
    const folder = join(make(), "file");
    writeFileSync(folder, "");
    const cache = createLogFileCache(folder, join(folder, "x"));
    await cache.write("log.test/tile/8/0/001", bytes("x"));
    expect(await cache.read("log.test/tile/8/0/001")).toBeUndefined();
  });

  test("leads nobody out of its folder", async () => {
    const folder = make();
    await createLogFileCache(join(folder, "cache")).write("log.test/../../../escaped", bytes("x"));
    expect(readdirSync(folder)).toEqual(["cache"]);
  });
});
