import type { Place } from "../text/span.ts";
import { Environment } from "./environment.ts";
import type { Machine } from "./machine.ts";
import { known, unknown } from "./value.ts";

/** A machine of which only its role is known (`the runner`, `the machine that runs make`), in the tree's root. */
export function bareMachine(who: string, at: Place | undefined, folder = ""): Machine {
  const reason = `it is whatever ${who} has`;
  return {
    environment: new Environment(),
    folder: known(folder),
    go: { kind: "unknown", reason, at },
    compiler: { present: undefined, reason: `whether ${who} has a C compiler is not known`, at },
    mounts: [],
    hostOs: unknown(reason, at),
    hostArch: unknown(reason, at),
    options: { errexit: false, pipefail: false },
    functions: new Map(),
  };
}
