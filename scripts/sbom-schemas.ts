/** The schemas of bills of materials, as their own projects publish them: an npm package and a Go module, pinned. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fetchModule } from "./_fetch-module.ts";
import { root } from "./_run.ts";

const library = "@cyclonedx/cyclonedx-library@8.0.0";
const folder = join(root, ".cache", "cyclonedx-library");

/** CycloneDX 1.6 with the two schemas that it refers to; undefined where npm brings nothing. */
export function cycloneDxSchemas(): readonly object[] | undefined {
  const schemas = join(folder, "package", "res", "schema");
  if (!existsSync(schemas) && !download()) return undefined;
  return ["bom-1.6", "spdx", "jsf-0.82"].map((name) => {
    const text = readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8");
    // They refer to each other by the names of these files, not by their own.
    return JSON.parse(text.replaceAll(".SNAPSHOT.schema.json", ".schema.json")) as object;
  });
}

/** SPDX 2.3, from the module of a tool that writes it; undefined where go cannot download it. */
export function spdxSchema(): object | undefined {
  const fetched = fetchModule("github.com/anchore/syft@v1.18.1");
  if ("error" in fetched) return undefined;
  return JSON.parse(
    readFileSync(join(fetched.folder, "schema/spdx-json/spdx-schema-2.3.json"), "utf8"),
  ) as object;
}

function download(): boolean {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const work = mkdtempSync(join(root, ".cache", "cyclonedx-"));
  try {
    const packed = Bun.spawnSync(["npm", "pack", "--silent", library], { cwd: work, stderr: "ignore" });
    const archive = packed.stdout.toString().trim().split("\n").at(-1) ?? "";
    if (packed.exitCode !== 0 || Bun.spawnSync(["tar", "-xzf", archive], { cwd: work }).exitCode !== 0)
      return false;
    renameSync(work, folder);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
