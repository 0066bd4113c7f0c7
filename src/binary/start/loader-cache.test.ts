import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { parseLoaderCache } from "./loader-cache.ts";

const cache = "/etc/ld.so.cache";
const ldconfig = ["/sbin/ldconfig", "/usr/sbin/ldconfig"].find((path) => existsSync(path));

test.skipIf(!existsSync(cache) || ldconfig === undefined)(
  "this system's cache says what ldconfig -p prints",
  () => {
    const printed = Bun.spawnSync([ldconfig ?? "", "-p"]).stdout.toString();
    const wanted = [...printed.matchAll(/^\t(\S+) \(.*\) => (\S+)$/gm)].map(
      ([, name, path]) => `${name} ${path}`,
    );
    const found = [...parseLoaderCache(readFileSync(cache))].flatMap(([name, paths]) =>
      paths.map(({ path }) => `${name} ${path}`),
    );
    expect(found.sort()).toEqual(wanted.sort());
    expect(found.length).toBeGreaterThan(5);
  },
);

test("the old format in front of the new one is passed over", () => {
  if (!existsSync(cache)) return;
  const bytes = readFileSync(cache);
  const both = Buffer.concat([Buffer.from("ld.so-1.7.0\0".padEnd(64, "\0")), bytes]);
  expect(parseLoaderCache(both)).toEqual(parseLoaderCache(bytes));
});

test("what is no cache has no entries", () => {
  expect(parseLoaderCache(new Uint8Array()).size).toBe(0);
  expect(parseLoaderCache(new TextEncoder().encode("glibc-ld.so.cache1.1 and nothing more")).size).toBe(0);
});
