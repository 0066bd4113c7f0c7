/** Ways in which a repository drifts, each as one commit would bring it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "./git-world.ts";

export interface Drift {
  readonly name: string;
  /** Seeds it into a work tree; false where the repository has nothing to do it to. */
  apply(folder: string): boolean;
}

/** The drifts, in the order of the evidence. */
export const drifts: readonly Drift[] = [
  {
    name: "image lowered",
    apply: (folder) =>
      wantsNewerGo(folder) &&
      (editFirst(folder, /(?:^|\/)[^/]*Dockerfile[^/]*$|\.gitlab-ci\.yml$/, [
        [/^((?:FROM|\s*image:) (?:--platform=\S+ )?)golang:[\w.$_{}-]+/im, "$1golang:1.22"],
      ]) ||
        add(folder, "Dockerfile.drift", "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n")),
  },
  {
    name: "go-version lowered",
    apply: (folder) =>
      editFirst(folder, buildWorkflows(folder), [
        [/^(\s+)go-version(?:-file)?: .*$/m, '$1go-version: "1.20"'],
      ]),
  },
  {
    name: "quotes lost from 1.20",
    apply: (folder) =>
      editFirst(folder, buildWorkflows(folder), [[/^(\s+)go-version(?:-file)?: .*$/m, "$1go-version: 1.20"]]),
  },
  {
    name: "vendor ignored",
    apply: (folder) => existsSync(join(folder, "vendor")) && add(folder, ".gitignore", "\n/vendor/\n"),
  },
  {
    name: "-mod=vendor without vendor",
    apply: (folder) =>
      !mayHaveVendor(folder) && !isWorkspace(folder) && runInCi(folder, "go build -mod=vendor ./..."),
  },
  { name: "GOFLAGS=-mod=mod", apply: (folder) => runInCi(folder, "GOFLAGS=-mod=mod go build ./...") },
  {
    name: "|| true",
    apply: (folder) =>
      editFirst(folder, pipelines, [
        [
          /^(\s+(?:- )?(?:run: )?go (?:test|vet|build) (?!.*-(?:fuzz|bench))[^|&\\\n'"]*[^|&\\\n'":])$/m,
          "$1 || true",
        ],
      ]) || runInCi(folder, "go test ./... || true"),
  },
  // In a workspace any go.sum of its modules will do.
  { name: "go.sum lines deleted", apply: (folder) => !isWorkspace(folder) && dropSum(folder) },
  {
    name: "go.sum with a merge conflict",
    apply: (folder) => hasSum(folder) && add(folder, "go.sum", "<<<<<<< HEAD\n"),
  },
  {
    name: "unpinned install",
    apply: (folder) => runInCi(folder, "go install golang.org/x/tools/cmd/stringer@latest"),
  },
  {
    name: "GOSUMDB=off",
    apply: (folder) => runInCi(folder, "GOSUMDB=off go install golang.org/x/tools/cmd/stringer@v0.30.0"),
  },
  { name: "operator in -tags", apply: (folder) => runInCi(folder, "go build -tags 'prod+metrics' ./...") },
  { name: "CGO_ENABLED=false", apply: (folder) => runInCi(folder, "CGO_ENABLED=false go build ./...") },
  {
    name: "replace out of the repository",
    apply: (folder) => {
      const path = firstDirect(folder);
      return path !== undefined && add(folder, "go.mod", `\nreplace ${path} => ../elsewhere\n`);
    },
  },
  {
    name: "GOPRIVATE=*",
    apply: (folder) => runInCi(folder, "GOPRIVATE='*' go install golang.org/x/tools/cmd/stringer@v0.30.0"),
  },
];

/** Commits that change nothing for go: text, a comment, and lines that only move. */
export function changeUnrelated(folder: string): void {
  add(folder, "README.md", "\nOne more line.\n");
  const code = files(folder).find(
    (path) => /^[\w/.-]+\.go$/.test(path) && !/(?:^|\/)(?:vendor|testdata)\/|_test\.go$/.test(path),
  );
  if (code !== undefined) add(folder, code, "\n// One more comment.\n");
  for (const path of files(folder)
    .filter((each) => workflows.test(each) || /(?:^|\/)Dockerfile$|^Makefile$/.test(each))
    .slice(0, 5)) {
    const text = readFileSync(join(folder, path), "utf8");
    // A first line of a Dockerfile may be a parser directive.
    if (!text.startsWith("#")) writeFileSync(join(folder, path), `# One more line.\n${text}`);
  }
}

const workflows = /^\.github\/workflows\/(?!breakwater\.yml$)[^/]+\.ya?ml$/;
const pipelines = /^\.github\/workflows\/(?!breakwater\.yml$)[^/]+\.ya?ml$|^\.gitlab-ci\.yml$/;

function files(folder: string): readonly string[] {
  return git(folder, "ls-files").split("\n");
}

function editFirst(
  folder: string,
  which: RegExp | ((path: string) => boolean),
  edits: readonly (readonly [RegExp, string])[],
): boolean {
  for (const path of files(folder).filter(
    (each) => isOf(which, each) && !/(?:^|\/)(?:vendor|testdata)\//.test(each),
  )) {
    const before = readFileSync(join(folder, path), "utf8");
    const after = edits.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), before);
    if (after === before) continue;
    writeFileSync(join(folder, path), after);
    return true;
  }
  return false;
}

