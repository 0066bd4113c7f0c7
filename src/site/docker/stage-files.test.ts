import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { stageFilesAt } from "./stage-files.ts";
import { foldStages } from "./stage-image.ts";

async function filesAt(dockerfile: string, mark: string) {
  const workspace = await readWorkspace(
    createMemoryTree({
      "go.mod": "module m\n\ngo 1.25\n",
      "go.sum": "",
      "main.go": "package main\n",
      "lib/go.mod": "module m/lib\n\ngo 1.25\n",
      "secret/key.go": "package secret\n",
      ".dockerignore": "secret\n",
      Dockerfile: dockerfile,
    }),
  );
  const [model] = workspace.dockerfiles;
  const stage = model?.stages.find(
    ({ wholeSpan }) =>
      wholeSpan.start <= dockerfile.indexOf(mark) && dockerfile.indexOf(mark) <= wholeSpan.end,
  );
  if (!model || !stage) throw new RangeError("no such stage");
  return stageFilesAt({ dockerfile: model, stage, offset: dockerfile.indexOf(mark), workspace, context: "" });
}

describe("the files of a stage", () => {
  test("are those that were copied before", async () => {
    const text =
      "FROM golang:1.25\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n";
    const early = await filesAt(text, "go mod download");
    expect(["/src/go.mod", "/src/go.sum", "/src/main.go"].map((path) => early.has(path))).toEqual([
      "yes",
      "yes",
      "no",
    ]);
    const late = await filesAt(text, "go build");
    expect(["/src/lib/go.mod", "/src/none.go"].map((path) => late.has(path))).toEqual(["yes", "no"]);
    expect(late.locate("lib/go.mod")).toBe("/src/lib/go.mod");
  });

  test("are without what .dockerignore leaves out", async () => {
    const files = await filesAt("FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build\n", "go build");
    expect(files.has("/src/secret/key.go")).toBe("no");
    expect(files.isLeftOut("secret/key.go")).toBe(true);
    expect(files.locate("secret/key.go")).toBeUndefined();
  });

  test.each([
    ["another stage", "COPY --from=gen /lib /src/lib"],
    ["a program", "RUN git clone https://example.com/lib lib"],
    ["a redirection", "RUN echo 'module m' > lib/go.mod"],
    ["a source that is not known", "ARG DIR\nCOPY $DIR ./lib"],
    ["a program before it in the same RUN", "RUN cp -r /lib lib && true"],
  ])("may come from %s", async (_, line) => {
    const text = `FROM golang:1.25 AS gen\nFROM golang:1.25\nWORKDIR /src\nCOPY go.mod ./\n${line}\nRUN go build\n`;
    const files = await filesAt(text, "go build");
    expect(files.has("/src/go.mod")).toBe("yes");
    expect(files.has("/src/lib/go.mod")).toBe("unknown");
  });

  test.each([
    ["apk add --no-cache git"],
    ["go mod download && go mod verify"],
    ["git config --global url.x.insteadOf y"],
    ["echo machine > ~/.netrc"],
  ])("do not come from %s", async (line) => {
    const text = `FROM golang:1.25\nWORKDIR /src\nCOPY go.mod ./\nRUN ${line}\nRUN go build\n`;
    expect((await filesAt(text, "go build")).has("/src/lib/go.mod")).toBe("no");
  });

  test("follow stars, folders, stages and bind mounts", async () => {
    const star = await filesAt("FROM golang:1.25\nWORKDIR /a\nCOPY go.* ./\nRUN go build\n", "go build");
    expect(["/a/go.mod", "/a/go.sum", "/a/main.go"].map((path) => star.has(path))).toEqual([
      "yes",
      "yes",
      "no",
    ]);
    const chain = "FROM golang:1.25 AS base\nWORKDIR /a\nCOPY lib/ lib/\nFROM base\nRUN go build\n";
    expect((await filesAt(chain, "go build")).has("/a/lib/go.mod")).toBe("yes");
    const bind = "FROM golang:1.25\nWORKDIR /a\nRUN --mount=type=bind,target=. go build\n";
    expect((await filesAt(bind, "go build")).has("/a/main.go")).toBe("yes");
    const one = "FROM golang:1.25\nWORKDIR /a\nRUN --mount=type=bind,source=go.mod,target=go.mod go build\n";
    const mounted = await filesAt(one, "go build");
    expect(["/a/go.mod", "/a/go.sum"].map((path) => mounted.has(path))).toEqual(["yes", "no"]);
  });

  test("may lie in an image that nobody knows", async () => {
    const files = await filesAt(
      "FROM registry.example/base\nWORKDIR /a\nCOPY go.mod .\nRUN go build\n",
      "go build",
    );
    expect(files.has("/a/go.mod")).toBe("yes");
    expect(files.has("/a/go.sum")).toBe("unknown");
  });
});

describe("a long stage", () => {
  test("is followed once, and equal states share their answers", async () => {
    const runs = Array.from({ length: 3000 }, (_, index) => `RUN go build ./x${index}\n`).join("");
    const text = `FROM golang:1.25\nWORKDIR /src\nCOPY . .\n${runs}`;
    const workspace = await readWorkspace(createMemoryTree({ "go.mod": "module m\n", Dockerfile: text }));
    const [dockerfile] = workspace.dockerfiles;
    const [stage] = dockerfile?.stages ?? [];
    if (!dockerfile || !stage) throw new RangeError("no such stage");
    const files = stage.instructions
      .filter(({ kind }) => kind === "run")
      .map(({ span }) => stageFilesAt({ dockerfile, stage, offset: span.start, workspace, context: "" }));
    expect(files).toHaveLength(3000);
    expect(new Set(files).size).toBe(1);
    expect(files[0]?.has("/src/go.mod")).toBe("yes");
  });

  test("is a base for thousands of others", async () => {
    const stages = Array.from({ length: 5000 }, (_, index) => `FROM s${index} AS s${index + 1}\n`).join("");
    const workspace = await readWorkspace(
      createMemoryTree({
        "go.mod": "module m\n",
        Dockerfile: `FROM golang:1.25 AS s0\nENV A=/src\nWORKDIR $A\n${stages}WORKDIR $A/lib\n`,
      }),
    );
    const [dockerfile] = workspace.dockerfiles;
    let steps = 0;
    const depths = dockerfile && foldStages<number>(dockerfile, (_, base = 0) => base + Math.sign(++steps));
    const last = dockerfile?.stages.at(-1);
    if (!dockerfile || !last) throw new RangeError("no such stage");
    expect(steps).toBe(5001);
    expect(depths?.get(last)).toBe(5001);
    const offset = last.wholeSpan.end;
    expect(stageFilesAt({ dockerfile, stage: last, offset, workspace, context: "" }).folder).toBe("/src/lib");
  });
});
