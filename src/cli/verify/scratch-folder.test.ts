import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolder, type ScratchFolder } from "./scratch-folder.ts";

let scratch: ScratchFolder | undefined;
afterEach(() => scratch?.remove());

describe("a scratch folder", () => {
  test("is made when a file is asked for, and goes with its files", () => {
    scratch = createScratchFolder();
    const file = scratch.fileFor("a.zip");
    writeFileSync(file, "PK");
    expect(scratch.fileFor("b.zip")).toBe(join(file, "../b.zip"));
    scratch.remove();
    expect(existsSync(join(file, ".."))).toBe(false);
  });

  test("leaves no handler of signals behind", () => {
    const before = process.listenerCount("SIGINT");
    scratch = createScratchFolder();
    scratch.fileFor("a.zip");
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    scratch.remove();
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("goes also when the user interrupts: %s", async (signal, code) => {
    const script = `
      const { createScratchFolder } = await import(${JSON.stringify(join(import.meta.dir, "scratch-folder.ts"))});
      const file = createScratchFolder().fileFor("a.zip");
      await Bun.write(file, "PK");
      console.log(file);
      setInterval(() => undefined, 1000);`;
    const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
    const reader = child.stdout.getReader();
    const file = new TextDecoder().decode((await reader.read()).value).trim();
    expect(existsSync(file)).toBe(true);
    child.kill(signal);
    expect(await child.exited).toBe(code);
    expect(existsSync(join(file, ".."))).toBe(false);
  });
});
