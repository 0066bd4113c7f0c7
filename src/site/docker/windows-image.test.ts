import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function stageOf(...lines: readonly string[]) {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    Dockerfile: `${lines.join("\n")}\n`,
  });
  const { sites, unknowns } = resolveSites(await readWorkspace(tree));
  return { site: sites[0], unknowns };
}

test("an image of Windows builds for Windows, with cmd or the shell of its SHELL", async () => {
  const cmd = await stageOf(
    "FROM golang:1.25.1-nanoserver",
    "COPY . .",
    "RUN set CGO_ENABLED=0&& go build .",
  );
  const shell = 'SHELL ["powershell", "-Command"]';
  const run = "RUN $env:CGO_ENABLED = '0'; go build .";
  const powershell = await stageOf("FROM golang:1.25.1-windowsservercore", shell, "COPY . .", run);
  for (const { site } of [cmd, powershell]) {
    expect(site?.commands.map(({ text }) => text)).toEqual(["go build ."]);
    expect(site?.goos).toMatchObject({ text: "windows" });
    expect(site?.cgo.value).toBe("off");
  }
});

test("a script that COPY writes from a here-document is an unknown where it runs go", async () => {
  const { unknowns } = await stageOf(
    "FROM golang:1.25.1",
    "COPY <<EOF /build.sh",
    "go build ./...",
    "EOF",
    "RUN sh /build.sh",
  );
  expect(unknowns.map(({ code }) => code)).toContain("not-followed");
});
