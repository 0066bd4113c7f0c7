/**
 * Throws damaged repositories at the whole way of a check: workspace, sites, rules, every report and table.
 * Nothing may throw but one clear line, no tree may take five seconds, and every span lies inside the file it names.
 * Over 300 lines because the small repositories that it damages stand in it.
 *
 *   bun test ./test/fuzz/pipeline.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it,
 *   BREAKWATER_FUZZ_SEEDS=FOLDER takes the repositories in the folders of FOLDER besides the small ones below
 */
import { afterAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkLook } from "../../src/cli/check-pipeline.ts";
import { dailyList } from "../../src/cli/daily-list.ts";
import { checkFormats, formatCheck } from "../../src/cli/format-check.ts";
import { countFiles, type Look, lookAt } from "../../src/cli/look.ts";
import { envJsonSite, envSiteView, envView } from "../../src/cli/site-views.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { suppressionRules } from "../../src/finding/suppression-rules.ts";
import { UserError } from "../../src/finding/user-error.ts";
import type { CheckReport } from "../../src/report/check-report.ts";
import { formatEnvJson } from "../../src/report/env-json.ts";
import { formatEnvSite } from "../../src/report/env-site.ts";
import { formatEnvTable } from "../../src/report/env-table.ts";
import { rules } from "../../src/rules/index.gen.ts";
import { Environment } from "../../src/site/environment.ts";
import { listMentions } from "../../src/site/mentions.ts";
import { createFolderTree } from "../../src/workspace/tree/folder-tree.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { freshSeed } from "../seed-of-run.ts";
import { applyDamages, cpuMs, type Damage, damages } from "./damage.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 2_000);
const slowMs = 5_000;
const wait = 3_600_000;

type Files = Readonly<Record<string, string | Uint8Array>>;

