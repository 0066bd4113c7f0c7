import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

/** The Go of the last command of a job; set-up and checkout stand in front unless `steps` bring their own. */
async function goAfter(script: string, { go = "1.23.4", os = "ubuntu-latest" } = {}) {
  const setup = go ? `      - uses: actions/setup-go@v5\n        with: {go-version: ${go}}\n` : "";
  const workflow = `on: push
jobs:
  a:
    runs-on: ${os}
    steps:
      - uses: actions/checkout@v4
${setup}      - run: |
${script.replace(/^/gm, "          ")}
`;
  const files = { "go.mod": "module m\n\ngo 1.20\n", ".github/workflows/ci.yml": workflow };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return sites.find(({ kind }) => kind === "github-job")?.commands.at(-1)?.go;
}

test("a go that is named by its path is not the one of the set-up step", async () => {
  for (const script of [
    "/opt/go1.20/bin/go build .",
    "GO=/opt/go1.20/bin/go; $GO build .",
    "./bin/go build .",
    "export GOROOT=/opt/go1.20; export PATH=$GOROOT/bin:$PATH\ngo build .",
    "export PATH=/opt/go1.20/bin:$PATH\ngo build .",
    "sudo go build .",
    "sudo -E go build .",
    "sudo apt-get install -y golang-1.20\ngo build .",
  ])
    expect([script, (await goAfter(script))?.version]).toEqual([script, undefined]);
  for (const script of [
    "/opt/hostedtoolcache/go/1.23.4/x64/bin/go build .",
    'sudo env "PATH=$PATH" go build .',
    'sudo "PATH=$PATH" go build .',
    "command go build .",
  ])
    expect([script, (await goAfter(script))?.version]).toEqual([script, "1.23.4"]);
  expect((await goAfter("sudo go build .", { os: "macos-14" }))?.version).toBe("1.23.4");
});

test("what eval takes from a program may choose another go, and gimme says which", async () => {
  expect((await goAfter('eval "$(gimme 1.20.1)"\ngo build .'))?.version).toBe("1.20.1");
  expect((await goAfter('eval "$(unknowntool env)"\ngo build .'))?.version).toBeUndefined();
  expect((await goAfter('eval "$(ssh-agent -s)"\ngo build .'))?.version).toBe("1.23.4");
});

test("an archive that is unpacked aside counts where PATH names its folder", async () => {
  const url = "https://example.com/go1.20.1.linux-amd64.tar.gz";
  for (const unpack of [
    `curl -sL ${url} | sudo tar -C /opt -xz`,
    `curl -sLO ${url}\nsudo tar -C /opt -xzf go1.20.1.linux-amd64.tar.gz`,
  ]) {
    expect([unpack, (await goAfter(`${unpack}\ngo build .`))?.version]).toEqual([unpack, undefined]);
    const onPath = await goAfter(`${unpack}\n/opt/go/bin/go build .`);
    expect([unpack, onPath?.version]).toEqual([unpack, "1.20.1"]);
  }
});

test("a versioned package of Debian holds no go on PATH until somebody puts it there", async () => {
  const image = async (lines: string) => {
    const Dockerfile = `FROM debian:12\nWORKDIR /s\nCOPY . .\n${lines}\n`;
    const files = { "go.mod": "module m\n\ngo 1.19\n", Dockerfile };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    return sites.at(-1)?.commands.at(-1)?.go;
  };
  const install = "RUN apt-get install -y golang-1.20";
  expect((await image(`${install}\nRUN go build .`))?.installed).toBeUndefined();
  for (const lines of [
    `${install}\nENV PATH=/usr/lib/go-1.20/bin:$PATH\nRUN go build .`,
    `${install}\nRUN /usr/lib/go-1.20/bin/go build .`,
    `${install} && ln -s /usr/lib/go-1.20/bin/go /usr/bin/go\nRUN /usr/bin/go build .`,
  ])
    expect([lines, (await image(lines))?.installed?.version]).toEqual([lines, "1.20"]);
});
