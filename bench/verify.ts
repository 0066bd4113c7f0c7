/**
 * `breakwater verify` against `go mod verify`: wall time, processor time (user and system) and most memory, with the
 * page cache warm and cold, both offline over one module cache.
 *
 *   bun bench/verify.ts [FOLDER] [--rounds 7] [--cold] [--program dist/breakwater]
 *
 * FOLDER is a module whose dependencies are in the module cache (`go build ./...` or `go mod download` brings them);
 * without one a module with over 200 of them is made below .cache/, vendored.
 * Runs take turns, and the median of each number is printed with the least. Ours looks at go.sum, the extracted
 * folders and vendor/, which go does not; what asking the checksum log costs is measured apart. `--cold` empties the
 * page cache before each run (Linux, root): whoever else works on the machine feels it.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const root = join(import.meta.dir, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    cold: { type: "boolean", default: false },
    program: { type: "string" },
  },
});
const ownCache = join(root, ".cache/gomod");
const moduleCache: Readonly<Record<string, string>> = positionals[0] ? {} : { GOMODCACHE: ownCache };
const folder = positionals[0] ? resolve(positionals[0]) : makeDefault();
const rounds = Number(values.rounds);
if (!(rounds > 0)) throw new RangeError("Cannot measure: --rounds must be above 0");

/** A real module with its go.sum, all its dependencies and a vendor folder. */
function makeDefault(): string {
  const made = join(root, ".cache/verify-bench");
  if (existsSync(join(made, "vendor/modules.txt"))) return made;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const go = (...words: string[]): string => {
    const done = Bun.spawnSync(["go", ...words], {
      cwd: made,
      env: { ...process.env, GOFLAGS: "-mod=mod -modcacherw", GOWORK: "off", ...moduleCache },
    });
    if (done.exitCode !== 0) throw new Error(`go ${words.join(" ")}: ${done.stderr.toString()}`);
    return done.stdout.toString();
  };
  const { Dir } = JSON.parse(go("mod", "download", "-json", "github.com/cli/cli/v2@v2.83.0")) as {
    Dir: string;
  };
  Bun.spawnSync(["cp", "-R", `${Dir}/.`, made]);
  Bun.spawnSync(["chmod", "-R", "u+w", made]);
  go("mod", "download");
  go("mod", "vendor");
  return made;
}

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface Cost {
  readonly wallMs: number;
  readonly processorMs: number;
  readonly megabytes: number;
  readonly output: string;
}

const executable = resolve(values.program ?? join(root, "dist", "breakwater"));
const own = existsSync(executable) ? [executable] : [process.execPath, join(root, "src/cli/main.ts")];
const verify = [...own, "verify", folder, "--offline", "--format", "json"];
const go: Program = { name: "go mod verify", command: ["go", "mod", "verify"], environment: {} };
const breakwater: Program = {
  name: "breakwater verify",
  command: verify,
  environment: { GOSUMDB: "off" },
};
const withLog: Program = { name: "… and the log's answers at hand", command: verify, environment: {} };

report("warm", [go, breakwater, withLog], () => undefined);
if (values.cold) report("cold", [go, breakwater], dropPageCache);

function report(title: string, programs: readonly Program[], prepare: () => void): void {
  const costs = new Map<Program, Cost[]>(programs.map((program) => [program, []]));
  // A first run, not counted, brings files and programs into memory where they are to be there.
  for (const program of programs) runOnce(program);
  for (let round = 0; round < rounds; round++) {
    for (const program of programs) {
      prepare();
      costs.get(program)?.push(runOnce(program));
    }
  }
  console.log(`${title}, ${rounds} rounds, ${folder}`);
  for (const [{ name }, runs] of costs) {
    const wall = runs.map(({ wallMs }) => wallMs);
    const processor = runs.map(({ processorMs }) => processorMs);
    console.log(
      `  ${name.padEnd(32)} wall ${show(wall)}  processor ${show(processor)}  most ${Math.max(...runs.map(({ megabytes }) => megabytes)).toFixed(0)} MB  ${wordsOf(runs)}`,
    );
  }
  const ratio = (of: (cost: Cost) => number): string =>
    (median((costs.get(go) ?? []).map(of)) / median((costs.get(breakwater) ?? []).map(of))).toFixed(2);
  console.log(
    `  times faster: wall ${ratio(({ wallMs }) => wallMs)}, processor ${ratio(({ processorMs }) => processorMs)}`,
  );
}

function show(times: readonly number[]): string {
  return `${median(times).toFixed(0).padStart(6)} ms (least ${Math.min(...times).toFixed(0)})`;
}

/** What a run looked at: a fast answer about nothing is none. */
function wordsOf([first]: readonly Cost[]): string {
  const text = first?.output ?? "";
  if (!text.startsWith("{")) return text.trim();
  const { modules, verified, vendoredFiles } = JSON.parse(text) as Record<string, number>;
  return `${modules} modules, ${verified} verified, ${vendoredFiles} vendored files`;
}

function runOnce({ name, command, environment }: Program): Cost {
  const startedAt = performance.now();
  const done = Bun.spawnSync([...command], {
    cwd: folder,
    env: {
      ...process.env,
      GOFLAGS: "-mod=mod",
      GOWORK: "off",
      GOPROXY: "off",
      ...moduleCache,
      ...environment,
    },
    stderr: "pipe",
  });
  const wallMs = performance.now() - startedAt;
  if (done.exitCode !== 0)
    throw new Error(`${name} fails: ${done.stderr.toString()}${done.stdout.toString().slice(0, 1000)}`);
  const { cpuTime, maxRSS } = done.resourceUsage;
  return {
    wallMs,
    processorMs: Number(cpuTime.total) / 1000,
    megabytes: maxRSS / 1e6,
    output: done.stdout.toString(),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function dropPageCache(): void {
  Bun.spawnSync(["sync"]);
  writeFileSync("/proc/sys/vm/drop_caches", "3");
}
