import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder a home for go, and returns it: telemetry is off. Where it is on, go writes there in the background
 * after it has ended, and brings a folder back that a test has removed.
 */
export function createGoHome(folder: string): string {
  const telemetry = join(folder, ".config/go/telemetry");
  mkdirSync(telemetry, { recursive: true });
  writeFileSync(join(telemetry, "mode"), "off");
  return folder;
}

/** The whole environment of a go that asks nobody and obeys no settings of the machine. */
export function goEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    TMPDIR: tmpdir(),
    HOME: createGoHome(home),
    GOENV: "off",
    GOFLAGS: "",
    GOTOOLCHAIN: "local",
    GOPROXY: "off",
  };
}
