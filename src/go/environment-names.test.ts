import { describe, expect, test } from "bun:test";
import { isForeignName, isKnownName, nearestKnownName } from "./environment-names.ts";

describe("environment names", () => {
  test.each([
    ["GONOSUMCHECK", "GONOSUMDB"],
    ["GOPROXYY", "GOPROXY"],
    ["GOPRVIATE", "GOPRIVATE"],
    ["GOPRIVAT", "GOPRIVATE"],
    ["GONOPROXYS", "GONOPROXY"],
    ["GO11MODULE", "GO111MODULE"],
    ["GO111MODULES", "GO111MODULE"],
    ["CGO_ENABLE", "CGO_ENABLED"],
    ["CGO_ENABELD", "CGO_ENABLED"],
    ["CGO_LDFLAG", "CGO_LDFLAGS"],
    ["GOTOOLCHAINS", "GOTOOLCHAIN"],
    ["GOINSECUR", "GOINSECURE"],
    ["GOFLAG", "GOFLAGS"],
    ["GOSUMSDB", "GOSUMDB"],
  ])("%s means %s", (name, meant) => {
    expect(nearestKnownName(name)).toBe(meant);
  });

  test.each([
    "GOPROXY",
    "GOMAXPROCS",
    "GO_VERSION",
    "GOLANG_VERSION",
    "GOTESTSUM_FORMAT",
    "GORELEASER_KEY",
    "GOLANGCI_LINT_CACHE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOPLS",
    "GOLDFLAGS",
    "GOFILES",
    "GOBUILD",
    "GOPHER",
    "GOCMD",
    "GOTEST",
    "GO",
    "PATH",
    "DJANGO_SETTINGS",
    "CARGO_HOME",
  ])("%s is taken for no typo", (name) => {
    expect(nearestKnownName(name)).toBeUndefined();
  });

  test("a name is known from the version on that reads it", () => {
    expect(isKnownName("GOTOOLCHAIN", 20)).toBe(false);
    expect(isKnownName("GOTOOLCHAIN", 21)).toBe(true);
    expect(isKnownName("GOROOT_FINAL", 22)).toBe(true);
    expect(isKnownName("GOROOT_FINAL", 23)).toBe(false);
    expect(isKnownName("GONOSUMCHECK")).toBe(false);
  });

  test("no known name is called foreign and misread", () => {
    expect(isForeignName("GOPROXY")).toBe(false);
    expect(isForeignName("GO_VERSION")).toBe(true);
  });
});
