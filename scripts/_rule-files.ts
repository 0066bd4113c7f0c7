import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The folder of rules. */
export const rulesFolder = join(import.meta.dir, "../src/rules");

/** Ids of all rules, by their files, sorted: `subject/name.ts` that is no test and no helper. */
export function ruleIds(): readonly string[] {
  return readdirSync(rulesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(rulesFolder, name))
        .filter((file) => /^[a-z0-9][a-z0-9-]*\.ts$/.test(file))
        .map((file) => `${name}/${file.replace(/\.ts$/, "")}`),
    )
    .sort();
}
