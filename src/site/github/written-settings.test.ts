/** What steps write for the steps behind them, held against what bash writes into the files of a runner. */
import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { GoCommand } from "../site.ts";
import type { Value } from "../value.ts";

const names = ["CGO_ENABLED", "GOOS", "GOARCH", "GOFLAGS"];

/** Runs a step as a runner does and reads the file that it wrote: `NAME=value`, `NAME<<END` … `END`. */
function reallyWritten(script: string, files: Record<string, string>): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "written-settings-"));
  try {
    for (const [name, text] of Object.entries({ ...files, ".step": script, ".env.file": "" })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
    const written = join(folder, ".env.file");
    const env = { PATH: "/usr/bin:/bin", GITHUB_ENV: written, RUNNER_OS: "Linux" };
    Bun.spawnSync(["bash", "-e", ".step"], { cwd: folder, env });
    return settingsOf(readFileSync(written, "utf8").split("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function settingsOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const several = /^([^=]+?)<<(.+)$/.exec(line);
    if (several?.[1]) {
      const end = lines.indexOf(several[2] ?? "", index + 1);
      settings[several[1]] = lines.slice(index + 1, end).join("\n");
      index = end;
      continue;
    }
    const equals = line.indexOf("=");
    if (equals > 0) settings[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return settings;
}

function indented(script: string): string {
  return script.trimEnd().replace(/^/gm, "          ");
}

async function commandsBehind(script: string, files: Record<string, string>): Promise<readonly GoCommand[]> {
  const workflow = `on: push\njobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n${indented(script)}\n      - run: go build ./...\n`;
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    ".github/workflows/ci.yml": workflow,
    ...files,
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.find(({ kind }) => kind === "github-job")?.commands ?? [];
}

/** `?` for what is not known; undefined values are what nothing sets. */
function shown(value: Value | undefined, isOpen: boolean): string {
  if (value === undefined) return isOpen ? "?" : "";
  if (value.kind === "known") return value.text;
  if (value.isUnset) return value.textIfUnset ?? "";
  return value.candidates ? `?${value.candidates.join("|")}` : "?";
}

const cases: readonly {
  readonly title: string;
  readonly script: string;
  readonly files?: Record<string, string>;
  readonly wants: Readonly<Record<string, string>>;
}[] = [
  {
    title: "printf with an end of line",
    script: "printf 'CGO_ENABLED=0\\n' >> \"$GITHUB_ENV\"",
    wants: { CGO_ENABLED: "0" },
  },
  {
    title: "printf with words",
    script: "printf '%s=%s\\n' GOOS darwin CGO_ENABLED 0 >> $GITHUB_ENV",
    wants: { CGO_ENABLED: "0", GOOS: "darwin" },
  },
  {
    title: "tee",
    script:
      'echo "CGO_ENABLED=0" | tee -a "$GITHUB_ENV"\necho GOOS=linux | tee --append $GITHUB_ENV > /dev/null',
    wants: { CGO_ENABLED: "0", GOOS: "linux" },
  },
  {
    title: "a group, and a group in a shell of its own",
    script:
      '{ echo "CGO_ENABLED=0"; echo GOOS=linux; } >> "$GITHUB_ENV"\n(\n  a=arm64\n  echo "GOARCH=$a"\n) >> $GITHUB_ENV',
    wants: { CGO_ENABLED: "0", GOOS: "linux", GOARCH: "arm64" },
  },
  {
    title: "a here-document",
    script:
      "os=darwin\ncat <<EOF >> \"$GITHUB_ENV\"\nCGO_ENABLED=0\nGOOS=$os\nEOF\ncat >> $GITHUB_ENV <<'EOF'\nGOARCH=$x\nEOF",
    wants: { CGO_ENABLED: "0", GOOS: "darwin", GOARCH: "$x" },
  },
  {
    title: "escapes of echo -e",
    script: 'echo -e "CGO_ENABLED=0\\nGOOS=linux" >> "$GITHUB_ENV"',
    wants: { CGO_ENABLED: "0", GOOS: "linux" },
  },
  {
    title: "a value of several lines",
    script:
      'echo "GOFLAGS<<EOF" >> "$GITHUB_ENV"\necho "-mod=mod" >> "$GITHUB_ENV"\necho "EOF" >> "$GITHUB_ENV"\n{\n  echo \'GOOS<<END\'\n  cat os.txt\n  echo END\n} >> $GITHUB_ENV\necho CGO_ENABLED=0 >> $GITHUB_ENV',
    files: { "os.txt": "linux\n" },
    wants: { CGO_ENABLED: "0", GOOS: "linux", GOFLAGS: "-mod=mod" },
  },
  {
    title: "a file, and a part of it",
    script:
      "cat a.env >> $GITHUB_ENV\ngrep -v '^#' b.env >> $GITHUB_ENV\ncat b.env | grep GOARCH | tee -a $GITHUB_ENV",
    files: { "a.env": "CGO_ENABLED=0\n", "b.env": "# no\nGOOS=linux\nGOARCH=arm64\n" },
    wants: { CGO_ENABLED: "0", GOOS: "linux", GOARCH: "arm64" },
  },
  {
    title: "quotes are part of the value",
    script: "echo 'GOFLAGS=\"-mod=mod\"' >> $GITHUB_ENV",
    wants: { GOFLAGS: '"-mod=mod"' },
  },
  {
    title: "a script of the repository, and a function",
    script: 'bash ./set.sh\nset_os() { echo "GOOS=$1"; }\nset_os darwin >> "$GITHUB_ENV"',
    files: { "set.sh": '#!/bin/bash\n# go build\necho "CGO_ENABLED=0" >> "$GITHUB_ENV"\n' },
    wants: { CGO_ENABLED: "0", GOOS: "darwin" },
  },
  {
    title: "a condition that files do not show",
    script:
      'if [ -f no-such-file ]; then echo CGO_ENABLED=0 >> $GITHUB_ENV; fi\n[ -n "$X" ] && echo GOOS=darwin >> $GITHUB_ENV || true',
    wants: { CGO_ENABLED: "?|0", GOOS: "?|darwin" },
  },
  {
    title: "a variable of the step alone is not one of the next",
    script: "export CGO_ENABLED=0\nGOOS=darwin\necho GOARCH=$GOOS >> /dev/null",
    wants: {},
  },
  {
    title: "programs that may write anything",
    script: 'python3 -c \'import os; open(os.environ["GITHUB_ENV"],"a").write("CGO_ENABLED=0\\n")\'',
    wants: { CGO_ENABLED: "?", GOOS: "?", GOARCH: "?", GOFLAGS: "?" },
  },
  {
    title: "sed into the file",
    script: "sed 's/^/CGO_ENABLED=/' zero.txt >> \"$GITHUB_ENV\"\nunknown-program >> $GITHUB_ENV",
    files: { "zero.txt": "0\n" },
    wants: { CGO_ENABLED: "?", GOOS: "?", GOARCH: "?", GOFLAGS: "?" },
  },
  {
    title: "a program of the repository that names the file",
    script: "python3 ./set.py",
    files: { "set.py": 'import os\nopen(os.environ["GITHUB_ENV"], "a").write("CGO_ENABLED=0\\n")\n' },
    wants: { CGO_ENABLED: "?", GOOS: "?", GOARCH: "?", GOFLAGS: "?" },
  },
  {
    title: "tee of a here-document",
    script: 'tee -a "$GITHUB_ENV" <<EOF\nCGO_ENABLED=0\nEOF\ntee -a $GITHUB_ENV <<< "GOOS=linux"',
    wants: { CGO_ENABLED: "0", GOOS: "linux" },
  },
  {
    title: "a line in two halves",
    script: 'echo -n CGO_ENABLED= >> "$GITHUB_ENV"\necho 0 >> "$GITHUB_ENV"',
    wants: { CGO_ENABLED: "0" },
  },
  {
    title: "a write that empties the file",
    script:
      'echo CGO_ENABLED=0 >> "$GITHUB_ENV"\necho GOOS=linux > "$GITHUB_ENV"\necho GOARCH=arm64 | tee "$GITHUB_ENV"',
    wants: { GOARCH: "arm64" },
  },
  {
    title: "files of other names",
    script: `echo GOOS=js >> $GITHUB_ENV.bak\necho GOOS=js >> "\${GITHUB_ENV}_x"\necho GOOS=js >> '$GITHUB_ENV'\necho GOOS=js >> $GITHUB_ENV >&2`,
    wants: {},
  },
  ...[
    'F="$GITHUB_ENV"\necho GOOS=js >> "$F"\necho GOOS=linux >> "$GITHUB_ENV"',
    'exec 3>> "$GITHUB_ENV"\necho GOOS=js >&3',
    'add() { echo GOOS=js >> "$1"; }\nadd "$GITHUB_ENV"',
    "awk '{print}' some.txt >> \"$GITHUB_ENV\"",
    "python3 <<'P'\nimport os\nopen(os.environ['GITHUB_ENV'], 'a').write('GOOS=js')\nP",
    "echo GOOS=js | tee -a log.txt | rev >> $GITHUB_ENV",
  ].map((script) => ({
    title: `what is not followed: ${script}`,
    script,
    wants: { CGO_ENABLED: "?", GOOS: "?", GOARCH: "?", GOFLAGS: "?" },
  })),
];

describe("settings for later steps", () => {
  for (const { title, script, files = {}, wants } of cases)
    test(title, async () => {
      const commands = await commandsBehind(script, files);
      const environment = commands.at(-1)?.environment;
      const said = Object.fromEntries(
        names.map((name) => [
          name,
          shown(environment?.goSetting(name)?.value, environment?.openReason !== undefined),
        ]),
      );
      expect(said).toEqual({ ...Object.fromEntries(names.map((name) => [name, ""])), ...wants });
      const real = reallyWritten(script, files);
      for (const name of names) {
        const text = said[name] ?? "";
        const may = text === "?" ? undefined : text.startsWith("?") ? text.slice(1).split("|") : [text];
        if (may) expect([name, may]).toEqual([name, expect.arrayContaining([real[name] ?? ""])]);
      }
    });

  test.each([
    ["github.event_name == 'pull_request'", "", "?|0"],
    ["github.event_name == 'pull_request'", "github.event_name == 'pull_request'", "0"],
    ["github.event_name == 'push'", "${{ github.event_name == 'push' && !cancelled() }}", "0"],
    ["github.event_name == 'push' && github.actor == 'x'", "github.event_name == 'push'", "?|0"],
    ["runner.os == 'Linux'", "", "0"],
    ["runner.os == 'Windows'", "", ""],
  ])("of a step behind %s, for one behind %s", async (first, second, want) => {
    const condition = (text: string): string => (text === "" ? "" : `        if: "${text}"\n`);
    const workflow =
      `on: [push, schedule]\njobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo CGO_ENABLED=0 >> $GITHUB_ENV\n${condition(first)}` +
      `      - run: go build ./...\n${condition(second)}`;
    const tree = createMemoryTree({
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      ".github/workflows/ci.yml": workflow,
    });
    const { sites } = resolveSites(await readWorkspace(tree));
    const environment = sites.find(({ kind }) => kind === "github-job")?.commands.at(-1)?.environment;
    expect(shown(environment?.goSetting("CGO_ENABLED")?.value, false)).toBe(want);
  });

  test("a script of actions/github-script opens what it exports", async () => {
    const workflow =
      "on: push\njobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/github-script@v8\n        with:\n" +
      "          script: core.exportVariable('CGO_ENABLED', context.payload.cgo)\n      - run: go build ./...\n";
    const tree = createMemoryTree({
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      ".github/workflows/ci.yml": workflow,
    });
    const { sites } = resolveSites(await readWorkspace(tree));
    expect(sites[0]?.commands.at(-1)?.cgo.value).toBe("unknown");
  });

  test("a program of the repository opens the variables that it names, or all", async () => {
    const modeBehind = async (line: string): Promise<string | undefined> => {
      const workflow =
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: python ./version.py\n      - run: go build ./...\n";
      const tree = createMemoryTree({
        "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
        "version.py": `with open(os.getenv("GITHUB_ENV"), "a") as f:\n    f.write(${line})\n`,
        ".github/workflows/ci.yml": workflow,
      });
      return resolveSites(await readWorkspace(tree)).sites[0]?.commands.at(-1)?.mode.value;
    };
    expect(await modeBehind('"VERSION={}\\n".format(v)')).toBe("readonly");
    expect(await modeBehind('"GOFLAGS={}\\n".format(v)')).toBe("unknown");
    expect(await modeBehind("line")).toBe("unknown");
  });

  test("the step that writes does not see them itself", async () => {
    const [own, next] = await commandsBehind("echo CGO_ENABLED=0 >> $GITHUB_ENV\ngo test ./...", {});
    expect([own?.cgo.value, next?.cgo.value]).toEqual(["on", "off"]);
  });
});