const small: Files = {
  "go.mod":
    "module example.com/a\n\ngo 1.22.0\n\ntoolchain go1.23.1\n\nrequire b.c/d v1.0.0\n\nreplace b.c/d => ./d\n",
  "go.sum": "b.c/d v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
  "go.work": "go 1.22\n\nuse (\n\t.\n\t./d\n)\n",
  "d/go.mod": "module b.c/d\n\ngo 1.20\n",
  "main.go": '//go:build linux && a\n// +build linux,b\n\npackage main\n\nimport "C"\n\nfunc main() {}\n',
  "vendor/modules.txt": "# b.c/d v1.0.0 => ./d\n## explicit; go 1.20\nb.c/d\n",
  Dockerfile:
    'ARG V=1.24\nFROM --platform=$BUILDPLATFORM golang:${V}-alpine AS build\nARG TARGETOS\nENV CGO_ENABLED=0 GOFLAGS="-mod=vendor"\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/root/.cache go mod download\nCOPY . .\nRUN GOOS=$TARGETOS go build -tags "a b" -ldflags "-X main.v=1" -o /out ./... && make test || true\nFROM scratch\nCOPY --from=build /out /\n',
  Makefile:
    "GO ?= go\nTAGS := $(shell cat tags)\nexport GOFLAGS = -mod=mod\nall: build test\nbuild: export GOOS=linux\nbuild:\n\t$(GO) build -tags '$(TAGS)' ./...\ntest: build\n\t@./run.sh $(foreach p,a b,./$(p)) | tee log\ninclude other.mk\n",
  "other.mk": "define t\ncd $(1) && go vet ./...\nendef\nvet:\n\t$(call t,d)\n",
  "run.sh":
    '#!/bin/bash\nset -e\nfor os in linux darwin; do\n  if [ -n "$X" ]; then export GOOS=$os CGO_ENABLED=1; else unset GOFLAGS; fi\n  case "$1" in a) cd d;; *) pushd ./d;; esac\n  f() { go test "$@"; }; f ./... | cat\ndone\nv=$(go env GOPATH)\nbash -c "go build && go install tool@latest"\n',
  ".github/workflows/ci.yml":
    "on: { push: , workflow_call: { inputs: { go: { default: '1.22' } } } }\nenv: { GOFLAGS: -mod=mod, GOPROXY: 'off' }\ndefaults: { run: { working-directory: d } }\njobs:\n  test:\n    runs-on: ${{ matrix.os }}\n    container: golang:1.21\n    strategy: { matrix: { go: [1.20, '1.21', stable], os: [ubuntu-latest, windows-latest], include: [{ go: '1.24', os: x }], exclude: [{ go: stable }] } }\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-go@v5\n        with: { go-version: \"${{ matrix.go }}\", go-version-file: go.mod }\n      - uses: ./act\n        with: { v: a }\n      - run: |\n          echo GOOS=linux >> $GITHUB_ENV\n          go build -tags=${{ inputs.go }} ./... || true\n        shell: bash\n        if: contains(github.ref, 'x')\n  call:\n    uses: ./.github/workflows/ci.yml\n    with: { go: '1.1' }\n",
  "act/action.yml":
    "inputs: { v: { default: x } }\nruns: { using: composite, steps: [{ run: 'go vet ${{ inputs.v }}', shell: bash }, { uses: ./act }] }\n",
  ".gitlab-ci.yml":
    "include: [{ local: ci.yml }]\ndefault: { image: 'golang:$V' }\nvariables: { V: '1.22', GOFLAGS: -mod=vendor }\n.t: &t { before_script: [go version] }\njob: { extends: .u, <<: *t, script: ['go test ./... | tee x', !reference [.t, before_script]], parallel: { matrix: [{ V: ['1.20', '1.21'] }] } }\n",
  "ci.yml": "include: .gitlab-ci.yml\n.u: { extends: job, variables: { CGO_ENABLED: 0 } }\n",
  ".circleci/config.yml":
    "version: 2.1\njobs: { b: { docker: [{ image: 'cimg/go:1.22' }], environment: { GOFLAGS: -mod=mod }, steps: [checkout, { run: 'go build ./...' }] } }\nworkflows: { w: { jobs: [b] } }\n",
  ".goreleaser.yaml":
    "before: { hooks: [go mod tidy] }\nbuilds: [{ env: [CGO_ENABLED=0], goos: [linux, windows], flags: [-tags=a], ldflags: ['-s -X main.v={{ .Version }}'] }]\n",
  ".go-version": "1.22.1\n",
  ".tool-versions": "golang 1.21.0\n",
  ".golangci.yml": "run: { go: '1.20', build-tags: [a] }\n",
  ".devcontainer/devcontainer.json": '{ "image": "golang:1.22", "postCreateCommand": "go mod download" }',
  ".breakwater.yaml":
    "go: { policy: lockstep, sites: [{ site: 'ci*', reason: why }] }\ntags: { exclusive: [[a, b]] }\nallow: [{ rule: toolchain/sites-disagree, reason: r, owner: o, until: 2027-01-01 }]\n",
  ".gitignore": "*.log\nvendor/\n!x\n",
  ".dockerignore": "*\n!go.mod\n",
  ".env": "GOFLAGS=-mod=mod\nTOKEN=abc\n",
};

const wanted =
  /(^|\/)(go\.mod|go\.work|Dockerfile[^/]*|[^/]*\.dockerfile|GNUmakefile|[Mm]akefile|[^/]*\.mk|[^/]*\.(ba)?sh|\.gitlab-ci\.yml|\.goreleaser\.ya?ml|\.golangci\.(ya?ml|toml)|\.go-version|\.tool-versions|mise\.toml|\.pre-commit-config\.yaml|devcontainer\.json|action\.ya?ml|dependabot\.yml|\.dockerignore|\.gitattributes)$|^\.github\/workflows\/[^/]+\.ya?ml$|^\.circleci\/config\.yml$/;
const mostFiles = 60;
const largestFile = 40_000;

