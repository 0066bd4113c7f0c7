/** What go finds for its settings in this process: the environment, the file of `go env -w`, and go.env of its root. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGoEnvFile, settingsOfEnvFile } from "../go/env-file.ts";
import { Environment } from "../site/environment.ts";
import { known } from "../site/value.ts";
import type { Terminal } from "./terminal.ts";

/** The settings that decide what a site does; the value is never more than go itself would read. */
const names = [
  "CC",
  "CGO_ENABLED",
  "GO111MODULE",
  "GOARCH",
  "GOCACHE",
  "GOEXPERIMENT",
  "GOFLAGS",
  "GOOS",
  "GOPATH",
  "GOPROXY",
  "GOROOT",
  "GOSUMDB",
  "GOTMPDIR",
  "GOTOOLCHAIN",
  "GOWORK",
] as const;

/** The settings with where each comes from: the first of the three that is not empty. */
export function shellSettings(environment: Terminal["environment"], goroot: string): Environment {
  const found = readShellSettings(names, environment, goroot).map(({ name, text, from }) => {
    const at = { file: from, span: { start: 0, end: 0 } };
    return [name, { value: known(text, at), at, by: from }] as const;
  });
  return new Environment().withAll(found);
}

/** A setting that is not empty, with the layer that has it. */
export interface ShellSetting {
  readonly name: string;
  readonly text: string;
  /** `the environment`, or the file. */
  readonly from: string;
}

/** Those of the named settings that some layer has, in their order. */
export function readShellSettings(
  wanted: readonly string[],
  environment: Terminal["environment"],
  goroot: string,
): readonly ShellSetting[] {
  const layers = [{ from: "the environment", settings: new Map(Object.entries(environment)) }];
  for (const file of [envFileOf(environment), join(environment.GOROOT || goroot, "go.env")]) {
    if (file !== undefined) layers.push({ from: file, settings: readSettings(file) });
  }
  return wanted.flatMap((name) => {
    const layer = layers.find(({ settings }) => settings.get(name));
    const text = layer?.settings.get(name);
    return layer && text !== undefined ? [{ name, text, from: layer.from }] : [];
  });
}

/** The file that `go env -w` writes; undefined when GOENV=off or nothing says where it lies. */
function envFileOf(environment: Terminal["environment"]): string | undefined {
  const { GOENV, HOME, XDG_CONFIG_HOME, APPDATA } = environment;
  if (GOENV === "off") return undefined;
  if (GOENV) return GOENV;
  if (process.platform === "win32") return APPDATA ? join(APPDATA, "go/env") : undefined;
  if (process.platform === "darwin")
    return HOME ? join(HOME, "Library/Application Support/go/env") : undefined;
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, "go/env");
  return HOME ? join(HOME, ".config/go/env") : undefined;
}

function readSettings(file: string): Map<string, string | undefined> {
  try {
    return new Map(settingsOfEnvFile(parseGoEnvFile(readFileSync(file, "utf8"))));
  } catch {
    // go, too, takes a file that is not there as empty.
    return new Map();
  }
}
