/** What Breakwater says about cgo of native and cross builds, against `go env CGO_ENABLED` of the real go. */
import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { decideCgo } from "../../src/go/cgo.ts";
import { runGo } from "./go-command.ts";

const hasCompiler = Bun.which("gcc") !== null;

async function goEnv(name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await runGo(["env", name], { folder: tmpdir(), environment });
  return stdout.trim();
}

const host = {
  hostGoos: await goEnv("GOHOSTOS"),
  hostGoarch: await goEnv("GOHOSTARCH"),
  goVersion: (await goEnv("GOVERSION")).replace(/^go/, ""),
};

const targets = ["js/wasm", "plan9/amd64", "windows/amd64", "linux/386", "linux/arm", "darwin/arm64", ""];

test.each(targets)("cgo for target %p is what go says", async (target) => {
  const [goos = "", goarch = ""] = target.split("/");
  const { value } = decideCgo({
    ...host,
    goos,
    goarch,
    cgoEnabled: undefined,
    cc: undefined,
    compilerOnPath: hasCompiler,
  });
  const said = await goEnv("CGO_ENABLED", { GOOS: goos, GOARCH: goarch });
  expect(said).toBe(value === "on" ? "1" : "0");
});

test("a target that go itself names is a native build", async () => {
  const GOOS = await goEnv("GOOS");
  const GOARCH = await goEnv("GOARCH");
  expect(await goEnv("CGO_ENABLED", { GOOS, GOARCH })).toBe(await goEnv("CGO_ENABLED"));
});
