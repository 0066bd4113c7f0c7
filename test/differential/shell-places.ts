/** The places of CI that run shell: how each is written, and how its runner starts the shell. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files, RealAnswer, Stand } from "./shell-runs.ts";

export interface ShellPlace {
  readonly title: string;
  /** In whose words the script is written. */
  readonly shell: "bash" | "dash";
  /** The file of CI, with the script in it, whole or statement by statement. */
  files(script: string, statements: readonly string[]): Files;
  /** The shells that may run it: what is said must hold for all. */
  readonly commands: readonly ((step: string, script: string) => readonly string[])[];
}

const indented = (text: string, blanks: number): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : " ".repeat(blanks) + line))
    .join("\n");

function githubStep(shell: string | undefined, container = ""): ShellPlace["files"] {
  const named = shell === undefined ? "" : `        shell: ${shell}\n`;
  return (script) => ({
    ".github/workflows/ci.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-latest
${container}    steps:
      - uses: actions/checkout@v5
      - run: |
${indented(script, 10)}
${named}`,
  });
}

const asFile =
  (...words: readonly string[]) =>
  (step: string): readonly string[] => [...words, step];
const asText =
  (...words: readonly string[]) =>
  (_: string, script: string): readonly string[] => [...words, script, "/bin/sh"];

function circleciStep(shell: string | undefined): ShellPlace["files"] {
  const named = shell === undefined ? "" : `          shell: ${shell}\n`;
  return (script) => ({
    ".circleci/config.yml": `version: 2.1
jobs:
  build:
    docker:
      - image: cimg/go:1.25.0
    working_directory: /repository
    steps:
      - checkout
      - run:
${named}          command: |
${indented(script, 12)}
`,
  });
}

function dockerRun(image: string, shell: string): ShellPlace["files"] {
  return (script) => ({
    Dockerfile: `FROM ${image}
WORKDIR /repository
COPY . .
${shell}RUN <<'END_OF_RUN'
${script}
END_OF_RUN
`,
  });
}

function gitlabJob(image: string): ShellPlace["files"] {
  return (_, statements) => {
    const items = statements.map((text) => `    - |\n${indented(text, 6)}\n`);
    return {
      ".gitlab-ci.yml": `build:
  image: ${image}
  before_script:
${items.slice(0, 2).join("")}  script:
${items.slice(2).join("")}`,
    };
  };
}

function makeRecipe(settings: string): ShellPlace["files"] {
  const doubled = (script: string): string => script.replaceAll("$", "$$$$").replace(/^/gm, "\t");
  return (script) => ({ Makefile: `${settings}.ONESHELL:\nall:\n${doubled(script)}\n` });
}

const make = (): readonly string[] => ["make", "-s"];

export const shellPlaces: readonly ShellPlace[] = [
  {
    title: "GitHub without a shell",
    shell: "bash",
    files: githubStep(undefined),
    commands: [asFile("bash", "-e")],
  },
  {
    title: "GitHub with bash",
    shell: "bash",
    files: githubStep("bash"),
    commands: [asFile("bash", "--noprofile", "--norc", "-eo", "pipefail")],
  },
  {
    title: "GitHub with sh",
    shell: "dash",
    files: githubStep("sh"),
    commands: [asFile("dash", "-e"), asFile("bash", "--posix", "-e")],
  },
  {
    title: "GitHub with a template",
    shell: "bash",
    files: githubStep("bash -o errexit -x {0}"),
    commands: [asFile("bash", "-o", "errexit", "-x")],
  },
  {
    title: "GitHub with a template without errexit",
    shell: "bash",
    files: githubStep("bash -o pipefail {0}"),
    commands: [asFile("bash", "-o", "pipefail")],
  },
  {
    title: "GitHub in a container",
    shell: "dash",
    files: githubStep(undefined, "    container: golang:1.25\n"),
    commands: [asFile("dash", "-e"), asFile("bash", "--posix", "-e")],
  },
  {
    title: "CircleCI",
    shell: "bash",
    files: circleciStep(undefined),
    commands: [asText("/bin/bash", "-eo", "pipefail", "-c")],
  },
  {
    title: "CircleCI with sh",
    shell: "dash",
    files: circleciStep("/bin/sh -e"),
    commands: [asText("dash", "-e", "-c"), asText("bash", "--posix", "-e", "-c")],
  },
  {
    title: "GitLab",
    shell: "bash",
    files: gitlabJob("golang:1.25"),
    commands: [asText("bash", "-eo", "pipefail", "-c")],
  },
  {
    title: "Dockerfile",
    shell: "dash",
    files: dockerRun("golang:1.25", ""),
    commands: [asFile("dash"), asFile("bash", "--posix")],
  },
  {
    title: "Dockerfile with SHELL",
    shell: "bash",
    files: dockerRun("golang:1.25", 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n'),
    commands: [asFile("bash", "-eo", "pipefail")],
  },
  { title: "Makefile with sh", shell: "dash", files: makeRecipe(""), commands: [make] },
  { title: "Makefile", shell: "bash", files: makeRecipe("SHELL := /bin/bash\n"), commands: [make] },
  {
    title: "Makefile with flags",
    shell: "bash",
    files: makeRecipe("SHELL := /bin/bash\n.SHELLFLAGS := -eo pipefail -c\n"),
    commands: [make],
  },
];

/** Runs a script as each of the shells of a place would. */
export function runInPlace(
  { commands }: ShellPlace,
  stand: Stand,
  { files, script, fails }: { readonly files: Files; readonly script: string; readonly fails?: string },
): readonly RealAnswer[] {
  // The runner's own file of the step lies outside of the tree.
  const step = join(dirname(stand.folder), "home", "step");
  writeFileSync(step, `${script}\n`);
  return commands.map((wordsOf) =>
    stand.run(files, wordsOf(step, script), fails === undefined ? {} : { fails }),
  );
}
