import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function cgoOf(install: string): Promise<string | undefined> {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.19\n",
    Dockerfile: `FROM debian:bookworm\nRUN apt-get update && ${install}\nRUN mkdir /src\nENV PATH=/usr/lib/go-1.22/bin:/usr/lib/go-1.19/bin:$PATH\nWORKDIR /src\nCOPY . .\nRUN go build .\n`,
  });
  return resolveSites(await readWorkspace(tree)).sites[0]?.cgo.value;
}

test("Debian's Go brings gcc, which it recommends", async () => {
  expect(await cgoOf("apt-get install -y git golang")).toBe("on");
  expect(await cgoOf("apt-get install -y golang-1.19-go")).toBe("on");
});

test("it does not where apt installs no recommendations, or may be told so", async () => {
  expect(await cgoOf("apt-get install -y --no-install-recommends golang-1.22-go")).toBe("off");
  expect(await cgoOf("apt-get install -y -o APT::Install-Recommends=0 golang-1.22-go")).toBe("off");
});

test("gcc by its own name counts as before", async () => {
  expect(await cgoOf("apt-get install -y --no-install-recommends golang-1.22-go gcc")).toBe("on");
});
