/** Runs the real go command with an environment of its own. */
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Output, outputOf } from "../../scripts/output-of.ts";

const root = resolve(import.meta.dir, "../..");

/** The module cache of the project: downloads of every test land there. */
const moduleCache = join(root, ".cache/gomod");
const buildCache = join(root, ".cache/gocache");

export interface GoRun {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs go; settings of the person who runs the tests do not reach it. */
export async function runGo(args: readonly string[], { folder, environment = {} }: GoRun): Promise<Output> {
  mkdirSync(buildCache, { recursive: true });
  const child = Bun.spawn([goProgram(), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "/usr/bin:/bin",
      TMPDIR: tmpdir(),
      HOME: process.env.HOME ?? "/",
      GOENV: "off",
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
      GO111MODULE: "on",
      GOWORK: "off",
      GOCACHE: buildCache,
      GOMODCACHE: moduleCache,
      ...environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return outputOf(child);
}

function goProgram(): string {
  const usual = "/usr/local/go/bin/go";
  return Bun.which("go") ?? (existsSync(usual) ? usual : "go");
}

/** The GOPROXY of this machine, as go itself resolves it. */
export async function machineProxy(): Promise<string> {
  const child = Bun.spawn([goProgram(), "env", "GOPROXY"], { stdout: "pipe" });
  return (await new Response(child.stdout).text()).trim();
}
