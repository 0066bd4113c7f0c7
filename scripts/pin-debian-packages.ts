/**
 * Pins the packages of the container image to what the archives of Debian have today, for both architectures, and says
 * what changed: `node scripts/with-bun.mjs scripts/pin-debian-packages.ts`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";
import { debianPackages } from "./debian-packages.ts";
import { findDebianPackages } from "./find-debian-packages.ts";

const packages = findDebianPackages();
for (const { name, version, architecture } of packages) {
  const before = debianPackages.find((one) => one.name === name && one.architecture === architecture);
  const change = before?.version === version ? "as before" : `before: ${before?.version ?? "not there"}`;
  console.log(`${name} ${version} (${architecture}): ${change}`);
}
const lines = packages.map((one) => {
  const fields = Object.entries(one).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `    { ${fields.join(", ")} }`;
});
const target = join(root, "scripts", "debian-packages.json");
writeFileSync(target, `{\n  "packages": [\n${lines.join(",\n")}\n  ]\n}\n`);
