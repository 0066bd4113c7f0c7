import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packagesInside, thirdPartyText } from "./third-party.ts";

test("every npm package that is compiled into the executable has its licence in the text, and no other", async () => {
  const outdir = mkdtempSync(join(tmpdir(), "breakwater-bundle-"));
  try {
    const made = await Bun.build({
      entrypoints: [join(import.meta.dir, "../src/cli/main.ts")],
      target: "bun",
      sourcemap: "external",
      splitting: true,
      outdir,
    });
    const bundled = new Set<string>();
    for (const output of made.outputs) {
      // An embedded file is called NAME-HASH.wasm.
      if (output.kind === "asset") bundled.add(basename(output.path).replace(/-[^-]+$/, ""));
      if (output.kind !== "sourcemap") continue;
      const { sources } = JSON.parse(await output.text()) as { readonly sources: readonly string[] };
      for (const source of sources) {
        const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
        if (name !== undefined) bundled.add(name);
      }
    }
    expect(packagesInside()).toEqual([...bundled].sort());
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  const [, ...parts] = thirdPartyText().split(/^-{80}$/m);
  expect(parts.map((part) => /^\n(\S+) \d+\.\d+\.\d+ \(/.exec(part)?.[1])).toEqual([...packagesInside()]);
  for (const part of parts)
    expect(part).toMatch(/Permission is hereby granted|Permission to use|Apache License/);
});
