/** What the pure functions of src/go say about settings, shown by the local go command. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decideCgo } from "../../src/go/cgo.ts";
import { parseGoEnvFile, settingsOfEnvFile } from "../../src/go/env-file.ts";
import { judgeEnvironmentValue } from "../../src/go/environment-values.ts";
import { parseGoflags } from "../../src/go/goflags.ts";
import { knownArch, knownOs, supportedPlatforms } from "../../src/go/platforms.ts";
import { parseTagsFlag } from "../../src/go/tags-flag.ts";
import { defaultToolTags } from "../../src/go/tool-tags.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { localToolchain } from "./file-lists.ts";
import { runGo } from "./go-command.ts";

const { minor } = await localToolchain();
const folder = mkdtempSync(join(tmpdir(), "settings-"));
writeFileSync(join(folder, "go.mod"), "module m\n\ngo 1.21\n");
writeFileSync(join(folder, "m.go"), "package m\n");
let cases = 0;
afterAll(() => {
  rmSync(folder, { recursive: true });
  reportSuite("settings", cases);
});

function ask(args: readonly string[], environment: Record<string, string> = {}) {
  return runGo(args, { folder, environment: { GOPROXY: "off", ...environment } });
}

function caseOf(title: string, run: () => Promise<void>): void {
  test(title, async () => {
    cases++;
    await run();
  });
}

describe("values that go refuses or takes", () => {
  const questions: [name: string, value: string, goarch?: string][] = [
    ["GO111MODULE", "foo"],
    ["GO111MODULE", "ON"],
    ["GO111MODULE", "on"],
    ["GOAMD64", "3", "amd64"],
    ["GOAMD64", "v3", "amd64"],
    ["GOARM", "v7", "arm"],
    ["GOARM64", "9", "arm64"],
    ["GOARM64", "v9.5,crypto,lse", "arm64"],
    ["GOARM64", "v9.6", "arm64"],
    ["GOMIPS", "soft", "mips"],
    ["GOMIPS64", "softfloat", "mips64"],
    ["GOPPC64", "power7", "ppc64"],
    ["GORISCV64", "rva22u64", "riscv64"],
    ["GOWASM", "simd", "wasm"],
    ["GOWASM", "satconv,signext", "wasm"],
    ["GOCACHE", "off"],
    ["GOCACHE", "relative"],
    ["GOPATH", "relative"],
    ["GOWORK", "relative"],
    ["GOFIPS140", "on"],
    ["GOFIPS140", "off"],
    ["GOMEMLIMIT", "x"],
    ["GOMEMLIMIT", "1GiB"],
    ["GOMAXPROCS", "x"],
    ["GOGC", "x"],
    ["GOTOOLCHAIN", "latest"],
    ["GOTOOLCHAIN", "1.26.8"],
    ["GOTOOLCHAIN", "local+path"],
    ["GOTOOLCHAIN", "go1.26.8+foo"],
    ["GOTOOLCHAIN", "go1.21"],
    ["GOOS", "macos"],
    ["GOARCH", "x86_64"],
    ["CGO_ENABLED", "false"],
    ["GODEBUG", "tls3des=1"],
    ["GOFLAGS", "-tags='a b'"],
    ["GOFLAGS", "'-tags=a b'"],
    ["GOFLAGS", "-no-sync"],
    ["GOFLAGS", "-insecure"],
    ["GOFLAGS", "vendor"],
    ["GOFLAGS", "-v '-x"],
  ];
  for (const [name, value, goarch] of questions) {
    caseOf(`${name}=${value}`, async () => {
      const judgement = judgeEnvironmentValue({ name, value, goMinor: minor, goarch });
      const { exitCode, stderr } = await ask(["build", "-o", "/dev/null", "."], {
        [name]: value,
        ...(goarch === undefined ? {} : { GOARCH: goarch }),
        ...(goarch === "wasm" ? { GOOS: "js" } : {}),
        CGO_ENABLED: name === "CGO_ENABLED" ? value : "0",
      });
      expect({ refused: exitCode !== 0, stderr }).toEqual({
        refused: judgement?.verdict === "refused",
        stderr,
      });
    });
  }

  for (const text of ["vendor", "-v '-x", "-no-sync", "-tags='a b'", "--=x"]) {
    caseOf(`GOFLAGS=${text} is refused in go's words`, async () => {
      const { stderr } = await ask(["list"], { GOFLAGS: text });
      expect(parseGoflags(text, `1.${minor}`).problems[0]?.message).toBe(stderr.trim());
    });
  }
});

describe("platforms and their tags", () => {
  caseOf("the pairs are those of go tool dist list", async () => {
    const { stdout } = await ask(["tool", "dist", "list"]);
    const ours = supportedPlatforms(minor).map(({ goos, goarch }) => `${goos}/${goarch}`);
    expect(ours.sort()).toEqual(stdout.trim().split("\n").sort());
    for (const { goos, goarch } of supportedPlatforms(minor)) {
      expect([knownOs.has(goos), knownArch.has(goarch)]).toEqual([true, true]);
    }
  });

  const levels: [goos: string, goarch: string, variable: string, level: string][] = [
    ["linux", "amd64", "GOAMD64", "v3"],
    ["linux", "amd64", "GOAMD64", "5"],
    ["linux", "386", "GO386", "softfloat"],
    ["linux", "arm", "GOARM", "6"],
    ["linux", "arm", "GOARM", "5,hardfloat"],
    ["linux", "arm64", "GOARM64", "v8.4,crypto"],
    ["darwin", "arm64", "GOARM64", "v9.2"],
    ["linux", "mipsle", "GOMIPS", "softfloat"],
    ["linux", "ppc64le", "GOPPC64", "power10"],
    ["linux", "riscv64", "GORISCV64", "rva22u64"],
    ["js", "wasm", "GOWASM", "satconv"],
    ["linux", "s390x", "GOAMD64", ""],
    ["aix", "ppc64", "GOPPC64", ""],
    ["linux", "loong64", "GOAMD64", ""],
  ];
  for (const [goos, goarch, variable, level] of levels) {
    caseOf(`${goos}/${goarch} with ${variable}=${level} has go's tool tags`, async () => {
      const environment = { GOOS: goos, GOARCH: goarch, [variable]: level };
      const { stdout } = await ask(["list", "-f", '{{join context.ToolTags "\\n"}}'], environment);
      const ours = defaultToolTags({ goos, goarch, goMinor: minor, level });
      expect([...ours].sort()).toEqual(stdout.trim().split("\n").sort());
    });
  }
});

describe("cgo", () => {
  const questions = ["", "0", "1", "false", "true"].flatMap((cgoEnabled) =>
    ["", "arm64"].flatMap((goarch) =>
      ["", "clang"].flatMap((cc) => [true, false].map((hasPath) => ({ cgoEnabled, goarch, cc, hasPath }))),
    ),
  );
  for (const { cgoEnabled, goarch, cc, hasPath } of questions) {
    const name = `CGO_ENABLED=${cgoEnabled} GOARCH=${goarch} CC=${cc} ${hasPath ? "with" : "without"} PATH`;
    caseOf(name, async () => {
      const usual = process.env.PATH ?? "";
      const environment: Record<string, string> = { CGO_ENABLED: cgoEnabled, GOARCH: goarch, CC: cc };
      if (!hasPath) environment.PATH = "/nowhere";
      const host = await ask(["env", "GOHOSTOS", "GOHOSTARCH"]);
      const [hostGoos = "", hostGoarch = ""] = host.stdout.trim().split("\n");
      const { stdout } = await ask(["env", "CGO_ENABLED"], environment);
      const compilerOnPath = hasPath && Bun.which("gcc", { PATH: usual }) !== null;
      const decision = decideCgo({
        cgoEnabled,
        goarch,
        hostGoos,
        hostGoarch,
        cc,
        compilerOnPath,
        goVersion: `1.${minor}`,
      });
      expect(decision.value).toBe(stdout.trim() === "1" ? "on" : "off");
    });
  }
});

describe("-tags and the file of go env -w", () => {
  for (const value of ["a,b", "a b", "a+b", "!debug", "'a' b", "a;b", ",a,,b,", "a, b", "'a b"]) {
    caseOf(`-tags ${value} switches on what we say`, async () => {
      const { exitCode, stdout } = await ask([
        "list",
        "-tags",
        value,
        "-f",
        '{{join context.BuildTags "\\n"}}',
      ]);
      const { tags, problems } = parseTagsFlag(value);
      const isRefused = problems.some(({ kind }) => kind === "unterminated");
      expect(exitCode === 0).toBe(!isRefused);
      if (!isRefused) expect([...tags]).toEqual(stdout.trim().split("\n"));
    });
  }

  for (const value of ["a, b", "a b", "a,b", "a+b"]) {
    caseOf(`go build refuses -tags ${JSON.stringify(value)} only when blanks and commas mix`, async () => {
      const { exitCode } = await ask(["build", "-tags", value, "."]);
      expect(exitCode !== 0).toBe(parseTagsFlag(value).problems.some(({ kind }) => kind === "mixed"));
    });
  }

  caseOf("lines are read as go reads them", async () => {
    const text =
      "GOPRIVATE=a, b\nGONOPROXY=x\r\n GOVCS=off\nGOINSECURE ='q'\nGOFLAGS=-v\nGOFLAGS=-x\n#GOBIN=/x\nGOSUMDB='off'\n";
    const file = join(folder, "env");
    writeFileSync(file, text);
    const names = ["GOPRIVATE", "GONOPROXY", "GOVCS", "GOINSECURE", "GOFLAGS", "GOBIN", "GOSUMDB"];
    const settings = settingsOfEnvFile(parseGoEnvFile(text));
    const { stdout } = await runGo(["env", "-json", ...names], {
      folder,
      environment: { GOENV: file, GOFLAGS: "" },
    });
    const theirs = JSON.parse(stdout) as Record<string, string>;
    for (const name of names) expect([name, settings.get(name) ?? ""]).toEqual([name, theirs[name] ?? ""]);
  });
});
