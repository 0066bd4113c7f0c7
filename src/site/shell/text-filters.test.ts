import { describe, expect, test } from "bun:test";
import { filterText, splitFile } from "./text-filters.ts";

const mod = "module example.com/ledger\n\ngo 1.25.3\n\ntoolchain go1.26.0\n";
const dockerfile =
  "# FROM golang:1.0\nARG V=1.26.5\nFROM golang:1.25.3@sha256:4f2e AS build\nFROM golang:1.24\n";

describe("a version read out of a file", () => {
  test.each([
    ["awk", ["/^go /{print $2}"], mod, "1.25.3"],
    ["awk", ['$1 == "toolchain" {print $2; exit}'], mod, "go1.26.0"],
    ["awk", ["-F[:@]", "/^FROM golang/{print $2; exit}"], dockerfile, "1.25.3"],
    ["grep", ["^go "], mod, "go 1.25.3"],
    ["grep", ["-oP", "^go \\K.*"], mod, "1.25.3"],
    ["grep", ["-m1", "-oE", "[0-9]+\\.[0-9]+\\.[0-9]+"], mod, "1.25.3"],
    ["grep", ["-m", "1", "FROM golang:1.2"], dockerfile, "FROM golang:1.25.3@sha256:4f2e AS build"],
    ["sed", ["-n", "s/^go \\([0-9.]*\\)$/\\1/p"], mod, "1.25.3"],
    ["sed", ["-nE", "s/^toolchain go([0-9.]+)$/\\1/p"], mod, "1.26.0"],
    ["sed", ["s/go/Go/g"], "go, go", "Go, Go"],
    ["cut", ["-d", " ", "-f2"], "go 1.25.3\n", "1.25.3"],
    ["cut", ["-d:", "-f2-"], "a:b:c\nplain\n", "b:c\nplain"],
    ["head", ["-n", "1"], mod, "module example.com/ledger"],
    ["tail", ["-1"], "a\nb\n", "b"],
    ["tr", ["-d", "\\n"], "1.25\n", "1.25"],
    ["tr", [" ", ","], "a b", "a,b"],
    ["tr", ["[:upper:]", "[:lower:]"], "Linux", "linux"],
    ["tr", ["[A-Z]", "[a-z]"], "Darwin", "darwin"],
    ["tr", ["a-z", "A-Z"], "arm64", "ARM64"],
    ["head", ["-c", "5"], "aarch64\n", "aarch"],
  ])("%s %p", (name, args, input, output) => {
    expect(filterText(name, args, input)).toBe(output);
  });

  test("is unknown for a program that is not understood", () => {
    expect(filterText("awk", ["BEGIN{x=1} /go/{print x}"], mod)).toBeUndefined();
    expect(filterText("sed", ["2d"], mod)).toBeUndefined();
    expect(filterText("grep", ["-v", "-c", "go"], mod)).toBeUndefined();
    expect(filterText("jq", [".version"], "{}")).toBeUndefined();
    expect(filterText("tr", ["[A-Z]", "a-z"], "Linux")).toBeUndefined();
    expect(filterText("tr", ["A-Z", "a-z"], "Ärger")).toBeUndefined();
  });
});

test("the file is the operand behind the program", () => {
  expect(splitFile("awk", ["-F", ":", "{print $1}", "VERSION"])).toEqual({
    args: ["-F", ":", "{print $1}"],
    file: "VERSION",
  });
  expect(splitFile("head", ["-n", "1", "VERSION"])).toEqual({ args: ["-n", "1"], file: "VERSION" });
  expect(splitFile("grep", ["^go "])).toEqual({ args: ["^go "], file: undefined });
});
