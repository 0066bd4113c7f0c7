import { readdirSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dir, "programs");

/** The cases of the whole program, by `COMMAND/NAME`; each is the path of a text archive. */
export const programCases: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".txtar"))
    .sort()
    .map((name) => [name.replace(/\.txtar$/, ""), join(folder, name)]),
);
