/** A module proxy in the file system, made of the `proxy/MODULE@VERSION/…` files of a scenario. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipFiles } from "./zip-files.ts";

interface ModuleFiles {
  readonly path: string;
  readonly version: string;
  readonly files: { readonly name: string; readonly text: string }[];
}

/** Writes info, mod, zip and list files as GOPROXY=file://… expects them; false when there are no modules. */
export function writeFileProxy(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
): boolean {
  const modules = new Map<string, ModuleFiles>();
  for (const { name, text } of files) {
    const found = /^proxy\/(.+?)@(v[^/]+)\/(.+)$/.exec(name);
    if (!found) continue;
    const [, path = "", version = "", inside = ""] = found;
    const module = modules.get(`${path}@${version}`) ?? { path, version, files: [] };
    modules.set(`${path}@${version}`, module);
    module.files.push({ name: inside, text });
  }
  const lists = new Map<string, string[]>();
  for (const { path, version, files: own } of modules.values()) {
    const base = join(folder, escapePath(path), "@v");
    mkdirSync(base, { recursive: true });
    const mod = own.find(({ name }) => name === "go.mod")?.text ?? `module ${path}\n`;
    writeFileSync(
      join(base, `${version}.info`),
      JSON.stringify({ Version: version, Time: "2024-01-01T00:00:00Z" }),
    );
    writeFileSync(join(base, `${version}.mod`), mod);
    const zipped = own.map(({ name, text }) => ({ name: `${path}@${version}/${name}`, text }));
    writeFileSync(join(base, `${version}.zip`), zipFiles(zipped));
    lists.set(base, [...(lists.get(base) ?? []), version]);
  }
  for (const [base, versions] of lists) {
    mkdirSync(dirname(base), { recursive: true });
    writeFileSync(join(base, "list"), `${versions.join("\n")}\n`);
  }
  return modules.size > 0;
}

function escapePath(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
