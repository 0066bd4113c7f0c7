import type { Place } from "../text/span.ts";
import { Environment } from "./environment.ts";
import type { Machine } from "./machine.ts";
import { known, unknown } from "./value.ts";

/** Where the repository lies on such a machine, in our model. */
const repositoryFolder = "/repository";

/** A machine of which only its role is known (`the runner`, `the machine that runs make`), in the tree's root. */
export function bareMachine(who: string, at: Place | undefined, folder = ""): Machine {
  const reason = `it is whatever ${who} has`;
  return {
    environment: new Environment(),
    folder: known(folder),
    go: { kind: "unknown", reason, at, isUnchosen: true },
    compiler: { present: undefined, reason: `whether ${who} has a C compiler is not known`, at },
    mounts: [{ path: repositoryFolder, folder: "", at: undefined }],
    hostOs: unknown(reason, at),
    hostArch: unknown(reason, at),
    options: { errexit: false, pipefail: false },
    functions: new Map(),
  };
}

/**
 * A developer's machine: taken to have a C compiler, which is what makes `go` switch cgo on for a native
 * build. Where that matters a site sets CGO_ENABLED, and the reason says so.
 */
export function developerMachine(who: string, at: Place | undefined, folder = ""): Machine {
  const reason = `${who} is taken to have a C compiler (from Go 1.20 on cgo is off where there is none)`;
  return { ...bareMachine(who, at, folder), compiler: { present: true, reason, at: undefined } };
}
