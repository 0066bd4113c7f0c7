/** The environment of a command: layers of settings, each with the line that made it. */
import { SharedMap } from "../text/shared-map.ts";
import type { Place } from "../text/span.ts";
import { known, type Value } from "./value.ts";

export interface Setting {
  readonly value: Value;
  readonly at: Place | undefined;
  /** `workflow env`, `job env`, `ENV`, `export`, `go env -w`, `set by the golang image` … */
  readonly by: string;
  /** One way through a script exports the variable and another does not: programs see the value, or nothing. */
  readonly isPerhapsExported?: true;
  /** `readonly NAME`: the shell refuses every later assignment. */
  readonly isReadonly?: true;
  /** Of MAKEFLAGS: what make hands to the make commands of its recipes. */
  readonly make?: MakeFlags;
}

/** What a make command inherits from the make that runs it. */
export interface MakeFlags {
  /** Variables of its command line. */
  readonly overrides: ReadonlyMap<string, Value>;
  /** `-n` or `-t`: only lines with `+` or `$(MAKE)` run. */
  readonly isDry: boolean;
  /** `-e` */
  readonly isEnvironmentFirst: boolean;
}

/** `by` of a shell variable that was never exported: scripts can use it, programs do not see it. */
export const unexported = "assignment";

/** The name under which an environment keeps that a variable was exported before it has a value. */
export function exportOf(name: string): string {
  return `export ${name}`;
}

const none = SharedMap.of<Setting>([]);

/** An immutable environment: `with` returns a new one, so every command keeps the state it saw. */
export class Environment {
  readonly #settings: SharedMap<Setting>;
  /** Settings that `go env -w` wrote to the user's file: go reads them where the process environment is empty. */
  readonly #written: SharedMap<Setting>;
  /** Why variables that are not listed may be set too (`source ./env.sh` of an unknown file); undefined when they are not. */
  readonly openReason: string | undefined;

  constructor(parts?: {
    settings?: SharedMap<Setting>;
    written?: SharedMap<Setting>;
    openReason?: string | undefined;
  }) {
    this.#settings = parts?.settings ?? none;
    this.#written = parts?.written ?? none;
    this.openReason = parts?.openReason;
  }

  /** What the shell sets; a name that is read-only keeps its value. */
  with(name: string, setting: Setting): Environment {
    const before = this.#settings.get(name);
    if (before?.isReadonly && !setting.isReadonly) return this;
    return this.#copy({ settings: this.#settings.with(name, setting) });
  }

  without(name: string): Environment {
    return this.#copy({ settings: this.#settings.without(name) });
  }

  withAll(entries: Iterable<readonly [string, Setting]>): Environment {
    let settings = this.#settings;
    for (const [name, setting] of entries) settings = settings.with(name, setting);
    return this.#copy({ settings });
  }

  /** After `go env -w NAME=value`. */
  withWritten(name: string, setting: Setting): Environment {
    return this.#copy({ written: this.#written.with(name, setting) });
  }

  withOpenReason(reason: string): Environment {
    return this.#copy({ openReason: reason });
  }

  /** What a program that is started finds: without the variables that were never exported. */
  exported(): Environment {
    let settings = this.#settings;
    for (const [name, { by }] of settings.entries()) if (by === unexported) settings = settings.without(name);
    return (settings === this.#settings ? this : this.#copy({ settings })).writable();
  }

  /** The same for another program, to which no name is read-only. */
  writable(): Environment {
    let settings = this.#settings;
    for (const [name, { isReadonly, ...setting }] of settings.entries())
      if (isReadonly) settings = settings.with(name, setting);
    return settings === this.#settings ? this : this.#copy({ settings });
  }

  /** What two environments agree on; `join` says what becomes of a setting that they do not. */
  merge(
    other: Environment,
    join: (own: Setting | undefined, others: Setting | undefined) => Setting,
  ): Environment {
    return new Environment({
      settings: this.#settings.merge(other.#settings, join),
      written: this.#written.merge(other.#written, join),
      openReason: this.openReason ?? other.openReason,
    });
  }

  /** The process environment's setting of a name. */
  get(name: string): Setting | undefined {
    return this.#settings.get(name);
  }

  /** False where no `go env -w` ran before. */
  get hasWritten(): boolean {
    return this.#written !== none;
  }

  getWritten(name: string): Setting | undefined {
    return this.#written.get(name);
  }

  /** Go's own lookup: the process environment when not empty, else what `go env -w` wrote. */
  goSetting(name: string): Setting | undefined {
    const own = this.#settings.get(name);
    if (own && own.by !== unexported && !(own.value.kind === "known" && own.value.text === "")) return own;
    const goenv = this.#settings.get("GOENV");
    if (goenv?.value.kind === "known" && goenv.value.text === "off") return undefined;
    return this.#written.get(name);
  }

  /** Text of a variable for `$NAME`: "" when it is known to be unset. */
  valueOf(name: string): Value {
    return this.#settings.get(name)?.value ?? known("");
  }

  names(): readonly string[] {
    return [...this.#settings.entries().keys()];
  }

  entries(): IterableIterator<readonly [string, Setting]> {
    return this.#settings.entries().entries();
  }

  writtenEntries(): IterableIterator<readonly [string, Setting]> {
    return this.#written.entries().entries();
  }

  #copy(change: {
    settings?: SharedMap<Setting>;
    written?: SharedMap<Setting>;
    openReason?: string;
  }): Environment {
    return new Environment({
      settings: change.settings ?? this.#settings,
      written: change.written ?? this.#written,
      openReason: change.openReason ?? this.openReason,
    });
  }
}
