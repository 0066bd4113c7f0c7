import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** The Go that the last command of the last stage finds: version, or why there is none. */
async function goOf(...lines: readonly string[]) {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.20\n",
    Dockerfile: `${lines.join("\n")}\n`,
  });
  const { go } =
    resolveSites(await readWorkspace(tree))
      .sites.at(-1)
      ?.commands.at(-1) ?? {};
  return go?.installed?.version ?? go?.openness ?? go?.why[0]?.text;
}

const copy = "COPY --from=golang:1.24.3 /usr/local/go/ /usr/local/go/";
const onPath = "ENV PATH=/usr/local/go/bin:$PATH";
const build = ["WORKDIR /src", "COPY . .", "RUN go build ./..."];

test("a Go from another image counts where PATH names its folder", async () => {
  expect(await goOf("FROM debian:12", copy, onPath, ...build)).toBe("1.24.3");
  expect(await goOf("FROM debian:12", onPath, copy, ...build)).toBe("1.24.3");
  expect(await goOf("FROM debian:12", copy, "ENV PATH=$PATH:/usr/local/go/bin", ...build)).toBe("1.24.3");
  expect(await goOf("FROM acme/base:1", copy, 'ENV PATH "${PATH}:/usr/local/go/bin"', ...build)).toBe(
    "1.24.3",
  );
});

test("a Go from another image is absent where PATH does not name it", async () => {
  expect(await goOf("FROM debian:12", copy, ...build)).toBe("absent");
  expect(await goOf("FROM debian:12", copy, "ENV PATH=/opt/go/bin:$PATH", ...build)).toBe("absent");
});

test("whether an image nobody knows has the folder on its PATH is not known", async () => {
  expect(await goOf("FROM acme/base:1", copy, ...build)).toContain("what PATH the image sets is not known");
});

test("the command itself can set PATH or name the program", async () => {
  const named = "RUN /usr/local/go/bin/go build ./...";
  expect(await goOf("FROM debian:12", copy, "COPY . .", named)).toBe("1.24.3");
  const exported = "RUN export PATH=$PATH:/usr/local/go/bin && go build ./...";
  expect(await goOf("FROM debian:12", copy, "COPY . .", exported)).toBe("1.24.3");
  const linked = "RUN ln -s /usr/local/go/bin/* /usr/local/bin/";
  expect(await goOf("FROM debian:12", copy, linked, ...build)).toBe("1.24.3");
});

test("COPY replaces the Go of a golang image that lies in the same folder, and no other one", async () => {
  expect(await goOf("FROM golang:1.22", copy, ...build)).toBe("1.24.3");
  const aside = "COPY --from=golang:1.24.3 /usr/local/go /opt/go";
  expect(await goOf("FROM golang:1.22", aside, ...build)).toBe("1.22");
  expect(await goOf("FROM golang:1.22", aside, "ENV PATH=/opt/go/bin:$PATH", ...build)).toBe("1.24.3");
  expect(await goOf("FROM golang:1.22", aside, "ENV PATH=$PATH:/opt/go/bin", ...build)).toBe("1.22");
});

test("a Go comes from an earlier stage by name and by number", async () => {
  for (const stage of ["toolchain", "Toolchain", "0"]) {
    const from = `COPY --from=${stage} /usr/local/go /usr/local/go`;
    const stages = ["FROM golang:1.23.4 AS toolchain", "FROM alpine:3.20", from, onPath];
    expect(await goOf(...stages, ...build)).toBe("1.23.4");
  }
});

test("a Go travels through several stages", async () => {
  const middle = ["FROM debian:12 AS base", copy, "FROM base AS tools", onPath];
  const last = ["FROM alpine", "COPY --from=tools /usr/local/ /usr/local/", onPath];
  expect(await goOf(...middle, ...build)).toBe("1.24.3");
  expect(await goOf(...middle, ...last, ...build)).toBe("1.24.3");
});

test("a folder above or another target moves the Go with it", async () => {
  const up = "COPY --from=golang:1.24.3 /usr/local /opt";
  expect(await goOf("FROM debian:12", up, "ENV PATH=/opt/go/bin:$PATH", ...build)).toBe("1.24.3");
  const merged = "COPY --from=golang:1.24.3 /usr/local/go/ /usr/local/";
  expect(await goOf("FROM debian:12", merged, ...build)).toBe("1.24.3");
});

test("files from an image whose Go is not known leave the version open", async () => {
  const open = "COPY --from=acme/toolchain:7 /usr/local/go /usr/local/go";
  expect(await goOf("FROM debian:12", open, onPath, ...build)).toContain("acme/toolchain");
  const floating = "COPY --from=golang /usr/local/go /usr/local/go";
  expect(await goOf("FROM debian:12", floating, onPath, ...build)).toBe("1");
});

test("all files of an image that nobody knows leave the Go of the stage alone", async () => {
  expect(await goOf("FROM golang:1.24.3", "COPY --from=tonistiigi/xx:1.6.1 / /", ...build)).toBe("1.24.3");
  const stages = ["FROM tonistiigi/xx AS xx", "FROM golang:1.24.3", "COPY --from=xx / /"];
  expect(await goOf(...stages, ...build)).toBe("1.24.3");
});

