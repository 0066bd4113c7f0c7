import { beforeAll, describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import type { ShellNode } from "../shell/ast.ts";
import { loadShellGrammar } from "../shell/grammar.ts";
import type { DockerInstruction } from "./model.ts";
import { parseDockerfile } from "./parse-dockerfile.ts";

beforeAll(loadShellGrammar);

const parse = (text: string) => parseDockerfile(sourceFromText({ path: "Dockerfile", text }));
const cut = (text: string, span: Span | undefined) => text.slice(span?.start, span?.end);

function instructions<K extends DockerInstruction["kind"]>(
  text: string,
  ...kinds: readonly K[]
): readonly Extract<DockerInstruction, { kind: K }>[] {
  const wanted: readonly string[] = kinds;
  return parse(text)
    .stages.flatMap((stage) => stage.instructions)
    .filter((item): item is Extract<DockerInstruction, { kind: K }> => wanted.includes(item.kind));
}

/** The commands of a script with the text that their spans cut from the file. */
function commands(text: string): string[] {
  const found: string[] = [];
  const walk = (node: ShellNode): void => {
    if (node.kind === "command") found.push(cut(text, node.span));
    if (node.kind === "and" || node.kind === "or") [node.left, node.right].forEach(walk);
  };
  for (const { script } of instructions(text, "run")) script.body.forEach(walk);
  return found;
}

describe("stages", () => {
  test("have a name, an image, a platform and the place of each", () => {
    const text =
      "ARG GO_VERSION=1.24\nFROM --platform=$BUILDPLATFORM golang:$GO_VERSION-alpine AS build\nRUN go build\n\nfrom scratch\ncopy --from=build /a /a\n";
    const { stages, globalArgs, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(globalArgs).toMatchObject([{ name: "GO_VERSION", defaultValue: { text: "1.24" } }]);
    expect(cut(text, globalArgs[0]?.defaultValue?.span)).toBe("1.24");
    const [build, last] = stages;
    expect(build).toMatchObject({ index: 0, name: "build", buildsOn: undefined });
    expect(cut(text, build?.image.span)).toBe("golang:$GO_VERSION-alpine");
    expect(cut(text, build?.platform?.span)).toBe("$BUILDPLATFORM");
    expect(cut(text, build?.wholeSpan)).toEndWith("RUN go build");
    expect(last).toMatchObject({ index: 1, name: undefined, image: { text: "scratch" } });
  });

  test("build on the latest earlier stage of a name, without regard to case", () => {
    const { stages } = parse("FROM a AS Base\nFROM b AS base\nFROM BASE\nFROM later\nFROM c AS later\n");
    expect(stages.map((stage) => stage.buildsOn)).toEqual([undefined, undefined, 1, undefined, undefined]);
  });

  test("report what stands before the first FROM and a FROM of the wrong form", () => {
    const { problems } = parse("RUN x\nFROM a as\nFROM\n");
    expect(problems.map((problem) => problem.reason)).toEqual([
      "RUN stands before the first FROM",
      "FROM needs an image and may name its stage with AS",
      "FROM needs an image and may name its stage with AS",
    ]);
  });
});

describe("ARG, ENV and LABEL", () => {
  test("name several values on one line, quoted or with escaped blanks", () => {
    const text = `FROM a\nENV CGO_ENABLED=0 GOFLAGS="-mod=vendor -trimpath" A=x\\ y B='q r'\n`;
    const variables = instructions(text, "env");
    expect(variables.map(({ name, value }) => [name, value.text])).toEqual([
      ["CGO_ENABLED", "0"],
      ["GOFLAGS", '"-mod=vendor -trimpath"'],
      ["A", "x\\ y"],
      ["B", "'q r'"],
    ]);
    for (const { value } of variables) expect(cut(text, value.span)).toBe(value.text);
    expect(cut(text, variables[1]?.span)).toBe('GOFLAGS="-mod=vendor -trimpath"');
  });

  test("take the rest of the line in the old form", () => {
    expect(instructions("FROM a\nENV GOFLAGS -mod=mod -v\nLABEL x y z\n", "env", "label")).toMatchObject([
      { kind: "env", name: "GOFLAGS", value: { text: "-mod=mod -v" } },
      { kind: "label", name: "x", value: { text: "y z" } },
    ]);
  });

  test("go over continued lines with comments and empty lines between", () => {
    const text = "FROM a\nENV A=1 \\\n  # why\n  B=2 \\\n\n  C=3\nARG X Y=1 Z\n";
    expect(instructions(text, "env").map(({ name, value }) => [name, cut(text, value.span)])).toEqual([
      ["A", "1"],
      ["B", "2"],
      ["C", "3"],
    ]);
    expect(instructions(text, "arg").map(({ name, defaultValue }) => [name, defaultValue?.text])).toEqual([
      ["X", undefined],
      ["Y", "1"],
      ["Z", undefined],
    ]);
    expect(parse(text).comments).toMatchObject([{ text: "why" }]);
  });
});

describe("RUN", () => {
  test("gives commands with their places through continued lines, comments and CRLF", () => {
    for (const eol of ["\n", "\r\n"]) {
      const text = [
        "FROM a",
        "RUN go mod download && \\",
        "    # the build",
        "    go build \\",
        "      ./cmd",
        "",
      ].join(eol);
      expect(commands(text)).toEqual(["go mod download", `go build \\${eol}      ./cmd`]);
    }
  });

  test("reads flags and mounts", () => {
    const text =
      'FROM a\nRUN --mount=type=cache,target=/root/.cache/go-build,id="x" --mount=target=. --network=none go build ./...\n';
    const [run] = instructions(text, "run");
    expect(
      run?.mounts.map((mount) => [mount.type, mount.options.get("target"), mount.options.get("id")]),
    ).toEqual([
      ["cache", "/root/.cache/go-build", "x"],
      ["bind", ".", undefined],
    ]);
    expect(cut(text, run?.mounts[1]?.span)).toBe("--mount=target=.");
    expect(run?.flags.get("network")).toBe("none");
    expect(commands(text)).toEqual(["go build ./..."]);
  });

  test("in exec form is one command with each word's place", () => {
    const text = 'FROM a\nRUN ["go", "build", "-ldflags=\\"-s\\""]\n';
    const [run] = instructions(text, "run");
    const [command] = run?.script.body ?? [];
    expect(run?.isExecForm).toBe(true);
    expect(command?.kind === "command" && command.words.map((word) => word.text)).toEqual([
      "go",
      "build",
      '-ldflags="-s"',
    ]);
    expect(command?.kind === "command" && cut(text, command.words[1]?.span)).toBe("build");
  });

  test("takes a broken JSON array as shell form", () => {
    expect(instructions("FROM a\nRUN ['go', 'build']\n", "run")[0]?.isExecForm).toBe(false);
  });

  test("runs the body of a lone here-document", () => {
    const text =
      "FROM a\nRUN --mount=type=cache,target=/go <<-'EOF'\n\tgo vet ./...\n\tgo build \\\n\t  ./x\nEOF\nRUN go test\n";
    expect(commands(text)).toEqual(["go vet ./...", "go build \\\n\t  ./x", "go test"]);
  });

  test("gives a here-document to the command that reads it", () => {
    const text = "FROM a\nRUN cat <<EOF > go.mod && go build\nmodule x\nEOF\nWORKDIR /x\n";
    expect(parse(text).problems).toEqual([]);
    expect(commands(text)).toContain("go build");
    expect(commands(text).join()).not.toContain("WORKDIR");
    expect(instructions(text, "workdir")).toHaveLength(1);
  });

  test("does not read a here-document for another interpreter or shell as shell", () => {
    const [python] = instructions("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n", "run");
    expect(python?.script).toMatchObject({ body: [], shebang: "/usr/bin/env python3" });
    const [powershell] = instructions(
      'FROM a\nSHELL ["powershell", "-Command"]\nRUN go build; exit\n',
      "run",
    );
    expect(powershell?.script.body).toMatchObject([{ text: "go build" }, { text: "exit" }]);
    const [tcl] = instructions('FROM a\nSHELL ["tclsh", "-c"]\nRUN go build; exit\n', "run");
    expect(tcl?.script).toMatchObject({
      body: [],
      problems: [{ reason: "Commands for tclsh are not read" }],
    });
  });

  test("has its quotes read by Windows before PowerShell reads it", () => {
    const text = 'FROM a\nSHELL ["powershell", "-Command"]\nRUN $env:GOBIN = """C:/a b""" ; go install x\n';
    const [run] = instructions(text, "run");
    const [set] = run?.script.body ?? [];
    const parts = set?.kind === "command" ? set.words.at(-1)?.parts : undefined;
    expect(parts?.map((part) => (part.kind === "literal" ? part.text : part.kind))).toEqual([
      "GOBIN=",
      "C:/a b",
    ]);
  });

  test("is for cmd in an image of Windows, and keeps the escape character of the file", () => {
    const text = "# escape=`\nFROM golang:1.26-nanoserver\nRUN set CGO_ENABLED=0&& `\n  go build .\\x\n";
    const [run] = instructions(text, "run");
    expect(run?.script.body).toMatchObject([
      { kind: "and", left: { text: "set CGO_ENABLED=0" }, right: { text: "go build .\\x" } },
    ]);
  });

  test("behind ONBUILD is kept for the stages that build on this one", () => {
    const [later] = instructions("FROM a\nONBUILD RUN --mount=type=cache,target=/x go build\n", "other");
    expect(later?.triggers).toMatchObject([{ kind: "run", script: { body: [{ text: "go build" }] } }]);
    const [wrong] = instructions("FROM a\nONBUILD ONBUILD RUN go build\n", "other");
    expect(wrong?.triggers).toEqual([]);
  });

  test("inherits the shell of the stage it builds on", () => {
    const text = 'FROM a AS base\nSHELL ["tclsh", "-c"]\nFROM base\nRUN go build\nFROM b\nRUN go test\n';
    expect(commands(text)).toEqual(["go test"]);
  });

  test("reports a here-document without end and reads the following lines as instructions", () => {
    const { problems, stages } = parse("FROM a\nRUN cat <<EOF\nWORKDIR /x\n");
    expect(problems.map((problem) => problem.reason)).toEqual([
      'Here-document "EOF" has no line that ends it',
    ]);
    expect(stages[0]?.instructions.map((instruction) => instruction.kind)).toEqual(["run", "workdir"]);
  });
});

describe("COPY and ADD", () => {
  test("have sources, target, flags and the stage they take from", () => {
    const text = 'FROM a\nCOPY --link --from=build --chown=1:1 go.mod go.sum ./\nADD ["a b", "/x"]\n';
    const [copy, add] = instructions(text, "copy", "add");
    expect(copy?.sources.map((source) => cut(text, source.span))).toEqual(["go.mod", "go.sum"]);
    expect(copy?.target.text).toBe("./");
    expect(cut(text, copy?.from?.span)).toBe("build");
    expect(copy?.flags).toEqual(
      new Map([
        ["link", ""],
        ["from", "build"],
        ["chown", "1:1"],
      ]),
    );
    expect(add).toMatchObject({ kind: "add", sources: [{ text: "a b" }], target: { text: "/x" } });
  });

  test("write files from here-documents", () => {
    const text = "FROM a\nCOPY <<EOF <<-B /x/\nmodule x\nEOF\n\ty\n\tB\n";
    const [copy] = instructions(text, "copy", "add");
    expect(copy?.hasHereDocument).toBe(true);
    expect(copy?.hereDocuments?.map((document) => [document.name, document.text])).toEqual([
      ["EOF", "module x\n"],
      ["B", "\ty\n"],
    ]);
    expect(copy?.target.text).toBe("/x/");
  });
});

describe("other text", () => {
  test("reads directives first and the escape character they choose", () => {
    const text =
      "# syntax=docker/dockerfile:1\n# escape=`\n# plain = comment\nFROM a\nRUN go build `\n  ./x\\\nUSER b\n";
    const { directives, comments } = parse(text);
    expect(directives.map(({ name, value }) => [name, value])).toEqual([
      ["syntax", "docker/dockerfile:1"],
      ["escape", "`"],
    ]);
    expect(comments).toMatchObject([{ text: "plain = comment" }]);
    expect(instructions(text, "user")).toHaveLength(1);
  });

  test("keeps ONBUILD, HEALTHCHECK and unknown lines as they stand", () => {
    const { stages, problems } = parse(
      "FROM a\nONBUILD RUN --x go build\nHEALTHCHECK CMD a\n{{ if }}\n%%X%%\n",
    );
    expect(stages[0]?.instructions).toMatchObject([
      { kind: "other", keyword: "ONBUILD", text: "RUN --x go build" },
      { kind: "other", keyword: "HEALTHCHECK", text: "CMD a" },
      { kind: "other", keyword: "{{" },
      { kind: "other", keyword: "%%X%%" },
    ]);
    expect(problems).toHaveLength(2);
  });

  test("has commands and entry points in both forms", () => {
    expect(
      instructions('FROM a\nENTRYPOINT ["/app", "-v"]\nCMD exec /app $X\n', "entrypoint", "cmd"),
    ).toMatchObject([
      { isExecForm: true, words: [{ text: "/app" }, { text: "-v" }] },
      { isExecForm: false, words: [{ text: "exec /app $X" }] },
    ]);
  });

  test("does not take two backslashes at a line's end for a continuation", () => {
    expect(instructions("FROM a\nRUN echo a\\\\\nUSER b\n", "user")).toHaveLength(1);
  });

  test("comes to an end on text that invites backtracking, and does not throw", () => {
    for (const text of [
      "",
      "\n\n",
      "#\n",
      "FROM",
      "FROM a\nRUN \\",
      `FROM a\nENV ${'A="'.repeat(20_000)}`,
      `# a=${" ".repeat(200_000)}x`,
    ]) {
      expect(() => parse(text)).not.toThrow();
    }
  });
});
