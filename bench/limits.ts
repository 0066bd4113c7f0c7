/**
 * How long the worst files that we found keep their readers busy: `bun bench/limits.ts [CASE …]`.
 * Each case runs in a new process; printed is processor time, and what the reader says about the file.
 */
import { readWorkspace } from "../src/workspace/read-workspace.ts";
import { createMemoryTree } from "../src/workspace/tree/memory-tree.ts";

const megabyte = 1 << 20;

function lines(size: number, line: (index: number) => string): string {
  const all: string[] = [];
  for (let length = 0; length < size; length += all.at(-1)?.length ?? size) all.push(line(all.length));
  return all.join("");
}

/** A path and its text, by the name of the case. */
const cases: ReadonlyMap<string, () => readonly [path: string, text: string]> = new Map([
  ["yaml-dense", () => [".golangci.yml", lines(5e5, (i) => `k${i}: {a: 1, b: [x, y], c: {d: e}}\n`)]],
  ["yaml-flow", () => [".golangci.yml", `[${"a,".repeat(25e4)}]`]],
  ["gitlab-jobs", () => [".gitlab-ci.yml", lines(5e5, (i) => `j${i}:\n  script:\n    - go test ./p${i}\n`)]],
  [
    "gitlab-extends",
    () => [".gitlab-ci.yml", `a0:\n  script: [go]\n${lines(5e5, (i) => `a${i + 1}:\n  extends: a${i}\n`)}`],
  ],
  ["make-rules", () => ["Makefile", lines(8 * megabyte, (i) => `t${i}: t${i + 1}\n\tgo test ./p${i}\n`)]],
  ["make-values", () => ["Makefile", lines(megabyte, (i) => `V${i + 1} := $(V${i}) x\n`)]],
  ["make-append", () => ["Makefile", lines(megabyte, (i) => `V += x${i} $(W)\n`)]],
  ["script-half", () => ["a.sh", lines(5e5, (i) => `go test ./p${i} | tee x\n`)]],
  ["script-long", () => ["a.sh", lines(4 * megabyte, (i) => `go test ./p${i} | tee x\n`)]],
  ["script-quotes", () => ["a.sh", `go test ${`"'`.repeat(25e4)}`]],
  [
    "go-mod",
    () => ["go.mod", `module a\n\nrequire (\n${lines(10 * megabyte, (i) => `\ta.com/m${i} v1.0.${i}\n`)})\n`],
  ],
  ["go-mod-broken", () => ["go.mod", "x ( \n".repeat(2 * megabyte)]],
] as const);

const [first, ...others] = process.argv.slice(2);
if (first === "--once") await measure(others[0] ?? "");
else {
  const names = first === undefined ? [...cases.keys()] : [first, ...others];
  for (const name of names)
    Bun.spawnSync([process.execPath, import.meta.path, "--once", name], {
      stdout: "inherit",
      stderr: "inherit",
    });
  console.log(`${names.length} cases`);
}

async function measure(name: string): Promise<void> {
  const make = cases.get(name);
  if (!make) throw new RangeError(`No case is called "${name}"`);
  const [path, text] = make();
  const tree = createMemoryTree({ [path]: text });
  // Loading the grammar is no part of the reading.
  await readWorkspace(createMemoryTree({ "a.sh": "go test\n" }));
  const before = process.cpuUsage();
  const { unknowns } = await readWorkspace(tree);
  const { user, system } = process.cpuUsage(before);
  const megabytes = (text.length / 1e6).toFixed(1);
  const said = unknowns[0]?.reason.slice(0, 70) ?? "";
  console.log(
    `${name.padEnd(16)} ${megabytes.padStart(5)} MB ${((user + system) / 1e3).toFixed(0).padStart(6)} ms  ${said}`,
  );
}