test("a mount brings a Go for its own command alone", async () => {
  const mount = "--mount=from=golang:1.24.3,source=/usr/local/go,target=/usr/local/go";
  const inside = `RUN ${mount} /usr/local/go/bin/go build ./...`;
  expect(await goOf("FROM debian:12", "COPY . .", inside)).toBe("1.24.3");
  expect(await goOf("FROM debian:12", onPath, `RUN ${mount} go version`, ...build)).not.toBe("1.24.3");
});

test("ADD of a Go archive names the version, also where the architecture is open", async () => {
  const unpack = ["RUN tar -C /usr/local -xzf /tmp/go.tgz", onPath];
  const add = "ADD https://go.dev/dl/go1.23.4.linux-amd64.tar.gz /tmp/go.tgz";
  expect(await goOf("FROM debian:12", add, ...unpack, ...build)).toBe("1.23.4");
  const open = "ADD https://go.dev/dl/go${GO_VERSION}.linux-${TARGETARCH}.tar.gz /tmp/go.tgz";
  const args = ["ARG TARGETARCH", "ARG GO_VERSION=1.22.5"];
  expect(await goOf("FROM debian:12", ...args, open, ...unpack, ...build)).toBe("1.22.5");
  const unset = ["ARG TARGETARCH", "ARG GO_VERSION"];
  expect(await goOf("FROM debian:12", ...unset, open, ...unpack, ...build)).toContain("is not known");
});

test("curl and tar of a Go archive name the version, also where the architecture is open", async () => {
  const args = ["ARG TARGETARCH", "ENV GO_VERSION=1.22.5"];
  const curl =
    "RUN curl -fsSL https://go.dev/dl/go${GO_VERSION}.linux-${TARGETARCH}.tar.gz | tar -C /usr/local -xz";
  expect(await goOf("FROM debian:12", ...args, curl, onPath, ...build)).toBe("1.22.5");
});

test("a distribution's package has the minor version of its release", async () => {
  const apt = "RUN apt-get update && apt-get install -y golang-go";
  expect(await goOf("FROM debian:bookworm-slim", apt, ...build)).toBe("1.19");
  expect(await goOf("FROM debian:12.5", apt, ...build)).toBe("1.19");
  expect(await goOf("FROM ubuntu:22.04", apt, ...build)).toBe("1.18");
  expect(await goOf("FROM ubuntu:noble-20240423", apt, ...build)).toBe("1.22");
  expect(await goOf("FROM alpine:3.20.3", "RUN apk add --no-cache go gcc", ...build)).toBe("1.22");
});

test("a distribution's package is open without a release, and with another source of packages", async () => {
  const apk = "RUN apk add --no-cache go";
  expect(await goOf("FROM alpine", apk, ...build)).toContain("whatever Go the distribution has");
  const edge = "RUN apk add --repository=https://dl-cdn.alpinelinux.org/alpine/edge/community go";
  expect(await goOf("FROM alpine:3.20", edge, ...build)).toContain("whatever Go");
  const ppa = "RUN add-apt-repository ppa:longsleep/golang-backports && apt-get install -y golang-go";
  expect(await goOf("FROM ubuntu:22.04", ppa, ...build)).toContain("whatever Go");
  const list = "RUN echo deb http://deb.debian.org/debian sid main > /etc/apt/sources.list";
  const apt = "RUN apt-get update && apt-get install -y golang-go";
  expect(await goOf("FROM debian:12", list, apt, ...build)).toContain("whatever Go");
  const backports = "RUN apt-get install -y -t bookworm-backports golang-go";
  expect(await goOf("FROM debian:12", backports, ...build)).toContain("whatever Go");
});

test("ONBUILD instructions run first in the stage that builds on theirs, and only there", async () => {
  const base = ["FROM golang:1.24.3 AS base", `ONBUILD ${copy.replace("1.24.3", "1.25.1")}`];
  expect(await goOf(...base, ...build)).toBe("1.24.3");
  expect(await goOf(...base, "FROM base AS next", ...build)).toBe("1.25.1");
  const third = ["FROM golang:1.24.3 AS base", "ONBUILD ENV PATH=/nowhere", "FROM base", "FROM debian:12"];
  expect(await goOf(...third, ...build)).toBe("absent");
});

test("files of an image without Go and sources change nothing", async () => {
  const tree = createMemoryTree({
    Dockerfile:
      "FROM tonistiigi/xx:1.6.1 AS xx\nFROM golang:1.24.3\nCOPY --from=xx / /\nCOPY --from=alpine:3.20 /etc/ssl /etc/ssl\nRUN go env GOOS\n",
    "vendor.mod": "module example.com/ledger\n",
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  expect(site?.commands[0]?.go.version).toBe("1.24.3");
  const made = [
    "FROM alpine:3.20 AS made",
    "RUN ./make-go.sh",
    "FROM debian:12",
    "COPY --from=made /opt /usr/local",
  ];
  expect(await goOf(...made, ...build)).toContain("COPY --from may install one");
});
