import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

interface Step {
  readonly shell?: string;
  readonly run: string;
}

/** The site of a job on Windows; a step without a shell runs PowerShell there. */
async function siteOf(...steps: readonly Step[]) {
  const written = steps.map(({ shell, run }) => {
    const lines = run.split("\n").map((line) => `          ${line}\n`);
    return `      - ${shell ? `shell: ${shell}\n        ` : ""}run: |\n${lines.join("")}`;
  });
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    "cmd/app/go.mod": "module example.com/ledger/cmd/app\n\ngo 1.25.0\n",
    ".github/workflows/ci.yml": `on: push
jobs:
  build:
    runs-on: windows-2025
    env: {MODE: readonly}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@v6
        with: {go-version: 1.25.1}
${written.join("")}`,
  });
  const { sites, unknowns } = resolveSites(await readWorkspace(tree));
  return { commands: sites[0]?.commands ?? [], unknowns };
}

async function lastOf(run: string, shell?: string) {
  return (await siteOf({ run, ...(shell ? { shell } : {}) })).commands.at(-1);
}

/** What the last command sees of a variable. */
async function seen(name: string, run: string, shell?: string) {
  const value = (await lastOf(run, shell))?.environment.get(name)?.value;
  return value?.kind === "known" ? value.text : value?.kind;
}

