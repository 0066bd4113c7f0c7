/**
 * Writes a Go repository of Kubernetes' size, the same on every machine: 18,000 files, 14,000 of them Go,
 * a vendor tree that agrees with go.mod, more modules, workflows, Dockerfiles, Makefiles, scripts.
 *
 *   bun bench/make-repository.ts [FOLDER] [--files 18000] [--bytes 3000] [--full] [--git]
 *
 * `--bytes` is the mean size of a file; `--full` sets it so that the whole has about 240 MB.
 * The file is long because the texts that it writes stand in it.
 * FOLDER is `.cache/bench/repository` by default. `--git` runs `git init` and `git add`, so that there is an index to read.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

export interface RepositorySize {
  /** All files; seven of nine are Go files. */
  readonly files: number;
  /** Mean size of a file. */
  readonly meanBytes: number;
}

const usualSize: RepositorySize = { files: 18_000, meanBytes: 3000 };
export const fullSize: RepositorySize = { files: 18_000, meanBytes: 13_400 };

/** Where benchmarks keep it. */
export const defaultFolder = join(import.meta.dir, "..", ".cache", "bench", "repository");

/** Gives the repository an index, by git. */
export function addToGit(folder: string): void {
  for (const args of [
    ["init", "-q"],
    ["add", "-f", "."],
  ])
    Bun.spawnSync(["git", ...args], { cwd: folder, stderr: "inherit" });
}

/** What was written. */
export interface MadeRepository {
  readonly files: number;
  readonly goFiles: number;
  readonly bytes: number;
}

const vendorShare = 0.55;
const filesPerPackage = 8;
const moduleCount = 8;

/** Writes the repository into a folder, which should be empty. */
export function makeRepository(folder: string, size: RepositorySize = usualSize): MadeRepository {
  const random = createRandom(18_000);
  const made = { files: 0, goFiles: 0, bytes: 0 };
  const folders = new Set<string>();
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    const above = dirname(file);
    if (!folders.has(above)) mkdirSync(above, { recursive: true });
    folders.add(above);
    writeFileSync(file, text);
    made.files++;
    made.bytes += Buffer.byteLength(text);
    if (path.endsWith(".go")) made.goFiles++;
  };
  const sizeOf = (): number => Math.round(size.meanBytes * (0.2 + (random(1000) / 1000) ** 2 * 2.4));

  const goFiles = Math.round((size.files * 7) / 9);
  const vendored = writeVendor(write, sizeOf, Math.round(goFiles * vendorShare));
  writeModule(write, { path: "example.com/harbour", folder: "", vendored });
  for (let index = 1; index < moduleCount; index++)
    writeModule(write, { path: `example.com/part${index}`, folder: `staging/part${index}/`, vendored: [] });
  for (let index = 0; made.goFiles < goFiles; index++) {
    const pack = Math.floor(index / filesPerPackage);
    const module = pack % (moduleCount * 2);
    const start = module > 0 && module < moduleCount ? `staging/part${module}/` : "";
    const area = ["pkg", "cmd", "internal", "test/e2e"][pack % 4] ?? "pkg";
    const path = `${start}${area}/area${pack % 37}/thing${pack}`;
    const imported = start === "" ? vendored[pack % vendored.length]?.packages[0] : undefined;
    const suffix = index % 5 === 4 ? "_test.go" : index % 41 === 0 ? "_linux.go" : ".go";
    write(
      `${path}/file${index}${suffix}`,
      goText({ name: `thing${pack}`, index, sizeBytes: sizeOf(), imported, constraint: constraintOf(index) }),
    );
  }
  writeBuildFiles(write);
  for (let index = 0; made.files < size.files; index++) writeOther(write, index, sizeOf());
  return made;
}

type Write = (path: string, text: string) => void;

interface VendoredModule {
  readonly path: string;
  readonly version: string;
  readonly packages: readonly string[];
}

