/** A Go whose folder somebody puts in front of PATH: its root is named for what lies there, by gotip and golang.org/dl. */
import type { Place } from "../text/span.ts";
import { isInstalled, type Machine } from "./machine.ts";

/** `sdk/gotip`, `sdk/go1.24.1`, `go1.24.1`: roots of Go that are nobody's GOPATH. */
const goRoot =
  /(?:^|[/\\])(?:sdk[/\\]go|go(?=-?tip|\d))(-?tip|\d+(?:\.\d+)+(?:rc\d+|beta\d+)?)[/\\]bin[/\\]?$/;

/** Where people unpack a Go that no command of the files shows. */
const unpackedRoot = /^\/(?:opt(?:\/[\w.-]+)?|usr\/local)\/go\/bin\/?$/;

/** Whether what is there is hidden by such a folder: a setup step and the runner put theirs elsewhere. */
function isHidden(go: Machine["go"]): boolean {
  return isInstalled(go) ? /^actions\/|setup-go/.test(go.by) : go.isUnchosen === true;
}

/**
 * The Go in the first such folder of a text like `$HOME/sdk/gotip/bin:$PATH`, as written or as far as it is
 * known; undefined when there is none before the old PATH.
 */
export function goInFront(path: string, at: Place, before: Machine["go"]): Machine["go"] | undefined {
  for (const quoted of path.split(":")) {
    const entry = quoted.replace(/["']/g, "");
    // Behind what stood there before nothing hides an installed Go.
    if (/^(?:|\/usr\/bin|\$PATH|\$\{PATH\})$/.test(entry)) return undefined;
    const isUnpacked = unpackedRoot.test(entry) && isHidden(before);
    const version = isUnpacked ? "" : goRoot.exec(entry)?.[1];
    if (version === undefined) continue;
    const folder = entry.replace(/[/\\]bin[/\\]?$/, "");
    // Where nothing lies PATH goes on to the Go behind it.
    const reason = /^\d/.test(version)
      ? `${folder} comes first on PATH: whether a Go ${version} lies there is not known`
      : `${folder} comes first on PATH: the version of the Go there is not known`;
    return { kind: "unknown", reason, at };
  }
  return undefined;
}
