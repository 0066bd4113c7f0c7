import { describe, expect, test } from "bun:test";
import { majorOfRef } from "./setup-go.ts";

describe("the major version of setup-go", () => {
  test("comes from a tag", () => {
    expect(majorOfRef("v5")).toBe(5);
    expect(majorOfRef("v6.1.0")).toBe(6);
  });

  test("comes from the commit of a release, whatever the comment claims", () => {
    expect(majorOfRef("b7ad1dad31e06c5925ef5d2fc7ad053ef454303e", "v5.0.0")).toBe(7);
  });

  test("comes from the comment for a commit that is no release, and is unknown without one", () => {
    expect(majorOfRef("0000000000000000000000000000000000000001", "v4.2.0")).toBe(4);
    expect(majorOfRef("0000000000000000000000000000000000000001")).toBeUndefined();
    expect(majorOfRef("main")).toBeUndefined();
  });
});
