import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

async function commandsOf(lines: string, image = "golang:1.25") {
  const Dockerfile = `FROM ${image}\nWORKDIR /s\nCOPY . .\n${lines}\n`;
  const files = { "go.mod": "module m\n\ngo 1.25.0\n", Dockerfile };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return sites.flatMap(({ commands }) => commands);
}

test("a folder in front of PATH in which nobody put a Go leaves open which one runs", async () => {
  for (const folder of ["/opt/go1.20", "/root/sdk/go1.20.14", "/usr/local/go1.20"]) {
    const [command] = await commandsOf(`ENV PATH=${folder}/bin:$PATH\nRUN go build .`);
    expect([folder, command?.go.outcome]).toEqual([folder, "unknown"]);
  }
  const [behind] = await commandsOf("ENV PATH=$PATH:/opt/go1.20/bin\nRUN go build .");
  expect(behind?.go.outcome).toBe("runs");
});

test("another program under the name of go has a version that files do not show", async () => {
  const replacing = [
    "ln -sf $(which go1.25.1) /usr/local/go/bin/go",
    "cp /opt/x/go /usr/local/go/bin/go",
    "mv $GO /usr/local/go/bin/go",
  ];
  for (const line of replacing) {
    const [command] = await commandsOf(`RUN ${line}\nRUN go build .`, "golang:1.24");
    expect([line, command?.go.outcome]).toEqual([line, "unknown"]);
  }
  for (const line of ["ln -s /usr/local/go/bin/go /usr/bin/go", "ln -s $TOOL /usr/local/bin/tool"]) {
    const [command] = await commandsOf(`RUN ${line}\nRUN go build .`, "golang:1.24");
    expect([line, command?.go.outcome]).toEqual([line, "refuses"]);
  }
});

test("a compiler that is removed again is not there for sure", async () => {
  const removing = [
    "apk add gcc musl-dev && apk del gcc",
    "apk add --no-cache --virtual .d gcc musl-dev && apk del .d",
    "apk add -t deps build-base && apk del deps",
    "apk add gcc && apk del $(cat deps)",
  ];
  for (const line of removing) {
    const [command] = await commandsOf(`RUN ${line}\nRUN go build .`, "golang:1.25-alpine");
    expect([line, command?.cgo.value]).toEqual([line, "unknown"]);
  }
  const kept = "apk add gcc musl-dev git && apk del git";
  const [command] = await commandsOf(`RUN ${kept}\nRUN go build .`, "golang:1.25-alpine");
  expect(command?.cgo.value).toBe("on");
  const [debian] = await commandsOf("RUN apt-get purge -y gcc\nRUN go build .");
  expect(debian?.cgo.value).toBe("unknown");
  const before = await commandsOf("RUN apk add gcc && go build . && apk del gcc", "golang:1.25-alpine");
  expect(before[0]?.cgo.value).toBe("on");
});
