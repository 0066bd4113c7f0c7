import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { type Contract, defaultContract } from "./contract.ts";
import { lockstepBreaches } from "./lockstep-breaches.ts";
import { resolveSites } from "./resolve-sites.ts";

/** Stages of the given images in a module of go 1.22: which differ, and from what. */
async function breaches(images: readonly string[], contract: Contract = defaultContract): Promise<unknown> {
  const files: Record<string, string> = { "go.mod": "module example.com/ledger\n\ngo 1.22.0\n" };
  images.forEach((image, index) => {
    files[`d${index}/Dockerfile`] = `FROM ${image}\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n`;
  });
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return lockstepBreaches(sites, contract).map(
    ({ different, usual }) => `${different.version} beside ${usual.version}`,
  );
}

test("the version of most sites is the one to keep, a minor agrees with its patches", async () => {
  expect(await breaches(["golang:1.25.3", "golang:1.25", "golang:1.25.1", "golang:1.25.3"])).toEqual([
    "1.25.1 beside 1.25.3",
  ]);
  expect(await breaches(["golang:1.25.3", "golang:1.26", "golang:1.26"])).toEqual(["1.25.3 beside 1.26.x"]);
  expect(await breaches(["golang:1.25", "golang:1.26"])).toEqual(["1.25.x beside 1.26.x"]);
  expect(await breaches(["golang:1.25", "golang:1.25.4"])).toEqual([]);
});

test("sites whose version is not known, and excepted ones, are not compared", async () => {
  expect(await breaches(["golang:1.25.3", "golang:latest", "debian"])).toEqual([]);
  const exceptions = [
    { site: "d1/*", reason: "the old image", at: { file: ".breakwater.yaml", span: { start: 0, end: 1 } } },
  ];
  expect(await breaches(["golang:1.25", "golang:1.24"], { ...defaultContract, exceptions })).toEqual([]);
});
