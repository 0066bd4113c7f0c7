/**
 * What `check` costs in a new process: wall time, processor time (user and system), most memory; and what each phase costs.
 *
 *   bun bench/check.ts [FOLDER …] [--rounds 5] [--peers]
 *   bun bench/check.ts FOLDER --rules
 *
 * Without folders it makes the repository of bench/make-repository.ts at full size. Runs of all programs
 * on all folders take turns, and the least of each number is printed: on a shared machine everything else
 * is somebody else's work. `--peers` compares with linters that are in .cache/bin (docs/evidence/speed.md
 * says how they come there); a peer that is not there is said to be missing.
 */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { addToGit, defaultFolder, fullSize, makeRepository } from "./make-repository.ts";

const root = join(import.meta.dir, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    peers: { type: "boolean", default: false },
    phases: { type: "boolean", default: false },
    rules: { type: "boolean", default: false },
  },
});

if (values.rules) await measureRules(positionals[0] ?? ".");
else if (values.phases) console.log(JSON.stringify(await measurePhases(positionals[0] ?? ".")));
else measureAll(positionals.length > 0 ? positionals : [makeDefault()], Number(values.rounds));

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly folder: string;
  /** Exit codes that do not mean a failure: linters report findings by one. */
  readonly exitCodes: readonly number[];
}

interface Cost {
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly residentMegabytes: number;
}

function makeDefault(): string {
  const folder = `${defaultFolder}-full`;
  if (!existsSync(join(folder, "go.mod"))) makeRepository(folder, fullSize);
  if (!existsSync(join(folder, ".git"))) addToGit(folder);
  return folder;
}

function programsFor(folder: string): readonly Program[] {
  const executable = join(root, "dist", "breakwater");
  const own = ["check", folder, "--format", "json"];
  const programs: Program[] = [
    program("bun src/cli/main.ts", [process.execPath, join(root, "src/cli/main.ts"), ...own], folder),
  ];
  if (existsSync(executable)) programs.push(program("dist/breakwater", [executable, ...own], folder));
  if (values.peers) programs.push(...peersFor(folder));
  return programs;
}

/** Programs that a team runs in the same place; each looks at less than `check` does, and so does less. */
function peersFor(folder: string): readonly Program[] {
  const actionlint = join(root, ".cache", "bin", "actionlint");
  if (!existsSync(actionlint)) console.log("  (no .cache/bin/actionlint to compare with)");
  else if (existsSync(join(folder, ".github", "workflows")))
    return [program("actionlint (workflows)", [actionlint, "-shellcheck=", "-pyflakes="], folder)];
  return [];
}

function program(name: string, command: readonly string[], folder: string): Program {
  return { name, command, folder, exitCodes: [0, 1] };
}

function measureAll(folders: readonly string[], rounds: number): void {
  if (!(rounds > 0)) throw new RangeError("Cannot measure: --rounds must be above 0");
  for (const folder of folders.map((path) => resolve(path))) {
    console.log(`\n${basename(folder)}`);
    const programs = programsFor(folder);
    const costs = programs.map((): Cost[] => []);
    const phases: Phases[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [index, each] of programs.entries()) costs[index]?.push(run(each));
      phases.push(runPhases(folder));
    }
    for (const [index, each] of programs.entries()) printCost(each.name, costs[index] ?? [], costs[0] ?? []);
    printPhases(phases);
  }
}

