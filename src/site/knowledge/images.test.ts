import { expect, test } from "bun:test";
import { imageFacts } from "./images.ts";

test("tags of devcontainers name the Go behind an optional dev-", () => {
  const versionOf = (tag: string) => imageFacts(`mcr.microsoft.com/devcontainers/go:${tag}`).go?.version;
  expect(versionOf("dev-1.26-bookworm")).toBe("1.26");
  expect(versionOf("1.24-bullseye")).toBe("1.24");
  expect(versionOf("2-1.25-bookworm")).toBe("1.25");
  expect(versionOf("dev-bookworm")).toBe("1");
});
