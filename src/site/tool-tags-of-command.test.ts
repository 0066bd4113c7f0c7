import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";
import { buildOfCommand, selectInBuild } from "./site-builds.ts";

const tags =
  "amd64.v1 amd64.v2 amd64.v3 arm.5 arm.6 arm.7 arm64.v8.0 arm64.v8.1 arm64.v9.0 386.sse2 386.softfloat " +
  "ppc64le.power8 ppc64le.power9 riscv64.rva20u64 riscv64.rva22u64 wasm.satconv mips.hardfloat " +
  "goexperiment.regabiwrappers goexperiment.regabiargs goexperiment.greenteagc goexperiment.synctest " +
  "goexperiment.dwarf5 goexperiment.swissmap goexperiment.jsonv2 goexperiment.arenas";
const files = Object.fromEntries(
  tags.split(" ").map((tag) => [`f_${tag.replaceAll(".", "_")}_x.go`, `//go:build ${tag}\n\npackage m\n`]),
);
const module = { "go.mod": "module m\n\ngo 1.22\n", "m.go": "package m\n", ...files };

/** Which of the files a stage selects; a `?` behind those that stay open. */
async function selected(image: string, environment: Record<string, string>): Promise<readonly string[]> {
  const env = Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}\n`);
  const Dockerfile = `FROM ${image}\nWORKDIR /s\nCOPY . .\n${env.join("")}RUN go build .\n`;
  const workspace = await readWorkspace(createMemoryTree({ ...module, Dockerfile }));
  const command = resolveSites(workspace).sites[0]?.commands[0];
  const build = command && buildOfCommand(command);
  if (!build) throw new TypeError("no build");
  return workspace.goFiles
    .flatMap((file) => {
      const answer = selectInBuild(file, build).selected;
      return answer === "no" ? [] : [answer === "yes" ? file.path : `${file.path}?`];
    })
    .sort();
}

const targets: readonly Record<string, string>[] = [
  { GOARCH: "amd64" },
  { GOARCH: "amd64", GOAMD64: "v3" },
  { GOARCH: "386" },
  { GOARCH: "386", GO386: "softfloat" },
  { GOARCH: "arm", GOARM: "6" },
  { GOARCH: "arm64" },
  { GOARCH: "arm64", GOARM64: "v9.0" },
  { GOARCH: "ppc64le", GOPPC64: "power9" },
  { GOARCH: "riscv64" },
  { GOARCH: "mips" },
  { GOOS: "js", GOARCH: "wasm" },
  { GOOS: "darwin", GOARCH: "arm64" },
  { GOARCH: "amd64", GOEXPERIMENT: "arenas,nogreenteagc" },
  { GOARCH: "amd64", GOEXPERIMENT: "none" },
  { GOARCH: "arm64", GOEXPERIMENT: "noregabi" },
];

describe("the tags of the toolchain", () => {
  const version = Bun.spawnSync(["go", "env", "GOVERSION"], { env: { ...base(), GOTOOLCHAIN: "local" } })
    .stdout.toString()
    .trim()
    .replace(/^go/, "");

  test.each(
    targets.map((target) => [JSON.stringify(target), target] as const),
  )("for %s are those of go list", async (_, target) => {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
    try {
      for (const [name, text] of Object.entries(module)) writeFileSync(join(folder, name), text);
      const env = { ...base(), GOTOOLCHAIN: "local", GOOS: "linux", ...target };
      const list = ["go", "list", "-f", '{{join .GoFiles " "}}', "."];
      const { stdout, exitCode } = Bun.spawnSync(list, { cwd: folder, env });
      expect(exitCode).toBe(0);
      const real = stdout.toString().trim().split(" ").sort();
      expect(await selected(`golang:${version}`, target)).toEqual(real);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("are open where the version, the level or the target is", async () => {
    const known = await selected("golang:1.25", { GOARCH: "amd64" });
    expect(known).toContain("f_goexperiment_swissmap_x.go");
    const anyGo = await selected("example.com/go", { GOARCH: "amd64" });
    expect(anyGo).toContain("f_goexperiment_swissmap_x.go?");
    expect(anyGo).not.toContain("f_amd64_v2_x.go");
    expect(await selected("golang:1.25", {})).toContain("f_amd64_v1_x.go?");
    const open = await selected("golang:1.25", { GOARCH: "amd64", GOAMD64: "$LEVEL" });
    expect(open.filter((file) => file.includes("amd64"))).toEqual([
      "f_amd64_v1_x.go?",
      "f_amd64_v2_x.go?",
      "f_amd64_v3_x.go?",
    ]);
  });
});

function base(): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, GOENV: "off", GOFLAGS: "" };
}