/** The build files of a checkout, without what would make one input slow for no gain. */
function readSeed(folder: string): Files {
  const tree = createFolderTree(folder);
  const paths = tree.entries
    .filter(({ path, sizeBytes, linkTarget }) => wanted.test(path) && sizeBytes < largestFile && !linkTarget)
    .filter(({ path }) => !/(^|\/)(vendor|testdata|node_modules)\//.test(path))
    .sort((a, b) => a.path.split("/").length - b.path.split("/").length)
    .slice(0, mostFiles);
  return Object.fromEntries(
    paths.flatMap(({ path }) => {
      const read = tree.read(path);
      return read.ok ? [[path, Uint8Array.from(read.bytes)]] : [];
    }),
  );
}

function seeds(): readonly Files[] {
  const folder = process.env.BREAKWATER_FUZZ_SEEDS;
  if (!folder) return [small];
  const read = readdirSync(folder).map((name) => readSeed(join(folder, name)));
  return [small, ...read.filter((files) => Object.keys(files).length > 0)];
}

const repositories = seeds();
console.log(`seed ${seed}, ${runs} trees out of ${repositories.length} repositories`);

const pieces = [
  ..."\n\r\t \"'`\\/=><()[]{}.,;:!&|#@+-*?~$%",
  "\r\n",
  "\n  ",
  "\n\t",
  "- ",
  "go ",
  "go build ./...\n",
  "go test -tags a ",
  "GOFLAGS=",
  "CGO_ENABLED=0 ",
  "export ",
  "set -e\n",
  "$(",
  "${",
  "$((",
  "${{ matrix.go }}",
  "${{ fromJSON('[]') }}",
  "fi\n",
  "done\n",
  "do ",
  "if true; then ",
  "for i in a b c; do ",
  "case x in a) ",
  "&& ",
  "|| true",
  "| cat\n",
  "<<EOF\n",
  "A = $(A)\n",
  "A += $(A) $(B)\n",
  "B := $(A)$(A)\n",
  "$(call A,",
  "$(MAKE) all\n",
  "define x\n",
  "endef\n",
  "include Makefile\n",
  "FROM ",
  "FROM golang:1.22 AS build\n",
  "COPY --from=build ",
  "RUN ",
  "ARG ",
  "ENV A=$A$A\n",
  "run: ",
  "uses: ./\n",
  "env: ",
  "jobs:\n",
  "steps:\n",
  "&a ",
  "*a",
  "<<: *a\n",
  "extends: job\n",
  "include: .gitlab-ci.yml\n",
  "null",
  "1.20",
  "module ",
  "require ",
  "replace ",
  "=> ../x\n",
  "go 1.99\n",
  "__proto__",
  "constructor",
  "é",
  "\u2028",
  "😀",
];

interface Input {
  readonly repository: number;
  readonly changes: readonly { readonly file: number; readonly damage: readonly Damage[] }[];
}

const input: fc.Arbitrary<Input> = fc.record({
  repository: fc.nat(repositories.length - 1),
  changes: fc.array(fc.record({ file: fc.nat(), damage: damages(pieces) }), { minLength: 1, maxLength: 4 }),
});

function filesOf({ repository, changes }: Input): Files {
  const files: Record<string, string | Uint8Array> = { ...repositories[repository] };
  const paths = Object.keys(files);
  for (const { file, damage } of changes) {
    const path = paths[file % paths.length] ?? "";
    const content = files[path] ?? "";
    files[path] = applyDamages(typeof content === "string" ? Buffer.from(content) : content, damage);
  }
  return files;
}

const terminal: Terminal = {
  folder: "/",
  environment: { NO_COLOR: "1" },
  isInputTty: false,
  isOutputTty: false,
  isErrorTty: false,
  columns: 100,
  now: () => new Date("2026-11-21T00:00:00Z"),
  program: "breakwater",
  write: async () => {},
  complain: () => {},
};
const quiet = { step: () => {}, end: () => {} };

/** Every place below a value lies inside its file. */
function checkPlaces(value: unknown, workspace: Workspace, what: string): void {
  const seen = new Set<object>();
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);
    if ("file" in item && "span" in item && typeof item.file === "string") checkPlace(item, workspace, what);
    if (item instanceof Environment) pending.push(...item.entries(), ...item.writtenEntries());
    else if (item instanceof Map) pending.push(...item.values());
    else for (const inner of Object.values(item)) if (typeof inner === "object") pending.push(inner);
  }
}

