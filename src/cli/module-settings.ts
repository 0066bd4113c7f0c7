/** What go would use here to find and check modules: the settings of this shell with go's defaults. */
import { delimiter, join } from "node:path";
import { findShellGo } from "./shell-go.ts";
import { readShellSettings } from "./shell-settings.ts";
import type { Terminal } from "./terminal.ts";

export interface ModuleSettings {
  /** Absolute path of the module cache; undefined when nothing says where it lies. */
  readonly moduleCache: string | undefined;
  /** Empty when nothing sets it: no go, or one below 1.21 whose default is built in. */
  readonly goproxy: string;
  readonly gosumdb: string;
  readonly gonosumdb: string;
  readonly gonoproxy: string;
  readonly goprivate: string;
  /** Empty when nothing sets it. */
  readonly goflags: string;
}

/** Reads the settings; nothing is run. */
export function readModuleSettings(environment: Terminal["environment"]): ModuleSettings {
  const names = [
    "GOMODCACHE",
    "GOPATH",
    "GOPROXY",
    "GOSUMDB",
    "GONOSUMDB",
    "GONOPROXY",
    "GOPRIVATE",
    "GOFLAGS",
  ];
  const goroot = findShellGo(environment)?.goroot ?? "";
  const found = new Map(readShellSettings(names, environment, goroot).map(({ name, text }) => [name, text]));
  const read = (name: string): string => found.get(name) ?? "";
  const home = environment.HOME ?? environment.USERPROFILE;
  const [gopath = ""] = read("GOPATH").split(delimiter);
  const path = gopath !== "" ? gopath : home && join(home, "go");
  return {
    moduleCache: read("GOMODCACHE") || (path && join(path, "pkg/mod")),
    goproxy: read("GOPROXY"),
    gosumdb: read("GOSUMDB"),
    gonosumdb: read("GONOSUMDB") || read("GOPRIVATE"),
    gonoproxy: read("GONOPROXY") || read("GOPRIVATE"),
    goprivate: read("GOPRIVATE"),
    goflags: read("GOFLAGS"),
  };
}
