/** Who may import whom. Each boundary has a sentence that is printed when it is crossed. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

interface Boundary {
  /** Rooms whose files may be imported, besides the room's own. */
  readonly may: readonly string[];
  readonly because: string;
  /** Modules of the runtime (`node:…`, `bun:…`) that may be imported. */
  readonly runtime?: readonly string[];
}

const hashing = ["node:crypto"];

/** The rooms of src/; what is not listed may not be imported. */
const rooms: Readonly<Record<string, Boundary>> = {
  text: { may: [], because: "text is below everything: spans and lines know nothing of Go" },
  finding: {
    may: ["text"],
    runtime: hashing,
    because: "findings are values that reports and policies share; files, clocks and processes are arguments",
  },
  go: {
    may: ["text"],
    runtime: [...hashing, "node:path"],
    because: "Go's decisions are pure functions, so that they can be tested against the real go",
  },
  workspace: {
    may: ["text", "go", "finding"],
    because: "readers make models of a tree; what they mean for Go is decided in site and rules",
  },
  site: {
    may: ["text", "go", "workspace"],
    because: "sites are resolved from models alone, so that the same input always gives the same answer",
  },
  rules: {
    may: ["text", "go", "finding", "workspace", "site", "graph"],
    because: "a rule is a pure comparison of models: no I/O, no npm package",
  },
  diagnose: {
    may: ["text", "go", "finding", "workspace", "site", "graph"],
    because: "a pattern reads lines and models; where the log comes from and what rules find is handed in",
  },
  breaker: {
    may: ["text"],
    because:
      "a breaker decides by what it is told: time, chance and calls are arguments, so that a test can be a whole day",
  },
  sumdb: {
    may: ["text", "go"],
    runtime: hashing,
    because:
      "the log client checks proofs; who fetches the log's bytes and who keeps its timeline are arguments",
  },
  store: {
    may: ["text", "go"],
    runtime: [...hashing, "node:fs", "node:fs/promises", "node:os", "node:path"],
    because: "a store keeps bytes and records; who asks for them and where they come from it does not know",
  },
  binary: {
    may: ["text", "go", "finding"],
    runtime: [...hashing, "node:zlib"],
    because: "executables and images are read through a blob reader that cli hands in",
  },
  integrity: {
    may: ["text", "go", "finding", "workspace", "binary", "site"],
    runtime: [...hashing, "node:zlib"],
    because: "integrity compares bytes with sums; files, the network and the log are joined to it in cli",
  },
  tools: {
    may: ["text", "go", "workspace", "site", "binary"],
    because: "the tool matrix is read from models; executables and files are handed in",
  },
  report: { may: ["text", "finding"], because: "a report gets plain values and returns a string" },
  toolchain: {
    may: ["go"],
    runtime: ["node:child_process", "node:fs", "node:os", "node:path"],
    because: "toolchain runs the real go; its results are arguments of the pure rooms",
  },
  proxy: {
    may: ["text", "go", "breaker", "store", "sumdb"],
    runtime: [...hashing, "node:dns/promises", "node:net"],
    because:
      "the proxy decides what to answer; who listens, who examines zips and who runs git are arguments that cli fills",
  },
  server: {
    may: ["finding"],
    because: "the listener knows sockets and nothing of modules: who answers is an argument",
  },
  cli: {
    may: [
      "text",
      "go",
      "finding",
      "workspace",
      "site",
      "rules",
      "diagnose",
      "sumdb",
      "binary",
      "integrity",
      "tools",
      "report",
      "toolchain",
      "breaker",
      "proxy",
      "server",
      "store",
    ],
    runtime: ["node:fs", "node:path", "node:child_process", "node:os", "node:zlib"],
    because: "cli joins the rooms and no room imports it",
  },
};

/** Folders outside src/ whose imports are looked at too. */
const outside = ["scripts", "lab", "bench", "test"];

