/**
 * GODEBUG settings that a Go version has removed. From 1.27 on a removed key with its old value stops the
 * build (go.mod, go.work, `//go:debug`) and kills every program that sees it in its environment at start;
 * 1.24 to 1.26 refuse a removed key with any value, at build time only (https://go.dev/doc/godebug).
 */
export interface RemovedGodebug {
  readonly name: string;
  /** Minor version of Go that removed it. */
  readonly removedIn: number;
  /** Values that asked for the old behaviour. */
  readonly oldValues: readonly string[];
}

/** The settings removed up to Go 1.27, oldest first. */
const removedGodebugs: readonly RemovedGodebug[] = [
  { name: "x509sha1", removedIn: 24, oldValues: ["1"] },
  { name: "tlskyber", removedIn: 24, oldValues: ["0"] },
  { name: "gotypesalias", removedIn: 27, oldValues: ["0"] },
  { name: "tlsunsafeekm", removedIn: 27, oldValues: ["1"] },
  { name: "tlsrsakex", removedIn: 27, oldValues: ["1"] },
  { name: "tls3des", removedIn: 27, oldValues: ["1"] },
  { name: "tls10server", removedIn: 27, oldValues: ["1"] },
  { name: "x509keypairleaf", removedIn: 27, oldValues: ["0"] },
  { name: "asynctimerchan", removedIn: 27, oldValues: ["1", "2"] },
];

const FIRST_MINOR_THAT_JUDGES_VALUES = 27;

/** The removed setting that a `godebug` line or `//go:debug` comment names so that the build stops. */
export function godebugStopsBuild(name: string, value: string, goMinor: number): RemovedGodebug | undefined {
  const removed = removedGodebugs.find((entry) => entry.name === name);
  if (!removed || goMinor < removed.removedIn) return undefined;
  if (goMinor < FIRST_MINOR_THAT_JUDGES_VALUES) return removed;
  return removed.oldValues.includes(value) ? removed : undefined;
}

export interface FatalGodebug {
  readonly name: string;
  readonly value: string;
  readonly removedIn: number;
}

/**
 * The first entry of a GODEBUG variable that kills programs built by Go 1.N at start, go itself included.
 * Undefined below 1.27, for unknown names and for values other than the old ones.
 */
export function godebugKillsPrograms(variable: string, goMinor: number): FatalGodebug | undefined {
  if (goMinor < FIRST_MINOR_THAT_JUDGES_VALUES) return undefined;
  for (const { name, value } of parseGodebug(variable)) {
    const removed = removedGodebugs.find((entry) => entry.name === name && entry.removedIn <= goMinor);
    if (removed?.oldValues.includes(value)) return { name, value, removedIn: removed.removedIn };
  }
  return undefined;
}

/** The `name=value` entries of a GODEBUG variable in order; what has no `=` is left out. */
export function parseGodebug(variable: string): readonly { readonly name: string; readonly value: string }[] {
  return variable.split(",").flatMap((entry) => {
    const equals = entry.indexOf("=");
    return equals < 0 ? [] : [{ name: entry.slice(0, equals), value: entry.slice(equals + 1) }];
  });
}