function writeVendor(write: Write, sizeOf: () => number, goFiles: number): readonly VendoredModule[] {
  const modules: VendoredModule[] = [];
  let written = 0;
  for (let module = 0; written < goFiles; module++) {
    const path = `github.com/acme${module % 23}/library${module}`;
    const packages: string[] = [];
    for (let pack = 0; pack < 6 && written < goFiles; pack++) {
      const inside =
        pack === 0 ? path : `${path}/internal/deep/pack${pack}`.replace("internal/", pack % 2 ? "" : "api/");
      const name = pack === 0 ? `library${module}` : `pack${pack}`;
      packages.push(inside);
      for (let file = 0; file < filesPerPackage && written < goFiles; file++, written++)
        write(
          `vendor/${inside}/file${file}.go`,
          goText({
            name,
            index: file,
            sizeBytes: sizeOf(),
            imported: undefined,
            constraint: constraintOf(file * 13),
          }),
        );
    }
    write(
      `vendor/${path}/LICENSE`,
      "Permission is granted to everyone, as the lines below say.\n".repeat(20),
    );
    modules.push({ path, version: `v1.${module % 30}.${module % 7}`, packages });
  }
  modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = modules.flatMap(({ path, version, packages }) => [
    `# ${path} ${version}`,
    "## explicit; go 1.22",
    ...packages.toSorted(),
  ]);
  write("vendor/modules.txt", `${lines.join("\n")}\n`);
  return modules;
}

function writeModule(
  write: Write,
  { path, folder, vendored }: { path: string; folder: string; vendored: readonly VendoredModule[] },
): void {
  const requires = vendored.map((module) => `\t${module.path} ${module.version}\n`).join("");
  write(
    `${folder}go.mod`,
    `module ${path}\n\ngo 1.24.0\n${requires === "" ? "" : `\nrequire (\n${requires})\n`}`,
  );
  const hash = (text: string): string => `h1:${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
  const sums = vendored.flatMap((module) => [
    `${module.path} ${module.version} ${hash(module.path)}\n`,
    `${module.path} ${module.version}/go.mod ${hash(`${module.path}/go.mod`)}\n`,
  ]);
  if (sums.length > 0) write(`${folder}go.sum`, sums.join(""));
}

const licence = `/*
Copyright The Harbour Authors.

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License in the file LICENSE.

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
*/
`;

function constraintOf(index: number): string {
  if (index % 53 === 7) return "//go:build linux && amd64";
  if (index % 97 === 11) return "//go:build !windows";
  return index % 131 === 13 ? "//go:build integration" : "";
}

function goText(file: {
  name: string;
  index: number;
  sizeBytes: number;
  imported: string | undefined;
  constraint: string;
}): string {
  const { name, index, imported } = file;
  const parts = [
    licence,
    "\n",
    file.constraint === "" ? "" : `${file.constraint}\n\n`,
    `package ${name}\n\n`,
  ];
  parts.push('import (\n\t"context"\n\t"fmt"\n');
  if (imported !== undefined) parts.push(`\n\tother "${imported}"\n`);
  parts.push(")\n\n");
  parts.push(`// Name${index} says where this file stands.\nconst Name${index} = "${name}/${index}"\n\n`);
  if (imported !== undefined) parts.push(`var _ = other.Name0\n\n`);
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  for (let count = 0; count === 0 || length < file.sizeBytes; count++) {
    const text = `// Step${index}x${count} does the next thing and says so when it cannot.
func Step${index}x${count}(ctx context.Context, values map[string]int) (int, error) {
\tif err := ctx.Err(); err != nil {
\t\treturn 0, fmt.Errorf("step ${count} of %s: %w", Name${index}, err)
\t}
\ttotal := ${count}
\tfor key, value := range values {
\t\tif len(key) > ${count % 9} && value != 0 {
\t\t\ttotal += value
\t\t}
\t}
\treturn total, nil
}

`;
    parts.push(text);
    length += text.length;
  }
  return parts.join("");
}