/** Folders and files that may use the runtime although their room may not. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  "src/workspace/tree": ["node:fs", "node:path", "node:crypto", "node:zlib"],
  "src/workspace/collect-garbage.ts": ["bun:jsc"],
};

const root = join(import.meta.dir, "..");
const problems: string[] = [];
const importersOf = new Map<string, Set<string>>();
let fileCount = 0;
let importCount = 0;

for (const file of ["src", ...outside].flatMap((folder) => sourceFiles(join(root, folder)))) checkFile(file);
for (const [name, files] of importersOf) {
  if (files.size < 2) continue;
  problems.push(
    `npm package ${name} is imported by ${[...files].sort().join(", ")}: one file adapts a package, so that it can be replaced there`,
  );
}

for (const problem of problems.sort()) console.error(problem);
console.log(
  `${importCount} imports of ${fileCount} files in ${Object.keys(rooms).length} rooms looked at, ${problems.length} forbidden`,
);
if (fileCount === 0 || importCount === 0) console.error("Nothing was looked at");
process.exitCode = problems.length > 0 || fileCount === 0 || importCount === 0 ? 1 : 0;

function checkFile(file: string): void {
  const path = relative(root, file).replaceAll("\\", "/");
  const isTest = /(^|\/)test\/|\.test\.ts$|\.long\.ts$|-suite\.ts$|\/_[^/]*\.ts$/.test(path);
  fileCount++;
  for (const { name, isType } of new Set(importsOf(readFileSync(file, "utf8")))) {
    importCount++;
    if (name.startsWith(".")) checkRelative({ file, path, name, isTest });
    else if (/^(node|bun):|^bun$/.test(name)) checkRuntime({ path, name, isTest });
    else checkPackage({ path, name, isTest, isType });
  }
}

function checkRelative(input: { file: string; path: string; name: string; isTest: boolean }): void {
  const { file, path, name, isTest } = input;
  const target = resolve(dirname(file), name);
  const shown = relative(root, target).replaceAll("\\", "/");
  if (!existsSync(target) || !statSync(target).isFile()) {
    problems.push(`${path} imports ${name}: import files by their full name, not folders`);
    return;
  }
  const isHelper = /\/_[^/]*$/.test(shown);
  if (isHelper && dirname(target) !== dirname(file)) {
    problems.push(`${path} imports ${shown}: a file named _x.ts stays inside its folder`);
  }
  const from = roomOf(path);
  const to = roomOf(shown);
  // Tests and scripts join rooms; only what ships has boundaries.
  if (isTest || from === undefined || from === to || to === undefined) return;
  const boundary = rooms[from];
  if (!boundary) problems.push(`${path}: the room ${from} has no row in scripts/check-imports.ts`);
  else if (!boundary.may.includes(to)) problems.push(`${path} imports ${shown}: ${boundary.because}`);
}

function checkRuntime({ path, name, isTest }: { path: string; name: string; isTest: boolean }): void {
  const room = roomOf(path);
  if (isTest || room === undefined) return;
  const inFolder =
    Object.entries(exceptions).find(([folder]) => path === folder || path.startsWith(`${folder}/`))?.[1] ??
    [];
  const boundary = rooms[room];
  if (inFolder.includes(name) || boundary?.runtime?.includes(name)) return;
  problems.push(`${path} imports ${name}: ${boundary?.because ?? "no such room"}`);
}

function checkPackage(input: { path: string; name: string; isTest: boolean; isType: boolean }): void {
  const { path, name, isTest } = input;
  const parts = name.split("/");
  const packageName = name.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? name);
  // Property tests all speak fast-check; it ships with nothing.
  if (packageName === "fast-check" && isTest) return;
  const importers = importersOf.get(packageName) ?? new Set();
  importersOf.set(packageName, importers.add(path));
  if (roomOf(path) === "rules") problems.push(`${path} imports ${name}: ${rooms.rules?.because}`);
}

/** The room of a path below src/; undefined for scripts, lab, bench and test. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function sourceFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("node_modules"),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function importsOf(text: string): readonly { name: string; isType: boolean }[] {
  const found: { name: string; isType: boolean }[] = [];
  const statements = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;
  for (const [, type, name = ""] of text.matchAll(statements))
    found.push({ name, isType: type !== undefined });
  for (const [, name = ""] of text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g))
    found.push({ name, isType: false });
  return found;
}
