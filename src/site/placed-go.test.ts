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

const archive = "curl -fsSLO https://go.dev/dl/go1.24.1.linux-amd64.tar.gz";
const unpack = "tar -C /usr/local -xzf go1.24.1.linux-amd64.tar.gz";

test("a Go that is unpacked into /usr/local of a plain image runs where PATH or a link names it", async () => {
  const off = [
    `RUN ${archive} && ${unpack}`,
    `RUN ${archive} && ${unpack} && export PATH=$PATH:/usr/local/go/bin`,
  ];
  for (const lines of off) {
    const [command] = await commandsOf(`${lines}\nRUN go build .`, "debian:12");
    expect([lines, command?.go.outcome]).toEqual([lines, "unknown"]);
  }
  const on = [
    `RUN ${archive} && ${unpack}\nENV PATH=$PATH:/usr/local/go/bin\nRUN go build .`,
    `ENV PATH=/usr/local/go/bin:$PATH\nRUN ${archive} && ${unpack}\nRUN go build .`,
    `RUN ${archive} && ${unpack} && export PATH=$PATH:/usr/local/go/bin && go build .`,
    `RUN ${archive} && ${unpack} && ln -s /usr/local/go/bin/go /usr/bin/go\nRUN go build .`,
    `RUN ${archive} && ${unpack} && /usr/local/go/bin/go build .`,
  ];
  for (const lines of on) {
    const [command] = await commandsOf(lines, "debian:12");
    expect([lines, command?.go.outcome]).toEqual([lines, "switches"]);
  }
  const [official] = await commandsOf(`RUN ${archive} && ${unpack}\nRUN go build .`, "golang:1.25");
  expect(official?.go.outcome).toBe("refuses");
});

test("a Go that is unpacked into /usr/local of a hosted runner runs where a step puts it on PATH", async () => {
  const outcome = async (steps: readonly string[], runner = "ubuntu-latest") => {
    const runs = steps.map((step) => `      - run: ${JSON.stringify(step)}\n`).join("");
    const workflow = `on: push\njobs:\n  b:\n    runs-on: ${runner}\n    steps:\n      - uses: actions/checkout@v5\n${runs}`;
    const files = { "go.mod": "module m\n\ngo 1.25.0\n", ".github/workflows/ci.yml": workflow };
    const env = "GOTOOLCHAIN=local go build .";
    const tree = createMemoryTree({
      ...files,
      ".github/workflows/ci.yml": `${workflow}      - run: ${env}\n`,
    });
    const { sites } = resolveSites(await readWorkspace(tree));
    return sites.flatMap(({ commands }) => commands).at(-1)?.go.outcome;
  };
  const own = `${archive}\nsudo ${unpack}`;
  expect(await outcome([own])).toBe("unknown");
  expect(await outcome([`${own}\nexport PATH=$PATH:/usr/local/go/bin`])).toBe("unknown");
  expect(await outcome([own], "macos-latest")).toBe("unknown");
  expect(await outcome([`${own}\necho /usr/local/go/bin >> $GITHUB_PATH`])).toBe("refuses");
  expect(await outcome([own, 'echo "/usr/local/go/bin" >> "$GITHUB_PATH"'])).toBe("refuses");
  expect(await outcome([`${own}\nsudo ln -sf /usr/local/go/bin/go /usr/bin/go`])).toBe("refuses");
  expect(await outcome([own], "[self-hosted, linux]")).toBe("refuses");
});
