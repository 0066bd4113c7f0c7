import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { root } from "./_run.ts";
import { bunRuntime } from "./bun-runtime.ts";
import { platforms, runtimeVersion } from "./platforms.ts";

test("a runtime with other bytes than recorded is refused and thrown away", async () => {
  const [platform] = platforms;
  if (platform === undefined) throw new Error("no platform is recorded");
  const name = `tampered-${process.pid}`;
  const kept = join(root, ".cache/bun-runtimes", `${name}-${runtimeVersion}.tgz`);
  mkdirSync(join(root, ".cache/bun-runtimes"), { recursive: true });
  writeFileSync(kept, "not what the registry has");
  await expect(bunRuntime({ ...platform, name })).rejects.toThrow("is not what platforms.json records");
  expect(existsSync(kept)).toBe(false);
});

test("the recorded runtimes are those of the pinned Bun, with the checksums of the lockfile", () => {
  expect(runtimeVersion).toBe(manifest.devDependencies.bun);
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
  };
  let compared = 0;
  for (const { runtime, integrity } of platforms) {
    const locked = lock.packages[`node_modules/${runtime}`];
    // npm leaves the checksum out for the machine on which the lockfile was written.
    if (locked?.integrity === undefined) continue;
    compared++;
    expect(`${runtime}@${locked.version} ${locked.integrity}`).toBe(
      `${runtime}@${runtimeVersion} ${integrity}`,
    );
  }
  expect(compared).toBeGreaterThanOrEqual(platforms.length - 1);
});
