import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { bringNoGo } from "./brings-no-go.ts";

async function answers(...lines: readonly string[]): Promise<readonly boolean[]> {
  const Dockerfile = `FROM alpine\n${lines.join("\n")}\n`;
  const { dockerfiles } = await readWorkspace(createMemoryTree({ Dockerfile }));
  const end = Dockerfile.length;
  return (dockerfiles[0]?.stages[0]?.instructions ?? []).map((each) => bringNoGo([each], end));
}

test("known packages, folders of its own and harmless programs bring no go", async () => {
  expect(
    await answers(
      "WORKDIR /src",
      "COPY . /src/",
      "RUN apk add --no-cache git=2.45 make && mkdir -p /out",
      "RUN set -eux; apt-get update; apt-get install -y ca-certificates; rm -rf /var/lib/apt/lists/*",
      "RUN --mount=type=cache,target=/root/.cache/go-build go version",
    ),
  ).toEqual([true, true, true, true, true]);
});

test("what fetches, unpacks, copies from images or is not known may bring one", async () => {
  expect(
    await answers(
      "ADD go.tar.gz /opt",
      "COPY rootfs /",
      "COPY --from=golang:1.25 /usr/local/go /usr/local/go",
      "ENV PATH=/opt/go/bin:$PATH",
      "RUN apk add go",
      "RUN apk add -X https://example.com/edge git",
      "RUN apt-get install -y $PACKAGES",
      "RUN curl -fsSL https://example.com/x.tgz | tar -xz",
      "RUN ./install.sh",
      "RUN --mount=type=bind,from=golang:1.25,target=/usr/local true",
      "ONBUILD RUN ./install.sh",
    ),
  ).toEqual([false, false, false, false, false, false, false, false, false, false, false]);
});

test("a copy to a relative path lands in the folder of WORKDIR, and in the root without one", async () => {
  const bring = async (...lines: readonly string[]) => {
    const Dockerfile = `FROM alpine\n${lines.join("\n")}\n`;
    const { dockerfiles } = await readWorkspace(createMemoryTree({ Dockerfile }));
    return bringNoGo(dockerfiles[0]?.stages[0]?.instructions ?? [], Dockerfile.length);
  };
  expect(await bring("WORKDIR /src", "COPY . .")).toBe(true);
  expect(await bring("WORKDIR /usr/src", "WORKDIR app", "COPY . .")).toBe(true);
  expect(await bring("COPY . .")).toBe(false);
  expect(await bring("WORKDIR /usr/local", "COPY go ./go")).toBe(false);
  expect(await bring("WORKDIR $HOME", "COPY . .")).toBe(false);
});
