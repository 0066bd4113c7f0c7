import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** The Go and the commands of each site by its id. */
async function sitesOf(files: Record<string, string>): Promise<unknown> {
  const mod = "module example.com/ledger\n\ngo 1.24.0\n";
  const { sites } = resolveSites(await readWorkspace(createMemoryTree({ "go.mod": mod, ...files })));
  return Object.fromEntries(
    sites.map(({ id, go, commands }) => [
      id,
      [go.installed?.version ?? "?", ...commands.map(({ text }) => text)].join("; "),
    ]),
  );
}

const variant = 'ARG VARIANT="1"\nFROM mcr.microsoft.com/vscode/devcontainers/go:${VARIANT}\n';

test("a dev container builds its Dockerfile with the arguments it gives, and starts as that ends", async () => {
  const sites = await sitesOf({
    ".devcontainer/Dockerfile": variant,
    ".devcontainer/devcontainer.json": `{
  "build": { "dockerfile": "Dockerfile", "args": { "VARIANT": "1.26", "NODE_VERSION": "v24" } },
  "postCreateCommand": "go mod download && echo ready"
}`,
  });
  expect(sites).toEqual({
    ".devcontainer/Dockerfile/0": "1.26",
    ".devcontainer/devcontainer.json": "1.26; go mod download",
  });
});

test("a Dockerfile that a pipeline builds has the arguments of the pipeline", async () => {
  const sites = await sitesOf({
    Dockerfile: variant,
    "image.sh": "docker build --build-arg VARIANT=1.25 .\n",
    ".devcontainer.json": '{ "build": { "dockerfile": "Dockerfile", "args": { "VARIANT": "1.26" } } }',
  });
  expect(sites).toEqual({ "Dockerfile/0": "1.25" });
});

test("without arguments the default holds, and what the editor fills in is not known", async () => {
  const files = (args: string): Record<string, string> => ({
    ".devcontainer/Dockerfile": `${variant}RUN go version\n`,
    ".devcontainer/devcontainer.json": `{ "build": { "dockerfile": "Dockerfile", "args": {${args}} } }`,
  });
  expect(await sitesOf(files(""))).toEqual({ ".devcontainer/Dockerfile/0": "1; go version" });
  expect(await sitesOf(files('"VARIANT": "${localEnv:GO}"'))).toEqual({
    ".devcontainer/Dockerfile/0": "?; go version",
  });
});

test("each command of a container's life is walked: strings, lists and mappings", async () => {
  const sites = await sitesOf({
    ".devcontainer.json": `{
  "image": "golang:1.25",
  "initializeCommand": "go version",
  "onCreateCommand": ["go", "install", "./cmd/x y"],
  "postCreateCommand": { "a": "go generate ./...", "b": ["bash", "-c", "cd sub && go vet ."] },
  "postStartCommand": "echo go test"
}`,
  });
  expect(sites).toEqual({
    ".devcontainer.json": "1.25; go version; go install './cmd/x y'; go generate ./...; go vet .",
  });
});

test("a container of a service that no file here describes has no Go that is known", async () => {
  const sites = await sitesOf({
    ".devcontainer/devcontainer.json":
      '{ "dockerComposeFile": "compose.yml", "service": "app", "postCreateCommand": "go mod tidy" }',
  });
  expect(sites).toEqual({ ".devcontainer/devcontainer.json": "?; go mod tidy" });
});
