/** `npm run build`: the one-file executable for this machine at dist/breakwater. */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./_run.ts";
import { compileWords } from "./compile-words.ts";

const target = join(root, "dist", process.platform === "win32" ? "breakwater.exe" : "breakwater");
mkdirSync(join(root, "dist"), { recursive: true });
const built = await run(compileWords(target), (line) => /error/i.test(line));
if (built.exitCode !== 0) {
  console.error(built.output);
  process.exit(1);
}
const times: number[] = [];
for (let round = 0; round < 5; round++) {
  const startedAt = performance.now();
  const version = Bun.spawnSync([target, "--version"]);
  if (version.exitCode !== 0) {
    console.error(`${target} --version fails: ${version.stderr.toString()}`);
    process.exit(1);
  }
  times.push(performance.now() - startedAt);
}
const megabytes = (statSync(target).size / 1e6).toFixed(0);
console.log(`dist/breakwater: ${megabytes} MB, --version in ${Math.min(...times).toFixed(0)} ms`);
