import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const dockerfile = `ARG GO_VERSION=1.20
FROM golang:\${GO_VERSION}
ARG TAGS
WORKDIR /src
COPY . .
RUN go build -tags "$TAGS" ./...
`;

/** Go version and tags of the image's build. */
async function imageOf(files: Readonly<Record<string, string>>, name = "Dockerfile") {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.20\n",
    [name]: dockerfile,
    ...files,
  });
  const site = resolveSites(await readWorkspace(tree)).sites.find(({ kind }) => kind === "dockerfile-stage");
  return `${site?.go.installed?.version} ${site?.tags.value?.join(",")}`;
}

const service = (build: string): string => `services:\n  app:\n    build:\n${build}`;
const args = "      args: {GO_VERSION: 1.25.3, TAGS: prod}\n";

describe("build arguments of a Compose file", () => {
  test("reach the Dockerfile of their service", async () => {
    expect(await imageOf({})).toBe("1.20 undefined");
    expect(await imageOf({ "docker-compose.yml": service(`      context: .\n${args}`) })).toBe("1.25.3 prod");
    expect(await imageOf({ "compose.prod.yaml": service(args) })).toBe("1.25.3 prod");
    const list = "      args: [GO_VERSION=1.25.3, 'TAGS=a b']\n";
    expect(await imageOf({ "compose.yml": service(list) })).toBe("1.25.3 a,b");
  });

  test("belong to the Dockerfile that context and dockerfile name", async () => {
    const build = `      context: ..\n      dockerfile: build/app.Dockerfile\n${args}`;
    expect(await imageOf({ "deploy/compose.yml": service(build) }, "build/app.Dockerfile")).toBe(
      "1.25.3 prod",
    );
    expect(await imageOf({ "compose.yml": service(`      dockerfile: other\n${args}`) })).toBe(
      "1.20 undefined",
    );
    const elsewhere = `      context: https://github.com/acme/x.git\n${args}`;
    expect(await imageOf({ "compose.yml": service(elsewhere) })).toBe("1.20 undefined");
  });

  test("take variables from .env, else their default", async () => {
    const open = service("      args: {GO_VERSION: '${GO:-1.24.1}', TAGS: '$T'}\n");
    expect(await imageOf({ "compose.yml": open })).toBe("1.24.1 undefined");
    expect(await imageOf({ "compose.yml": open, ".env": "GO=1.26.1\nT=x\n" })).toBe("1.26.1 x");
  });

  test("are open where the environment or several services decide", async () => {
    const environment = service("      args: [GO_VERSION]\n");
    expect(await imageOf({ "compose.yml": environment })).toBe("undefined undefined");
    const two = (go: string): string => `    build: {args: {GO_VERSION: ${go}, TAGS: a}}\n`;
    const both = `services:\n  a:\n${two("1.25.1")}  b:\n${two("1.26.1")}`;
    expect(await imageOf({ "compose.yml": both })).toBe("undefined a");
  });
});

test("a broken Compose file and one without services build nothing", async () => {
  for (const text of ["build: [", "services: [build: x]", "services: {a: {build: }}", "# build:\n"])
    expect(await imageOf({ "compose.yml": text })).toBe("1.20 undefined");
});