function run({ name, command, folder, exitCodes }: Program): Cost {
  const started = performance.now();
  const child = Bun.spawnSync([...command], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  const wallMs = performance.now() - started;
  if (!exitCodes.includes(child.exitCode))
    throw new Error(`${name} ends with ${child.exitCode}: ${child.stderr.toString().trim()}`);
  const { cpuTime, maxRSS } = child.resourceUsage;
  return {
    wallMs,
    userMs: Number(cpuTime.user) / 1e3,
    systemMs: Number(cpuTime.system) / 1e3,
    residentMegabytes: maxRSS / 1e6,
  };
}

function printCost(name: string, costs: readonly Cost[], own: readonly Cost[]): void {
  const least = (pick: (cost: Cost) => number, of = costs): number => Math.min(...of.map(pick));
  const processor = ({ userMs, systemMs }: Cost): number => userMs + systemMs;
  const ratio = least(processor) / least(processor, own);
  console.log(
    [
      `  ${name.padEnd(24)}`,
      `${least(({ wallMs }) => wallMs)
        .toFixed(0)
        .padStart(6)} ms wall`,
      `${least(processor).toFixed(0).padStart(6)} ms user+sys`,
      `${least(({ residentMegabytes }) => residentMegabytes)
        .toFixed(0)
        .padStart(5)} MB`,
      costs === own ? "" : `${ratio.toFixed(2)} × the processor time of the first`,
    ].join("  "),
  );
}

/** Milliseconds of wall time by phase, in the order in which they happen. */
type Phases = Readonly<Record<string, number>>;

function runPhases(folder: string): Phases {
  const child = Bun.spawnSync([process.execPath, import.meta.path, "--phases", folder], {
    stderr: "inherit",
  });
  return JSON.parse(child.stdout.toString()) as Phases;
}

function printPhases(all: readonly Phases[]): void {
  const names = Object.keys(all[0] ?? {});
  if (names.length === 0) throw new Error("No phase was measured");
  const least = names.map((name) => ({ name, ms: Math.min(...all.map((one) => one[name] ?? 0)) }));
  const shown = least.filter(({ ms }) => ms >= 1).map(({ name, ms }) => `${name} ${ms.toFixed(0)}`);
  console.log(`  phases in ms: ${shown.join(", ")}`);
}

/** The steps of `check` one after the other in this process. */
async function measurePhases(folder: string): Promise<Phases> {
  const phases: Record<string, number> = {};
  let name = "load";
  let started = 0;
  const next = (following: string): void => {
    const now = performance.now();
    phases[name] = (phases[name] ?? 0) + now - started;
    name = following;
    started = now;
  };
  const { createFolderTree } = await import("../src/workspace/tree/folder-tree.ts");
  const { lookAt } = await import("../src/cli/look.ts");
  const { checkLook } = await import("../src/cli/check-pipeline.ts");
  const { rules } = await import("../src/rules/index.gen.ts");
  const { suppressionRules } = await import("../src/finding/suppression-rules.ts");
  next("tree");
  const tree = createFolderTree(folder);
  next("configuration");
  const look = await lookAt(tree, { step: (text) => next(text.toLowerCase()), end: () => undefined });
  next("rules");
  checkLook(look, {
    rules,
    known: [...rules, ...suppressionRules],
    honoursSuppressions: true,
    baseline: undefined,
    today: "2026-01-01",
  });
  next("end");
  return phases;
}

/** Each rule's own time over one workspace, the dearest first; what rules share is paid by the first that needs it. */
async function measureRules(folder: string): Promise<void> {
  const { createFolderTree } = await import("../src/workspace/tree/folder-tree.ts");
  const { lookAt } = await import("../src/cli/look.ts");
  const { runRules } = await import("../src/rules/run-rules.ts");
  const { rules } = await import("../src/rules/index.gen.ts");
  const tree = createFolderTree(resolve(folder));
  const look = await lookAt(tree, { step: () => undefined, end: () => undefined });
  const { workspace, table, config } = look;
  // Go files are read when somebody asks for them.
  if (workspace.goFiles.length === 0) console.log("  (no Go files)");
  const times = rules.map((rule) => {
    const started = performance.now();
    runRules({ workspace, sites: table.sites, contract: config.contract, rules: [rule] });
    return { id: rule.id, ms: performance.now() - started };
  });
  for (const { id, ms } of times.sort((a, b) => b.ms - a.ms)) {
    if (ms >= 1) console.log(`  ${id.padEnd(44)} ${ms.toFixed(1).padStart(8)} ms`);
  }
}