describe("PowerShell", () => {
  test.each([
    ['$env:CGO_ENABLED = "0"', "0"],
    ["$env:CGO_ENABLED='0'", "0"],
    ["$env:CGO_ENABLED = 0", "0"],
    ["$Env:CGO_ENABLED = 0;", "0"],
    ["${env:CGO_ENABLED} = '0' # off", "0"],
    ['Set-Item -Path Env:CGO_ENABLED -Value "0"', "0"],
    ["[Environment]::SetEnvironmentVariable('CGO_ENABLED', '0')", "0"],
    ['$env:CGO_ENABLED = "1"; $env:CGO_ENABLED = "0"', "0"],
    ['$off = "0"\n$env:CGO_ENABLED = $Off', "0"],
    ['$env:CGO_ENABLED = "0"\nRemove-Item Env:CGO_ENABLED', undefined],
    ['$env:CGO_ENABLED = "0"\nRemove-Item Env:\\CGO_ENABLED', undefined],
    ['$env:CGO_ENABLED = "0"\n$env:CGO_ENABLED = $null', undefined],
    ["$env:CGO_ENABLED = $true", "True"],
    ['$env:CGO_ENABLED = "0" + "1"', "unknown"],
    ['$env:CGO_ENABLED = if ($x) { "1" } else { "0" }', "unknown"],
    ['$env:CGO_ENABLED += "0"', "unknown"],
    ["$env:CGO_ENABLED = Get-Content cgo.txt", "unknown"],
    ["# $env:CGO_ENABLED = 0", undefined],
    ["<#\n$env:CGO_ENABLED = 0\n#>", undefined],
    ["Write-Host '$env:CGO_ENABLED = 0'", undefined],
    ["$text = @'\n$env:CGO_ENABLED = 0\n'@", undefined],
  ])("%s", async (line, text) => {
    expect(await seen("CGO_ENABLED", `${line}\ngo build ./...`)).toBe(text);
  });

  test("texts in double quotes take variables, those in single quotes do not", async () => {
    expect(await seen("GOFLAGS", '$env:GOFLAGS = "-mod=$env:MODE"\ngo build')).toBe("-mod=readonly");
    expect(await seen("GOFLAGS", "$env:GOFLAGS = '-mod=$env:MODE'\ngo build")).toBe("-mod=$env:MODE");
    expect(await seen("GOFLAGS", '$env:GOFLAGS = "-mod=`$env:MODE"\ngo build')).toBe("-mod=$env:MODE");
    expect(await seen("GOFLAGS", '$env:GOFLAGS = @"\n-mod=$env:MODE\n"@\ngo build')).toBe("-mod=readonly");
  });

  test("a command ends at a semicolon, a bar, a chain operator and the end of the line", async () => {
    const run = "go vet ./... ; go build . && go test .\ngo list ./... | Select-String x";
    const { commands } = await siteOf({ run });
    expect(commands.map(({ text }) => text)).toEqual([
      "go vet ./...",
      "go build .",
      "go test .",
      "go list ./...",
    ]);
  });

  test("a backtick at the end of a line continues it", async () => {
    const command = await lastOf("go build `\n  -tags netgo `\n  ./...");
    expect(command?.text).toBe("go build -tags netgo ./...");
    expect(command?.tags.value).toEqual(["netgo"]);
  });

  test("a list is several arguments, and an argument with a dot is cut: neither is read as one", async () => {
    expect((await lastOf("go build -tags netgo,osusergo ./..."))?.tags.value).toBeUndefined();
    expect((await lastOf('go build -tags "netgo,osusergo" ./...'))?.tags.value).toEqual([
      "netgo",
      "osusergo",
    ]);
    const command = await lastOf("go test -coverprofile=c.out ./...");
    expect(command?.arguments.map(({ value }) => value.kind)).toEqual(["unknown", "known"]);
  });

  test("Set-Location, cd and Push-Location change the folder, with either slash", async () => {
    for (const line of ["cd cmd\\app", "Set-Location -Path cmd/app", "Push-Location .\\cmd\\app"])
      expect((await lastOf(`${line}\ngo build .`))?.module?.file).toBe("cmd/app/go.mod");
    expect((await lastOf("Push-Location cmd/app\nPop-Location\ngo build ."))?.module?.file).toBe("go.mod");
  });

  test("a program is named by its path behind the call operator", async () => {
    expect((await lastOf('& "go" build ./...'))?.subcommand).toBe("build");
    expect((await lastOf("& go.exe build ./..."))?.subcommand).toBe("build");
  });

  test("conditions make what is inside conditional", async () => {
    const run =
      "if ($env:X -eq 'y') {\n  go vet .\n} else {\n  go test .\n}\nforeach ($x in 1..3) { go list $x }\ngo build .";
    const { commands } = await siteOf({ run });
    expect(commands.map(({ text, isConditional }) => `${text} ${isConditional}`)).toEqual([
      "go vet . true",
      "go test . true",
      "go list $x true",
      "go build . false",
    ]);
  });

  test("a command that the workflow fills in is read", async () => {
    const tools = "${{ env.MODE }}";
    const { commands } = await siteOf({ run: `${tools} go\ngo build -mod=${tools} .` });
    expect(commands[0]?.mode.value).toBe("readonly");
    const named = await siteOf({ run: "${{ 'go' }} build ." });
    expect(named.commands[0]?.subcommand).toBe("build");
  });

  test("a function runs where it is called", async () => {
    const run = 'function Build-It($os) {\n  $env:GOOS = "linux"\n  go build .\n}\nBuild-It';
    expect((await lastOf(run))?.goos).toMatchObject({ text: "linux" });
  });

  test("a failure counts when it is the last status of a program, or somebody asks for it", async () => {
    const treatment = async (run: string) => (await siteOf({ run })).commands[0]?.failure.kind;
    expect(await treatment("go build .")).toBe("stops");
    expect(await treatment("go build .\nWrite-Host done\nPop-Location")).toBe("stops");
    expect(
      await treatment("go build .\nif ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\ngo test ."),
    ).not.toBe("swallowed");
    expect(await treatment("go build .\nif (-not $?) { throw 'x' }\ngo test .")).not.toBe("swallowed");
    expect(await treatment("go build .\ngo test .")).toBe("swallowed");
    const stops = "$PSNativeCommandUseErrorActionPreference = $true\n";
    expect(await treatment(`${stops}go build .\ngo test .`)).toBe("stops");
  });

  test.each([
    'Add-Content -Path $env:GITHUB_ENV -Value "GOFLAGS=-mod=mod"',
    '"GOFLAGS=-mod=mod" >> $env:GITHUB_ENV',
    '"GOFLAGS=-mod=mod" | Out-File -FilePath $env:GITHUB_ENV -Encoding utf8 -Append',
    'echo "GOFLAGS=-mod=mod" >> $env:GITHUB_ENV',
    "Write-Output 'GOFLAGS=-mod=mod' | Out-File -Append $env:GITHUB_ENV",
  ])("writes for later steps: %s", async (line) => {
    const { commands } = await siteOf({ run: line }, { run: "go build ./..." });
    expect(commands.at(-1)?.mode.value).toBe("mod");
  });

  test.each([
    "Invoke-Command { go build ./... }",
    "1..3 | ForEach-Object { go test ./... }",
    "if ((go list ./...) -eq 'x') { exit 1 }",
    "$job = Start-Job -ScriptBlock { go build ./... }",
    "switch ($x) { 'a' { go build ./... } }",
    "Invoke-Expression 'go build ./...'",
    "Start-Process go -ArgumentList 'build','.' -Wait",
    "pwsh -File build.ps1",
    "cmd /c build.bat",
  ])("what may run go and is not read is an unknown: %s", async (line) => {
    const { unknowns } = await siteOf({ run: `${line}\ngo version` });
    expect(unknowns.map(({ code }) => code)).toContain("broken-script");
  });

  test("a text that only names go runs nothing", async () => {
    const { commands, unknowns } = await siteOf({
      run: "Write-Host 'now: go build ./...'\n# go test ./...\n$x = 'go vet'\ngo version",
    });
    expect(commands.map(({ text }) => text)).toEqual(["go version"]);
    expect(unknowns.filter(({ code }) => code === "broken-script")).toEqual([]);
  });

  test("any text is read to its end", async () => {
    for (const run of [
      '"',
      "'",
      "@'",
      '@"\nx',
      "$(",
      "${",
      "{",
      "}",
      ")",
      "& ",
      "if (",
      "if ($x) {",
      "`",
      "<#",
      "| |",
      "a &&",
      "[",
      "function",
      "try {",
    ])
      expect((await siteOf({ run: `go version\n${run}` })).commands[0]?.text).toBe("go version");
  });
});

