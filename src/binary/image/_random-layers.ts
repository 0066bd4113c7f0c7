/** Random layers, and what tar and rm make of them. */
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LayoutLayer } from "../../../scripts/make-layout.ts";

/** What unpacking does by hand: whiteouts first, then what stands in the way of another kind, then tar. */
export function unpack(layers: readonly LayoutLayer[], folder: string): readonly string[] {
  mkdirSync(folder);
  for (const { tar } of layers) {
    const archive = `${folder}.tar`;
    writeFileSync(archive, tar);
    const lines = Bun.spawnSync(["tar", "-tvf", archive]).stdout.toString().trim().split("\n");
    const names = lines.map((line) => ({
      isFolder: line.startsWith("d"),
      path:
        line
          .split(" ")
          .at(-1)
          ?.replace(/^\.\/|\/$/g, "") ?? "",
    }));
    for (const { path } of names) {
      const [, parent = "", name] = /^(.*\/)?\.wh\.(.*)$/.exec(path) ?? [];
      if (name === ".wh..opq") {
        for (const one of readdirOf(join(folder, parent)))
          rmSync(join(folder, parent, one), { recursive: true });
      } else if (name !== undefined && statusOf(join(folder, parent)) === "folder")
        rmSync(join(folder, parent, name), { recursive: true, force: true });
    }
    for (const { path, isFolder } of names) {
      const status = statusOf(join(folder, path));
      if (status !== undefined && (status === "folder") !== isFolder)
        rmSync(join(folder, path), { recursive: true });
    }
    Bun.spawnSync(["tar", "-C", folder, "--exclude=.wh.*", "-xf", archive]);
  }
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return found.map((path) => `/${path}`).sort();
}

function readdirOf(folder: string): readonly string[] {
  return statusOf(folder) === "folder" ? readdirSync(folder) : [];
}

function statusOf(path: string): "folder" | "file" | undefined {
  try {
    return lstatSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

/** A source of numbers that a seed repeats. */
export interface Random {
  readonly seed: number;
  next(below: number): number;
}

/** Starts it. */
export function createRandom(seed: number): Random {
  let state = seed;
  return {
    seed,
    next: (below) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    },
  };
}

/** Files, folders and whiteouts in three levels of names. */
export function randomFiles(random: Random, layer: number): readonly string[] {
  const names = ["a", "b", "c", "d"];
  const pick = (): string => names[random.next(names.length)] ?? "a";
  const taken = new Map<string, "file" | "folder">();
  const files: string[] = [];
  for (let count = 0; count < 8; count++) {
    const parts = Array.from({ length: 1 + random.next(3) }, pick);
    const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
    const path = parts.join("/");
    if (taken.has(path) || folders.some((folder) => taken.get(folder) === "file")) continue;
    for (const folder of folders) taken.set(folder, "folder");
    const isWhiteout = layer > 0 && random.next(3) === 0;
    const isOpaque = layer > 0 && folders.length > 0 && random.next(6) === 0;
    if (isOpaque) files.push(`${folders.at(-1)}/.wh..wh..opq`);
    taken.set(path, "file");
    files.push(isWhiteout ? [...parts.slice(0, -1), `.wh.${parts.at(-1)}`].join("/") : path);
  }
  return files;
}
