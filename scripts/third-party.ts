import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import lock from "../package-lock.json" with { type: "json" };
import { root } from "./_run.ts";
import { runtimeVersion } from "./platforms.ts";

/** Grammars that are compiled in as files; npm counts them among the tools. */
const grammars: readonly string[] = ["tree-sitter-bash"];

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** Names of the npm packages whose code or data is inside the executable. */
export function packagesInside(): readonly string[] {
  const locked = Object.entries(lock.packages as Readonly<Record<string, Locked>>);
  const used = locked.flatMap(([path, { dev }]) =>
    path === "" || dev === true ? [] : [path.replace(/^node_modules\//, "")],
  );
  return [...used, ...grammars].sort();
}

/** What is inside the executable besides Breakwater, each with its licence as its package has it. */
export function thirdPartyText(): string {
  const parts = packagesInside().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
    if (file === undefined) throw new Error(`The package ${name} has no file with its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return [
    "The executable of Breakwater is licensed under Apache-2.0. It has inside, each under a licence of its own:",
    "",
    `Bun ${runtimeVersion} (MIT), the JavaScript runtime, with JavaScriptCore (LGPL-2.0-or-later and BSD) and other libraries in it.`,
    "Its package on npm names its sources, and they name the licences of what they link.",
    "",
    ...parts.map((part) => `${"-".repeat(80)}\n${part}`),
  ].join("\n");
}