function isOf(which: RegExp | ((path: string) => boolean), path: string): boolean {
  return which instanceof RegExp ? which.test(path) : which(path);
}

function add(folder: string, path: string, text: string): true {
  const before = existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : "";
  writeFileSync(join(folder, path), before + text);
  return true;
}

/** A new job that runs one command on the repository, at the end of a pipeline that is there. */
function runInCi(folder: string, command: string): boolean {
  const folderOfWorkflows = join(folder, ".github/workflows");
  const names = existsSync(folderOfWorkflows) ? readdirSync(folderOfWorkflows) : [];
  const usable = names.sort().find((name) => {
    const text = readFileSync(join(folderOfWorkflows, name), "utf8");
    return (
      name !== "breakwater.yml" &&
      /^jobs:\s*$/m.test(text) &&
      /go (?:test|build|vet)|setup-go/.test(text) &&
      !/^\S/m.test(text.slice(text.search(/^jobs:/m) + 5))
    );
  });
  const text = JSON.stringify(command);
  if (usable !== undefined)
    return add(
      folderOfWorkflows,
      usable,
      `\n  drift:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${text}\n`,
    );
  if (!existsSync(join(folder, ".gitlab-ci.yml"))) return false;
  return add(folder, ".gitlab-ci.yml", `\ndrift:\n  image: golang:1.26\n  script:\n    - ${text}\n`);
}

function isWorkspace(folder: string): boolean {
  return existsSync(join(folder, "go.work"));
}

/** Workflows that build the repository itself: a job that only installs tools does not care for its go line. */
function buildWorkflows(folder: string): (path: string) => boolean {
  return (path) =>
    workflows.test(path) &&
    /\bgo (?:test|build|vet) \.|\bgo test\b/.test(readFileSync(join(folder, path), "utf8"));
}

/** A vendor folder that git ignores may be made by somebody. */
function mayHaveVendor(folder: string): boolean {
  const ignored = join(folder, ".gitignore");
  return (
    existsSync(join(folder, "vendor")) ||
    (existsSync(ignored) && /vendor/.test(readFileSync(ignored, "utf8")))
  );
}

/** Whether builds read go.sum: those of a committed vendor folder do not. */
function hasSum(folder: string): boolean {
  return existsSync(join(folder, "go.sum")) && !existsSync(join(folder, "vendor/modules.txt"));
}

/** Whether go 1.22 is too old for the root module. */
function wantsNewerGo(folder: string): boolean {
  const file = join(folder, "go.mod");
  const minor = existsSync(file) ? /^go 1\.(\d+)/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return Number(minor) > 22;
}

/** Both lines of a module that the code of the root package tree imports. */
function dropSum(folder: string): boolean {
  const path = firstDirect(folder);
  if (path === undefined || !hasSum(folder)) return false;
  const before = readFileSync(join(folder, "go.sum"), "utf8");
  const required = readFileSync(join(folder, "go.mod"), "utf8").split(`${path} `)[1]?.split(/\s/)[0];
  const after = before
    .split("\n")
    .filter(
      (line) => !line.startsWith(`${path} ${required} `) && !line.startsWith(`${path} ${required}/go.mod `),
    )
    .join("\n");
  if (after === before) return false;
  writeFileSync(join(folder, "go.sum"), after);
  return true;
}

/** The first direct requirement of the root module that a file of the repository imports in every build. */
function firstDirect(folder: string): string | undefined {
  if (!existsSync(join(folder, "go.mod"))) return undefined;
  const text = readFileSync(join(folder, "go.mod"), "utf8");
  const paths = [...text.matchAll(/^(?:require)?\s+([\w./~-]+\.[\w./~-]+) v\S+$/gm)].map(
    ([, path = ""]) => path,
  );
  const code = files(folder).filter(
    (each) =>
      /^(?:[\w.-]+\/)*[\w.-]+\.go$/.test(each) && !/_test\.go$|(?:^|\/)(?:vendor|testdata)\//.test(each),
  );
  const imported = code
    .slice(0, 400)
    .map((each) => readFileSync(join(folder, each), "utf8"))
    .filter((text) => !/^\/\/go:build/m.test(text))
    .join("\n");
  return paths.find((path) => imported.includes(`"${path}"`));
}
