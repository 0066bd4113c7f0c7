/** Compares the file lists of real modules with those of the real go command. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { BuildContext } from "../../src/go/build-context.ts";
import { tagsOfConstraint } from "../../src/go/constraint.ts";
import { extensionOf, isIgnoredName } from "../../src/go/file-name.ts";
import { scanCommentHeader, scanGoHeader } from "../../src/go/go-header.ts";
import { listPackageFiles, type PackageFileList, type SourceOfPackage } from "../../src/go/package-files.ts";
import { defaultToolTags } from "../../src/go/tool-tags.ts";
import { machineProxy, runGo } from "./go-command.ts";

export interface Platform {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
}

/** With and without cgo, with and without `unix`, and one that brings the tag of another. */
export const platformsCompared: readonly Platform[] = [
  { goos: "linux", goarch: "amd64", cgo: true },
  { goos: "linux", goarch: "arm64", cgo: false },
  { goos: "darwin", goarch: "arm64", cgo: true },
  { goos: "windows", goarch: "386", cgo: false },
  { goos: "android", goarch: "arm", cgo: true },
  { goos: "js", goarch: "wasm", cgo: false },
];

export interface Toolchain {
  /** Value of GOTOOLCHAIN. */
  readonly name: string;
  readonly minor: number;
}

const listNames: readonly PackageFileList[] = [
  "GoFiles",
  "CgoFiles",
  "IgnoredGoFiles",
  "IgnoredOtherFiles",
  "TestGoFiles",
  "XTestGoFiles",
  "CFiles",
  "CXXFiles",
  "MFiles",
  "HFiles",
  "FFiles",
  "SFiles",
  "SwigFiles",
  "SwigCXXFiles",
  "SysoFiles",
];

export interface PreparedModule {
  readonly folder: string;
  /** Sources of each folder, as our own scanner sees them. */
  readonly packages: ReadonlyMap<string, readonly SourceOfPackage[]>;
  /** Every tag that some constraint of the module names, sorted. */
  readonly tags: readonly string[];
  remove(): void;
}

/** Downloads a module and copies it to where go takes it for the main module without dependencies. */
export async function prepareModule(moduleAtVersion: string): Promise<PreparedModule> {
  const download = await runGo(["mod", "download", "-json", moduleAtVersion], {
    folder: tmpdir(),
    environment: { GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
  });
  const { Dir, Error: failure } = JSON.parse(download.stdout || "{}") as { Dir?: string; Error?: string };
  if (Dir === undefined) throw new Error(`Cannot download ${moduleAtVersion}: ${failure ?? download.stderr}`);

  const folder = mkdtempSync(join(tmpdir(), "file-lists-"));
  cpSync(Dir, folder, { recursive: true });
  for (const name of ["go.sum", "go.work", "go.work.sum", "vendor"]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  writeFileSync(join(folder, "go.mod"), `module ${moduleAtVersion.replace(/@.*/, "")}\n\ngo 1.17\n`);
  const packages = scanFolders(folder);
  const tags = new Set<string>();
  for (const { header } of [...packages.values()].flat()) {
    for (const tag of header?.constraint ? tagsOfConstraint(header.constraint) : []) tags.add(tag);
  }
  return {
    folder,
    packages,
    tags: [...tags].sort(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function scanFolders(root: string): Map<string, SourceOfPackage[]> {
  const packages = new Map<string, SourceOfPackage[]>();
  const visit = (folder: string): void => {
    const sources: SourceOfPackage[] = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(join(folder, entry.name));
      else if (!isIgnoredName(entry.name)) sources.push(scanSource(folder, entry.name));
    }
    packages.set(relative(root, folder), sources);
  };
  visit(root);
  return packages;
}

function scanSource(folder: string, name: string): SourceOfPackage {
  if (extensionOf(name) === ".syso") return { name, header: undefined };
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  return { name, header: name.endsWith(".go") ? scanGoHeader(bytes) : scanCommentHeader(bytes) };
}

export interface ListComparison {
  readonly packages: number;
  readonly files: number;
  readonly differences: readonly string[];
}

/** Asks go for every list of every package and compares. */
export async function compareFileLists(
  module: PreparedModule,
  build: { readonly platform: Platform; readonly toolchain: Toolchain; readonly tags: readonly string[] },
): Promise<ListComparison> {
  const { platform, toolchain, tags } = build;
  const fields = ["Dir", ...listNames].join(",");
  const outcome = await runGo(
    ["list", "-e", "-find", `-json=${fields}`, `-tags=${tags.join(",")}`, "./..."],
    {
      folder: module.folder,
      environment: {
        GOOS: platform.goos,
        GOARCH: platform.goarch,
        CGO_ENABLED: platform.cgo ? "1" : "0",
        GOTOOLCHAIN: toolchain.name,
        GOPROXY: toolchain.name === "local" ? "off" : await machineProxy(),
      },
    },
  );
  if (outcome.exitCode !== 0) throw new Error(`go list failed: ${outcome.stderr}`);
  const context: BuildContext = {
    goos: platform.goos,
    goarch: platform.goarch,
    cgo: platform.cgo,
    tags,
    goMinor: toolchain.minor,
    toolTags: defaultToolTags({ goos: platform.goos, goarch: platform.goarch, goMinor: toolchain.minor }),
  };
  let files = 0;
  const differences: string[] = [];
  const listed = parseJsonStream(outcome.stdout);
  for (const theirs of listed) {
    const folder = relative(module.folder, theirs.Dir ?? "");
    const ours = listPackageFiles(module.packages.get(folder) ?? [], context);
    for (const name of listNames) {
      const expected = (theirs[name] ?? []).join(" ");
      const actual = (ours.get(name) ?? []).join(" ");
      files += theirs[name]?.length ?? 0;
      if (expected !== actual)
        differences.push(`${folder} ${name}: go has "${expected}", we have "${actual}"`);
    }
  }
  return { packages: listed.length, files, differences };
}

type ListedPackage = { readonly Dir?: string } & { readonly [name in PackageFileList]?: readonly string[] };

function parseJsonStream(text: string): ListedPackage[] {
  if (text.trim() === "") return [];
  return JSON.parse(`[${text.replaceAll(/^\}\n\{/gm, "},{")}]`) as ListedPackage[];
}

/** Minor version of the local go. */
export async function localToolchain(): Promise<Toolchain> {
  const { stdout } = await runGo(["env", "GOVERSION"], { folder: tmpdir() });
  return { name: "local", minor: Number(/^go1\.(\d+)/.exec(stdout)?.[1]) };
}

export interface CorpusModule {
  readonly size: "small" | "large";
  readonly module: string;
}

/** The modules of test/corpus/file-lists.txt. */
export function readCorpus(): CorpusModule[] {
  const text = readFileSync(join(import.meta.dir, "../corpus/file-lists.txt"), "utf8");
  return text
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter(([size]) => size === "small" || size === "large")
    .map(([size, module = ""]) => ({ size: size === "small" ? "small" : "large", module }));
}

/** A generator of numbers from 0 to below 1 that a seed repeats. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** None, two usual sets, and a random half of the tags that the module itself names. */
export function tagSetsFor(module: PreparedModule, random: () => number): string[][] {
  return [
    [],
    ["netgo", "osusergo", "integration", "e2e", "race"],
    ["purego", "appengine", "noasm", "nounsafe", "ignore", "tools"],
    module.tags.filter(() => random() < 0.5),
  ];
}
