import { expect, test } from "bun:test";
import { sitesOf } from "./_sites-of.ts";
import type { Site } from "./site.ts";

/** Workflows with one job each; all run their script with settings of their own. */
function workflows(runs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(runs).map(([name, run]) => [
      `.github/workflows/${name}.yml`,
      `on: push\njobs:\n  ${name}:\n    runs-on: ubuntu-24.04\n    env:\n      OF_JOB: ${name}\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n`,
    ]),
  );
}

/** All that a site says, its environments written out. */
function told({ id, commands, events, unknowns, ...rest }: Site): unknown {
  const plain = (each: object): unknown => {
    const settings =
      "environment" in each ? (each.environment as Site["commands"][number]["environment"]) : undefined;
    return {
      ...each,
      environment: settings && [...settings.entries()].toSorted(),
      openReason: settings?.openReason,
    };
  };
  return {
    id,
    commands: commands.map(plain),
    events: events.map(plain),
    unknowns,
    ...rest,
    module: undefined,
  };
}

const cases: Record<string, { script: string; runs: Record<string, string> }> = {
  "settings that a script does not read": {
    script: "export GOFLAGS=-mod=mod\ngo build ./...\ngo test ./...\n",
    runs: { one: "./run.sh", two: "CGO_ENABLED=0 ./run.sh", three: "GOOS=windows A=1 ./run.sh" },
  },
  "a setting that decides a branch": {
    script: 'if [ "$MODE" = race ]; then go test -race ./...; else go vet ./...; fi\n',
    runs: { one: "MODE=race ./run.sh", two: "MODE=fast ./run.sh", three: "MODE=race B=2 ./run.sh" },
  },
  "arguments, and functions that read them": {
    script: 'run() { echo "$1"; go "$@"; }\nrun build -o "$1" .\nrun vet ./...\n',
    runs: { one: "./run.sh a", two: "./run.sh b", three: "OTHER=1 ./run.sh a" },
  },
  "a setting of a function that a branch may have made": {
    script: 'both() { if [ -n "$X" ]; then GOARCH=arm64; fi; }\nboth\nexport GOARCH\ngo build .\n',
    runs: { one: "./run.sh", two: "GOARCH=amd64 ./run.sh", three: "GOARCH=386 ./run.sh" },
  },
  "a name that is taken away": {
    script: "clean() { unset GOFLAGS; }\nGOFLAGS=-v\nclean\ngo build ./...\n",
    runs: { one: "./run.sh", two: "GOFLAGS=-x ./run.sh", three: "GOFLAGS=-a C=3 ./run.sh" },
  },
  "failures that are lost on one way": {
    script: "#!/bin/bash\nstep() { go generate ./...; go build ./...; }\nstep || true\nstep\n",
    runs: { one: "./run.sh", two: "./run.sh || echo failed", three: "set +e; ./run.sh; true" },
  },
  "folders where it starts": {
    script: "cd cmd\ngo build .\n",
    runs: { one: "./run.sh", two: "cd sub && ../run.sh", three: "bash run.sh" },
  },
  "loops over what a setting holds": {
    script: 'for os in $TARGETS; do GOOS=$os go build .; done\nwhile read -r line; do go vet "$line"; done\n',
    runs: { one: 'TARGETS="linux darwin" ./run.sh', two: "TARGETS=windows ./run.sh", three: "./run.sh" },
  },
  "a trap, and a way out": {
    script: "trap 'go clean' EXIT\nstop() { exit 1; }\n[ -n \"$D\" ] || stop\ngo build .\n",
    runs: { one: "./run.sh", two: "D=1 ./run.sh", three: "D= E=1 ./run.sh" },
  },
  "makes that a script starts": {
    script: "make build V=1\nmake build\n",
    runs: { one: "./run.sh", two: "GOFLAGS=-v ./run.sh", three: "TAGS=netgo ./run.sh" },
  },
};

const others = {
  Makefile: "export GOFLAGS\nbuild:\n\tgo build -tags '$(TAGS)' ./...\n",
  "cmd/main.go": "package main\n\nfunc main() {}\n",
  "sub/x.go": "package sub\n",
};

for (const [title, { script, runs }] of Object.entries(cases)) {
  test(`a job says the same alone and behind others: ${title}`, async () => {
    const files = { ...others, "run.sh": script };
    const ids = (sites: readonly Site[]): readonly Site[] =>
      sites.filter(({ kind }) => kind === "github-job");
    const together = ids(await sitesOf({ ...files, ...workflows(runs) }));
    expect(together.length).toBe(Object.keys(runs).length);
    for (const [name, run] of Object.entries(runs)) {
      const [alone] = ids(await sitesOf({ ...files, ...workflows({ [name]: run }) }));
      const [among] = together.filter(({ at }) => at.file.endsWith(`/${name}.yml`));
      expect(alone?.commands.length).toBeGreaterThan(0);
      expect(among && told(among)).toEqual(alone && told(alone));
    }
  });
}

test("a walk that is told from memory takes the steps that it took", async () => {
  const letters = "a b c d e f g h i j k l m n o p q r s t u v w x";
  const step = `step() { for each in ${letters}; do [ "$each" = "$B" ] && B=; done; go build "./$1"; }`;
  const [site] = await sitesOf({ "run.sh": `${step}\n${"step cmd\n".repeat(450)}` });
  expect(site?.unknowns.map(({ code }) => code)).toEqual(["too-many-steps"]);
  expect(site?.commands.length).toBe(266);
});
