import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

const module = {
  "go.mod": "module m\n\ngo 1.22.0\n\nrequire dep.test/d v0.0.0\n\nreplace dep.test/d => ./dep\n",
  "main.go": 'package main\n\nimport _ "dep.test/d"\n\nfunc main() {}\n',
  "dep/go.mod": "module dep.test/d\n\ngo 1.22.0\n",
  "dep/d.go": "package d\n",
  Makefile: "vendor:\n\tgo mod vendor\n.PHONY: vendor\nclean:\n\trm -rf ./vendor bin\n",
};
const committed = {
  ...module,
  "vendor/modules.txt":
    "# dep.test/d v0.0.0 => ./dep\n## explicit; go 1.22.0\ndep.test/d\n# dep.test/d => ./dep\n",
  "vendor/dep.test/d/d.go": "package d\n",
};

/** Where the last `go list` of a script finds the dependency, as the real go says. */
function modeReally(files: Readonly<Record<string, string>>, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { PATH = "", HOME = "" } = process.env;
    const env = {
      PATH,
      HOME,
      GOENV: "off",
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
      GOPROXY: "off",
      GOSUMDB: "off",
    };
    const list = "go list -f '{{.Dir}}' dep.test/d";
    const { stdout, stderr } = Bun.spawnSync(["bash", "-ec", `${script}\n${list}`], { cwd: folder, env });
    const found = stdout.toString().trim().split("\n").at(-1) ?? "";
    if (!found.includes("/d")) throw new Error(stderr.toString());
    return found.includes("/vendor/") ? "vendor" : "readonly";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function lastCommand(files: Readonly<Record<string, string>>, steps: string) {
  const workflow = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with: {go-version: 1.23.4}
${steps}`;
  const tree = createMemoryTree({ ...files, ".github/workflows/ci.yml": workflow });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.find(({ kind }) => kind === "github-job")?.commands.at(-1)?.mode;
}

const step = (script: string): string => `      - run: |\n${script.replace(/^/gm, "          ")}\n`;

describe("the mode after a vendor folder was made or removed is that of the real go", () => {
  for (const [files, script] of [
    [module, "go mod vendor"],
    [module, "make vendor"],
    [module, "go mod vendor -o other"],
    [module, "go mod vendor; rm -rf vendor"],
    [module, "go mod vendor; mv vendor old"],
    [committed, "true"],
    [committed, "rm -rf vendor"],
    [committed, "rm -rf ./vendor/ bin"],
    [committed, "make clean"],
    [committed, "rm -rf vendor; go mod vendor"],
    [committed, "rm -rf dep/vendor"],
    [committed, "mv vendor /tmp/breakwater-nowhere-$$; mv /tmp/breakwater-nowhere-$$ old"],
    [committed, "(cd dep; go mod vendor)"],
    [committed, "git init -q . && git add -A && rm -rf vendor && git checkout -- vendor"],
    [committed, "git init -q . && git add -A && rm -rf vendor && git restore ./vendor/"],
  ] as const) {
    test(`${files === module ? "none" : "one"} committed: ${script}`, async () => {
      const really = modeReally(files, script);
      const oneStep = await lastCommand(files, step(`${script}\ngo list .`));
      const twoSteps = await lastCommand(files, step(script) + step("go list ."));
      expect([oneStep?.value, twoSteps?.value]).toEqual([really as "vendor", really as "vendor"]);
    });
  }
});

test("where files cannot tell whether the folder is there, the mode is not known", async () => {
  for (const [files, script] of [
    [module, "if [ -e x ]; then go mod vendor; fi"],
    [module, 'cd "$(cat where)" && go mod vendor && cd "$GITHUB_WORKSPACE"'],
    [module, "go mod vendor || true"],
    [module, "cp -r /opt/vendor ."],
    [committed, 'rm -rf "$(cat where)/vendor"'],
    [committed, "find . -name vendor -exec rm -rf {} +"],
    [committed, "[ -e x ] && rm -rf vendor || true"],
  ] as const) {
    const mode = await lastCommand(files, step(`${script}\ngo build .`));
    expect([script, mode?.value]).toEqual([script, "unknown"]);
    expect(mode?.why[0]?.text).toContain("the vendor folder first");
  }
  expect((await lastCommand(committed, step("go mod vendor || true\ngo build .")))?.value).toBe("vendor");
});

test("a folder that a cache may bring counts, one that an image's RUN makes is there", async () => {
  const cache = "      - uses: actions/cache@v4\n        with: {path: vendor, key: k}\n";
  expect((await lastCommand(module, cache + step("go build .")))?.value).toBe("unknown");
  const Dockerfile =
    "FROM golang:1.23.4 AS a\nWORKDIR /s\nCOPY . .\nRUN go mod vendor\nRUN go build .\nFROM a\nRUN go build .\n";
  for (const files of [module, { ...committed, ".dockerignore": "vendor\n" }]) {
    const { sites } = resolveSites(await readWorkspace(createMemoryTree({ ...files, Dockerfile })));
    const stages = sites.filter(({ kind }) => kind === "dockerfile-stage");
    expect(stages.map(({ commands }) => commands.at(-1)?.mode.value)).toEqual(["vendor", "vendor"]);
  }
});

describe("a vendor folder that is brought after it was made or removed", () => {
  const modesOf = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    const kinds = /^(?:dockerfile-stage|g\w+-job|circleci-job)$/;
    const found = sites.filter(({ kind }) => kinds.test(kind)).flatMap(({ commands }) => commands);
    return found.filter(({ subcommand }) => subcommand === "build").map(({ mode }) => mode.value);
  };

  test("COPY brings a committed one back to where go looks for it", async () => {
    const image = "FROM golang:1.23.4 AS a\nWORKDIR /s\nCOPY . .\nRUN rm -rf vendor && go build .\n";
    const later = "RUN go build .\nFROM a\nRUN go build .\n";
    const after = (copy: string, more = {}): Promise<readonly string[]> =>
      modesOf({ ...committed, ...more, Dockerfile: `${image}${copy}\n${later}` });
    expect(await after("COPY . .")).toEqual(["readonly", "vendor", "vendor"]);
    expect(await after("COPY vendor vendor")).toEqual(["readonly", "vendor", "vendor"]);
    expect(await after("COPY main.go .")).toEqual(["readonly", "readonly", "readonly"]);
    expect(await after("COPY . .", { ".dockerignore": "vendor\n" })).toEqual([
      "readonly",
      "readonly",
      "readonly",
    ]);
  });

  test("COPY takes none away, and --from brings that of another stage", async () => {
    const made =
      "FROM golang:1.23.4 AS a\nWORKDIR /s\nCOPY . .\nRUN go mod vendor\nCOPY . .\nRUN go build .\n";
    expect(await modesOf({ ...module, Dockerfile: made })).toEqual(["vendor"]);
    const from = `${made}FROM golang:1.23.4\nWORKDIR /x\nCOPY . .\nCOPY --from=a /s/vendor ./vendor\nRUN go build .\n`;
    expect(await modesOf({ ...module, Dockerfile: from })).toEqual(["vendor", "vendor"]);
    const deeper = from.replace("./vendor\n", "./dep/vendor\n");
    expect(await modesOf({ ...module, Dockerfile: deeper })).toEqual(["vendor", "readonly"]);
  });

  test("a second checkout makes the folder what it is in the commit", async () => {
    const steps = (script: string): string =>
      `${step(script)}      - uses: actions/checkout@v4\n${step("go build .")}`;
    expect((await lastCommand(committed, steps("rm -rf vendor")))?.value).toBe("vendor");
    expect((await lastCommand(module, steps("go mod vendor")))?.value).toBe("readonly");
  });

  test("artifacts, caches and workspaces of other jobs may bring one", async () => {
    const gitlab = (paths: string): Record<string, string> => ({
      ...module,
      ".gitlab-ci.yml": `stages: [a, b]\nv:\n  stage: a\n  script: [go mod vendor]\n  artifacts: {paths: [${paths}]}\nt:\n  stage: b\n  image: golang:1.23.4\n  script: [go build .]\n`,
    });
    expect(await modesOf(gitlab("vendor/"))).toEqual(["unknown"]);
    expect(await modesOf(gitlab("bin/"))).toEqual(["readonly"]);
    const circleci = (kept: string): Record<string, string> => ({
      ...module,
      ".circleci/config.yml": `version: 2.1\njobs:\n  v:\n    docker: [{image: golang:1.23.4}]\n    steps:\n      - checkout\n      - run: go mod vendor\n      - persist_to_workspace:\n          root: .\n          paths:\n            - ${kept}\n  t:\n    docker: [{image: golang:1.23.4}]\n    steps:\n      - checkout\n      - attach_workspace: {at: .}\n      - run: go build .\nworkflows: {w: {jobs: [v, {t: {requires: [v]}}]}}\n`,
    });
    expect(await modesOf(circleci("vendor"))).toEqual(["unknown"]);
    expect(await modesOf(circleci("bin"))).toEqual(["readonly"]);
  });
});
