import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { developerMachine } from "../bare-machine.ts";
import { resolveSites } from "../resolve-sites.ts";
import { known } from "../value.ts";
import { unameOutput } from "./uname.ts";

function uname(platform: string, ...args: readonly string[]): string | undefined {
  const [os = "", arch = ""] = platform.split("/");
  const machine = { ...developerMachine("it", undefined), hostOs: known(os), hostArch: known(arch) };
  return unameOutput(args, machine);
}

test("uname prints the names of the kernel and the processor, in that order", () => {
  expect(uname("linux/amd64")).toBe("Linux");
  expect(uname("linux/amd64", "-m")).toBe("x86_64");
  expect(uname("linux/arm64", "-ms")).toBe("Linux aarch64");
  expect(uname("darwin/arm64", "-s", "-m")).toBe("Darwin arm64");
});

test("uname is what this machine prints", () => {
  const run = (...args: readonly string[]): string =>
    Bun.spawnSync(["uname", ...args])
      .stdout.toString()
      .trim();
  const platform = `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`;
  expect(uname(platform, "-s")).toBe(run("-s"));
  expect(uname(platform, "-m")).toBe(run("-m"));
  expect(uname(platform, "-m", "-s")).toBe(run("-m", "-s"));
});

test("uname stays open on Windows, on 32 bits, for other flags and on a machine that nobody knows", () => {
  expect(uname("windows/amd64")).toBeUndefined();
  expect(uname("linux/386", "-m")).toBeUndefined();
  expect(uname("linux/amd64", "-r")).toBeUndefined();
  expect(unameOutput(["-s"], developerMachine("it", undefined))).toBeUndefined();
});

describe("a job whose runner is known", () => {
  const cgoOf = async (runner: string, script: string): Promise<string | undefined> => {
    const files = {
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      ".github/workflows/ci.yml": `on: push\njobs:\n  t:\n    runs-on: ${runner}\n    steps:\n      - run: bash build.sh\n`,
      "build.sh": script,
    };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    return sites.find(({ kind }) => kind === "github-job")?.cgo.value;
  };
  const lower = "export GOOS=$(uname -s | tr '[:upper:]' '[:lower:]')\ngo build .\n";
  const perSystem = "case $(uname) in Darwin) C=1 ;; *) C=0 ;; esac\nCGO_ENABLED=$C go build .\n";

  test("builds for itself where uname is turned into GOOS", async () => {
    expect(await cgoOf("ubuntu-24.04", lower)).toBe("on");
    expect(await cgoOf("macos-15", lower)).toBe("on");
    expect(await cgoOf("self-hosted", lower)).toBe("unknown");
  });

  test("takes the arm of its own system", async () => {
    expect(await cgoOf("ubuntu-24.04", perSystem)).toBe("off");
    expect(await cgoOf("macos-15", perSystem)).toBe("on");
    expect(await cgoOf("self-hosted", perSystem)).toBe("unknown");
  });
});