describe("cmd", () => {
  test.each([
    ["set CGO_ENABLED=0", "0"],
    ['set "CGO_ENABLED=0"', "0"],
    ["SET CGO_ENABLED=0", "0"],
    ["set CGO_ENABLED=", undefined],
    ["rem set CGO_ENABLED=0", undefined],
    [":: set CGO_ENABLED=0", undefined],
    ["@echo off\nset CGO_ENABLED=0", "0"],
    ["set A=0\nset CGO_ENABLED=%A%", "0"],
    ["set /p CGO_ENABLED=value?", "unknown"],
  ])("%s", async (line, text) => {
    expect(await seen("CGO_ENABLED", `${line}\ngo build ./...`, "cmd")).toBe(text);
  });

  test("a blank before && belongs to the value", async () => {
    expect(await seen("CGO_ENABLED", "set CGO_ENABLED=0 && go build ./...", "cmd")).toBe("0 ");
    expect(await seen("CGO_ENABLED", "set CGO_ENABLED=0&& go build ./...", "cmd")).toBe("0");
    expect(await seen("CGO_ENABLED", 'set "CGO_ENABLED=0" && go build ./...', "cmd")).toBe("0");
  });

  test("commands, folders and quotes", async () => {
    const command = await lastOf('cd /d cmd\\app\ngo build -ldflags "-s -w" ^\n  -tags "a,b" .', "cmd");
    expect(command?.module?.file).toBe("cmd/app/go.mod");
    expect(command?.tags.value).toEqual(["a", "b"]);
    const values = command?.arguments.map(({ value }) => (value.kind === "known" ? value.text : "?"));
    expect(values).toEqual(["-ldflags", "-s -w", "-tags", "a,b", "."]);
  });

  test("only the last status counts, unless somebody asks for it", async () => {
    const treatment = async (run: string) => (await siteOf({ run, shell: "cmd" })).commands[0]?.failure.kind;
    expect(await treatment("go build .\ngo test .")).toBe("swallowed");
    expect(await treatment("go build . && go test .")).toBe("stops");
    expect(await treatment("go build . || exit /b 1\ngo test .")).not.toBe("swallowed");
    expect(await treatment("go build .\nif errorlevel 1 exit /b 1\ngo test .")).not.toBe("swallowed");
    expect(await treatment("go build .\nif %ERRORLEVEL% neq 0 exit /b %ERRORLEVEL%\ngo test .")).not.toBe(
      "swallowed",
    );
  });

  test("writes for later steps", async () => {
    const write = { shell: "cmd", run: "echo GOFLAGS=-mod=mod>> %GITHUB_ENV%" };
    const { commands } = await siteOf(write, { run: "go build ./..." });
    expect(commands.at(-1)?.mode.value).toBe("mod");
  });

  test("blocks and conditions that may run go are unknowns", async () => {
    for (const run of [
      "if exist x go build .",
      "for %%p in (a b) do go build %%p",
      "if 1==1 (\ngo test .\n)",
      'powershell -Command "go build ."',
      "call build.bat",
    ]) {
      const { unknowns } = await siteOf({ shell: "cmd", run: `${run}\ngo version` });
      const isNoted = unknowns.some(({ code }) => code === "broken-script");
      expect([run, isNoted]).toEqual([run, true]);
    }
  });
});

test("a step with bash on Windows is read as a shell script", async () => {
  expect(await seen("CGO_ENABLED", "export CGO_ENABLED=0\ngo build ./...", "bash")).toBe("0");
});
