/**
 * `node scripts/with-bun.mjs scripts/build-image.ts [--commit COMMIT --time SECONDS]`: the container image for
 * linux/amd64 and linux/arm64 as dist/breakwater-VERSION-image.tar, from the executables that `npm run build:all` left
 * in dist/, and its line in dist/checksums.txt. No engine is needed. Commit and time are what the image says of itself.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../src/cli/version.ts";
import { root } from "./_run.ts";
import { createImage } from "./create-image.ts";
import { imagePlatforms, releaseFile } from "./platforms.ts";

const { values } = parseArgs({ options: { commit: { type: "string" }, time: { type: "string" } } });
const dist = join(root, "dist");
const programs = imagePlatforms.map((platform) => {
  const file = join(dist, releaseFile(platform, version));
  if (!existsSync(file)) {
    console.error(`There is no ${file}: \`npm run build:all\` makes it`);
    process.exit(2);
  }
  return { platform, file };
});

const { layout, sizes } = createImage({
  programs: programs.map(({ platform, file }) => ({ platform, bytes: readFileSync(file) })),
  created: new Date(Number(values.time ?? 0) * 1000),
  ...(values.commit === undefined ? {} : { commit: values.commit }),
});
const name = `breakwater-${version}-image.tar`;
writeFileSync(join(dist, name), layout);

const sums = join(dist, "checksums.txt");
const others = (existsSync(sums) ? readFileSync(sums, "utf8") : "")
  .split("\n")
  .filter((line) => line !== "" && !line.endsWith(`  ${name}`));
const lines = [...others, `${createHash("sha256").update(layout).digest("hex")}  ${name}`];
lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
writeFileSync(sums, lines.map((line) => `${line}\n`).join(""));

const each = [...sizes].map(
  ([architecture, size]) => `${architecture} ${(size / 1e6).toFixed(1)} MB to pull`,
);
console.log(`dist/${name}: ${(layout.length / 1e6).toFixed(1)} MB; ${each.join(", ")}`);
