/** How a Go program looks up host names and users (https://pkg.go.dev/net#hdr-Name_Resolution). */
import { type BuildInfo, buildSetting } from "../../go/build-info.ts";
import { parseGodebug } from "../../go/godebug.ts";
import { minorOfProgram } from "./minor-of-program.ts";
import type { ProgramParts } from "./program-parts.ts";
import type { GoBuild } from "./read-program.ts";

/**
 * `go`: Go's own code. `system`: the system's library. `either`: Go's own unless the files of the machine
 * where it runs ask for more. `none`: the program has no such code.
 */
export interface Lookup {
  readonly uses: "go" | "system" | "either" | "none";
  readonly because: string;
}

interface Question {
  readonly go: GoBuild;
  readonly parts: ProgramParts;
  readonly os: string | undefined;
}

const FIRST_MINOR_WITH_NETGO_ON_WINDOWS = 19;

/** Which DNS resolver a program will use. */
export function dnsLookup({ go, parts, os }: Question): Lookup {
  if (!parts.hasResolver) return { uses: "none", because: "nothing of net that looks names up is linked" };
  const tags = buildTags(go.info);
  const wish = netdnsWish(go.info);
  const isWindows = os === "windows";
  const isOldWindows = isWindows && (minorOfProgram(go.version) ?? 0) < FIRST_MINOR_WITH_NETGO_ON_WINDOWS;
  const hasSystem = parts.hasSystemResolver || isWindows || os === "plan9";
  if (!hasSystem)
    return { uses: "go", because: whyPure(go.info, tags.includes("netgo") ? "netgo" : undefined) };
  if (isOldWindows) return { uses: "system", because: "Windows has no other before Go 1.19" };
  if (tags.includes("netgo")) return { uses: "go", because: "-tags netgo" };
  if (wish === "go") return { uses: "go", because: "DefaultGODEBUG holds netdns=go" };
  if (tags.includes("netcgo")) return { uses: "system", because: "-tags netcgo" };
  if (wish === "cgo") return { uses: "system", because: "DefaultGODEBUG holds netdns=cgo" };
  if (os !== undefined && prefersSystem.has(os)) return { uses: "system", because: `the default on ${os}` };
  return {
    uses: "either",
    because: "net uses cgo: /etc/resolv.conf, /etc/nsswitch.conf and RES_OPTIONS of the machine decide",
  };
}

/** Where users are looked up. */
export function userLookup({ go, parts, os }: Question): Lookup {
  if (!parts.hasUsers) return { uses: "none", because: "os/user is not linked" };
  if (os === "windows" || os === "plan9") return { uses: "system", because: `the only one on ${os}` };
  if (parts.hasSystemUsers) {
    return {
      uses: "system",
      because: os === "darwin" || os === "ios" ? `the default on ${os}` : "os/user uses cgo",
    };
  }
  return {
    uses: "go",
    because: `${whyPure(go.info, buildTags(go.info).includes("osusergo") ? "osusergo" : undefined)}: reads /etc/passwd and /etc/group`,
  };
}

const prefersSystem: ReadonlySet<string> = new Set(["windows", "plan9", "darwin", "ios", "android"]);

/** The tags a program was built with. */
export function buildTags(info: BuildInfo): readonly string[] {
  return (buildSetting(info, "-tags") ?? "").split(",").filter((tag) => tag !== "");
}

/** What the program's own GODEBUG asks for; the environment may overrule it where it runs. */
function netdnsWish(info: BuildInfo): "go" | "cgo" | undefined {
  const value = parseGodebug(buildSetting(info, "DefaultGODEBUG") ?? "").findLast(
    ({ name }) => name === "netdns",
  );
  const mode = value?.value.split("+").find((part) => part === "go" || part === "cgo");
  return mode === "go" || mode === "cgo" ? mode : undefined;
}

function whyPure(info: BuildInfo, tag: string | undefined): string {
  if (tag !== undefined) return `-tags ${tag}`;
  return buildSetting(info, "CGO_ENABLED") === "0" ? "CGO_ENABLED=0" : "built without cgo";
}