function checkPlace(place: object, workspace: Workspace, what: string): void {
  const { file, span } = place as { file: string; span: { start: number; end: number } };
  const length = workspace.source(file)?.text.length;
  // A link, a folder or a file that cannot be read has no text to point into.
  if (length === undefined && span.start === 0) return;
  if (!(span.start >= 0 && span.start <= span.end && span.end <= (length ?? 0)))
    throw new RangeError(`${what}: ${file} has ${length} characters, the span is ${span.start}–${span.end}`);
}

const counts = { trees: 0, refused: 0, sites: 0, findings: 0, unknowns: 0, slowestMs: 0 };
afterAll(() =>
  console.log(
    `pipeline: ${counts.trees} trees, ${counts.refused} refused in one line, ${counts.sites} sites, ${counts.findings} findings, ${counts.unknowns} unknowns, slowest ${counts.slowestMs.toFixed(0)} ms, seed ${seed}`,
  ),
);

async function runAll(files: Files): Promise<number> {
  const started = cpuMs();
  let look: Look;
  try {
    look = await lookAt(createMemoryTree(files), quiet);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.includes("\n")) throw error;
    counts.refused++;
    return cpuMs() - started;
  }
  const checked = checkLook(look, {
    rules,
    known: [...rules, ...suppressionRules],
    honoursSuppressions: true,
    baseline: undefined,
    today: "2026-11-21",
  });
  const { workspace, table, tree } = look;
  const report: CheckReport = {
    version: "0",
    findings: checked.findings,
    hidden: [],
    suppressed: checked.suppressed,
    unknowns: checked.unknowns,
    failOn: "enforce",
    rules: [...rules, ...suppressionRules],
    verdicts: dailyList({
      look,
      findings: checked.findings,
      suppressed: checked.suppressed,
      since: undefined,
      selected: rules,
      isFull: false,
      folder: "/nonexistent",
    }),
    counts: {
      sites: table.sites.length,
      files: countFiles(workspace),
      rules: rules.length,
      bytesRead: tree.bytesRead,
      bytesParsed: workspace.bytesParsed,
    },
    elapsedMs: 0,
    sourceOf: (file) => workspace.source(file),
  };
  for (const format of checkFormats) {
    const text = await formatCheck(report, { format, output: undefined, showsUnknowns: true }, terminal);
    if (format === "json" || format === "sarif" || format === "gitlab") JSON.parse(text);
  }
  formatEnvTable(envView(look, { shell: undefined, path: ".", program: "breakwater" }), { hasColor: false });
  for (const site of table.sites) formatEnvSite(envSiteView(site, look), { hasColor: false, width: 100 });
  formatEnvJson({
    contract: { policy: look.config.contract.policy },
    sites: table.sites.map((site) => envJsonSite(site, workspace)),
    unknown: [],
  });
  const mentions = listMentions(workspace, table);
  const tookMs = cpuMs() - started;

  checkPlaces(table, workspace, "sites");
  checkPlaces([checked.findings, checked.suppressed], workspace, "findings");
  checkPlaces([workspace.unknowns, mentions], workspace, "unknowns and mentions");
  counts.sites += table.sites.length;
  counts.findings += checked.findings.length;
  counts.unknowns += checked.unknowns.length;
  return tookMs;
}

async function runTimed(files: Files): Promise<void> {
  counts.trees++;
  let tookMs = await runAll(files);
  if (tookMs > slowMs) {
    // The collector may have cleaned up behind earlier trees: only what is slow on a clean heap is slow.
    Bun.gc(true);
    tookMs = await runAll(files);
  }
  counts.slowestMs = Math.max(counts.slowestMs, tookMs);
  if (tookMs > slowMs) throw new Error(`Took ${tookMs.toFixed(0)} ms of processor time`);
}

test(
  "repositories as they are",
  async () => {
    for (const files of repositories) await runTimed(files);
    expect(counts.sites).toBeGreaterThan(0);
  },
  wait,
);

test(
  "damaged repositories",
  async () => {
    const property = fc.asyncProperty(input, (given) => runTimed(filesOf(given)));
    await fc.assert(property, { seed, numRuns: runs });
    expect(counts.findings).toBeGreaterThan(0);
  },
  wait,
);