function writeBuildFiles(write: Write): void {
  write(
    ".gitignore",
    "/bin/\n/_output/\n*.test\n*.out\n.DS_Store\n.idea/\n.vscode/\n**/zz_local_*\n!/bin/keep\n*.py[cod]\n/tmp*/\n",
  );
  write(".gitattributes", "go.sum -text\n*.go text eol=lf\nvendor/** linguist-vendored\n");
  write(".dockerignore", "*\n!go.mod\n!go.sum\n!cmd\n!pkg\n!vendor\n**/*_test.go\n");
  for (let index = 0; index < 15; index++) write(`.github/workflows/job${index}.yml`, workflowText(index));
  for (let index = 0; index < 20; index++) write(`build/image${index}/Dockerfile`, dockerfileText(index));
  for (let index = 0; index < 30; index++)
    write(index === 0 ? "Makefile" : `build/make${index}/Makefile`, makefileText(index));
  for (let index = 0; index < 200; index++) write(`hack/step${index}.sh`, scriptText(index));
}

function workflowText(index: number): string {
  return `name: job ${index}
on: [push, pull_request]
env:
  GOFLAGS: -mod=vendor
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        go: ["1.23.x", "1.24.x"]
        package: [pkg, cmd, internal]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          go-version: \${{ matrix.go }}
      - run: go test -race ./\${{ matrix.package }}/...
      - name: build
        env:
          CGO_ENABLED: "0"
        run: |
          set -euo pipefail
          go build -trimpath -o bin/job${index} ./cmd/...
          make verify
`;
}

function dockerfileText(index: number): string {
  return `# syntax=docker/dockerfile:1
FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY vendor ./vendor
COPY cmd ./cmd
COPY pkg ./pkg
RUN CGO_ENABLED=0 go build -mod=vendor -o /out/image${index} ./cmd/...

FROM gcr.io/distroless/static
COPY --from=build /out/image${index} /image${index}
ENTRYPOINT ["/image${index}"]
`;
}

function makefileText(index: number): string {
  const targets = Array.from(
    { length: 12 },
    (_, target) => `\nstep${target}:\n\t@echo step ${target}\n\t$(GO) test $(FLAGS) ./pkg/...\n`,
  );
  return `GO ?= go\nexport GOFLAGS := -mod=vendor\nFLAGS := -count=1 -tags=part${index}\n\nall: build\n\nbuild:\n\t$(GO) build ./...\n${targets.join("")}`;
}

function scriptText(index: number): string {
  return `#!/usr/bin/env bash
set -o errexit -o nounset -o pipefail

root=$(dirname "\${BASH_SOURCE[0]}")/..
cd "\${root}"
export GO111MODULE=on
for target in pkg cmd internal; do
  if ! go vet "./\${target}/..."; then
    echo "step ${index}: \${target} is not well" >&2
    exit 1
  fi
done
`;
}

function writeOther(write: Write, index: number, sizeBytes: number): void {
  const line = `Line of document ${index}: what the harbour master wrote down that day.\n`;
  const text = line.repeat(Math.max(1, Math.round(sizeBytes / line.length)));
  const kind = index % 4;
  if (kind === 0) write(`docs/part${index % 29}/page${index}.md`, `# Page ${index}\n\n${text}`);
  else if (kind === 1) write(`pkg/area${index % 37}/testdata/case${index}.txt`, text);
  else if (kind === 2)
    write(
      `deploy/set${index % 19}/object${index}.yaml`,
      `kind: List\nname: object${index}\ntext: |\n${text.replace(/^/gm, "  ")}\n`,
    );
  else
    write(
      `api/schema${index % 11}/type${index}.json`,
      `${JSON.stringify({ name: `type${index}`, text }, undefined, 2)}\n`,
    );
}

function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      files: { type: "string" },
      bytes: { type: "string" },
      full: { type: "boolean" },
      git: { type: "boolean" },
    },
  });
  const folder = positionals[0] ?? defaultFolder;
  const base = values.full ? fullSize : usualSize;
  const files = Number(values.files ?? base.files);
  const meanBytes = Number(values.bytes ?? base.meanBytes);
  if (!(files > 0 && meanBytes > 0))
    throw new RangeError("Cannot make the repository: sizes must be above 0");
  if (existsSync(join(folder, "go.mod"))) {
    console.log(`There is a repository in ${folder} already`);
  } else {
    const made = makeRepository(folder, { files, meanBytes });
    if (values.git) addToGit(folder);
    console.log(
      `${made.files} files, ${made.goFiles} of them Go, ${(made.bytes / 1e6).toFixed(0)} MB in ${folder}`,
    );
  }
}
