import { expect, test } from "bun:test";
import { imageFacts } from "./images.ts";

test("tags of devcontainers name the Go behind an optional dev-", () => {
  const versionOf = (tag: string) => imageFacts(`mcr.microsoft.com/devcontainers/go:${tag}`).go?.version;
  expect(versionOf("dev-1.26-bookworm")).toBe("1.26");
  expect(versionOf("1.24-bullseye")).toBe("1.24");
  expect(versionOf("2-1.25-bookworm")).toBe("1.25");
  expect(versionOf("dev-bookworm")).toBe("1");
});

test("a distribution holds no go, and the image of gcc holds that of gccgo", () => {
  expect(imageFacts("debian:bookworm-slim").isWithoutGo).toBe(true);
  expect(imageFacts("buildpack-deps:bookworm").isWithoutGo).toBe(true);
  expect(imageFacts("gcc:14").isWithoutGo).toBeUndefined();
  expect(imageFacts("gcc:14").hasCompiler).toBe(true);
});

test("images of devcontainers come from the official image and have its compiler", () => {
  expect(imageFacts("mcr.microsoft.com/devcontainers/go:1.24-bookworm").hasCompiler).toBe(true);
  expect(imageFacts("mcr.microsoft.com/vscode/devcontainers/go:1").hasCompiler).toBe(true);
  expect(imageFacts("example.com/own/go:1.24").hasCompiler).toBeUndefined();
});
