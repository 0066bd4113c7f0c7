/** Go releases for scenarios: the host's own, and others that the go command downloads as toolchains. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export interface Toolchain {
  /** `go1.21.13`. */
  readonly version: string;
  /** The folder of its go binary. */
  readonly bin: string;
}

const known = new Map<string, Toolchain>();

/** The go on PATH. */
export function hostToolchain(): Toolchain {
  return ask("local");
}

/** A release by name (`go1.21.13`); downloaded once into the user's module cache. */
export function findToolchain(name: string): Toolchain {
  if (!/^go\d+\.\d+(\.\d+|rc\d+)?$/.test(name)) throw new RangeError(`No such toolchain: "${name}"`);
  return ask(name);
}

function ask(gotoolchain: string): Toolchain {
  const found = known.get(gotoolchain);
  if (found) return found;
  const done = spawnSync("go", ["env", "GOROOT", "GOVERSION"], {
    // A folder without go.mod, so that no go line or toolchain line has a say.
    cwd: "/",
    env: { ...process.env, GOTOOLCHAIN: gotoolchain, GOFLAGS: "", GOWORK: "off" },
    encoding: "utf8",
    timeout: 300_000,
  });
  if (done.status !== 0)
    throw new Error(`Cannot get toolchain ${gotoolchain}: ${done.stderr?.trim() || done.error?.message}`);
  const [goroot = "", version = ""] = done.stdout.split("\n");
  const toolchain = { version, bin: join(goroot, "bin") };
  known.set(gotoolchain, toolchain);
  return toolchain;
}
