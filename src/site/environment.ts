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

/** Whoever wants to know what a walk reads of environments. */
export interface EnvironmentWatcher {
  /** A name was looked up, and had this setting. */
  look(name: string, setting: Setting | undefined): void;
  /** Something was asked of all settings, whose answer `ask` tells of any environment. */
  ask(question: string, ask: (environment: Environment) => string): void;
  /** All settings were listed. */
  list(): void;
  /** Settings of a name were asked something, and nothing else of them was read. */
  decide(decision: Decision): void;
}

/** What was asked of settings of one name. */
export interface Decision {
  readonly name: string;
  readonly settings: readonly (Setting | undefined)[];
  readonly ask: (settings: readonly (Setting | undefined)[]) => boolean;
}

let watcher: EnvironmentWatcher | undefined;

/** A setting that was made of those of two ways through a script. */
export interface JoinedSetting {
  readonly own: Setting | undefined;
  readonly others: Setting | undefined;
  readonly join: (own: Setting | undefined, others: Setting | undefined) => Setting;
}

/** Kept only while somebody watches. */
const joined = new WeakMap<Setting, JoinedSetting>();

/** Joins two settings and remembers for watchers of what the result was made: nobody has read them. */
function joinSettings(parts: JoinedSetting): Setting {
  const setting = parts.join(parts.own, parts.others);
  if (setting !== parts.own && setting !== parts.others) joined.set(setting, parts);
  return setting;
}

/** Settings made of others of others that are looked through. */
const mostParts = 100;

/** Whether a setting is the one that was found, or was made of it: undefined where that takes too long to tell. */
export function isMadeOf(setting: Setting | undefined, found: Setting | undefined): boolean | undefined {
  const seen = new Set([setting]);
  for (const each of seen) {
    if (each === found) return true;
    const parts = each && joined.get(each);
    if (parts) seen.add(parts.own).add(parts.others);
    if (seen.size > mostParts) return undefined;
  }
  return false;
}

/** A setting that was made of the one that was found, made of another one. */
export function remade(
  setting: Setting | undefined,
  found: Setting | undefined,
  now: Setting | undefined,
): Setting | undefined {
  if (found === now) return setting;
  const made = new Map([[found, now]]);
  const make = (each: Setting | undefined): Setting | undefined => {
    if (made.has(each)) return made.get(each);
    const parts = each && joined.get(each);
    if (!parts) return each;
    const [own, others] = [make(parts.own), make(parts.others)];
    const isSame = own === parts.own && others === parts.others;
    const result = isSame ? each : own === others ? own : joinSettings({ own, others, join: parts.join });
    made.set(each, result);
    return result;
  };
  return make(setting);
}

/** Asks settings of one name something. */
export function decide(decision: Decision): boolean {
  watcher?.decide(decision);
  return decision.ask(decision.settings);
}

/** Tells a watcher of all that is read from now on; returns the one before. */
export function watchEnvironments(next: EnvironmentWatcher | undefined): EnvironmentWatcher | undefined {
  const before = watcher;
  watcher = next;
  return before;
}

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

  /** With the reason of another one, or without. */
  withOpennessOf({ openReason }: Environment): Environment {
    if (openReason === this.openReason) return this;
    return new Environment({ settings: this.#settings, written: this.#written, openReason });
  }

  /** What a program that is started finds: without the variables that were never exported. */
  exported(): Environment {
    watcher?.ask("unexported", (environment) => environment.#namesOfShell());
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
      settings: this.#settings.merge(
        other.#settings,
        watcher ? (own, others) => joinSettings({ own, others, join }) : join,
      ),
      written: this.#written.merge(other.#written, join),
      openReason: this.openReason ?? other.openReason,
    });
  }

  /** The process environment's setting of a name. */
  get(name: string): Setting | undefined {
    const setting = this.#settings.get(name);
    watcher?.look(name, setting);
    return setting;
  }

  /** The same for who keeps book of what is read. */
  peek(name: string): Setting | undefined {
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
    const own = this.get(name);
    if (own && own.by !== unexported && !(own.value.kind === "known" && own.value.text === "")) return own;
    const goenv = this.get("GOENV");
    if (goenv?.value.kind === "known" && goenv.value.text === "off") return undefined;
    return this.#written.get(name);
  }

  /** Text of a variable for `$NAME`: "" when it is known to be unset. */
  valueOf(name: string): Value {
    return this.get(name)?.value ?? known("");
  }

  names(): readonly string[] {
    watcher?.ask("names", (environment) => [...environment.#settings.entries().keys()].join(" "));
    return [...this.#settings.entries().keys()];
  }

  entries(): IterableIterator<readonly [string, Setting]> {
    watcher?.list();
    return this.#settings.entries().entries();
  }

  /** The entries for a question that a watcher is told of, with what was asked. */
  entriesFor(
    question: string,
    ask: (environment: Environment) => string,
  ): IterableIterator<readonly [string, Setting]> {
    watcher?.ask(question, ask);
    return this.#settings.entries().entries();
  }

  /** The entries for who keeps book of what is read. */
  peekEntries(): IterableIterator<readonly [string, Setting]> {
    return this.#settings.entries().entries();
  }

  /** Names whose settings are others than they were in an earlier state, each with what it is now. */
  changesSince(before: Environment): readonly (readonly [string, Setting | undefined])[] {
    return this.#settings.changesSince(before.#settings);
  }

  /** Whether `go env -w` has written the same. */
  hasSameWritten(other: Environment): boolean {
    return this.#written === other.#written;
  }

  writtenEntries(): IterableIterator<readonly [string, Setting]> {
    return this.#written.entries().entries();
  }

  #namesOfShell(): string {
    const names = [];
    for (const [name, { by }] of this.#settings.entries()) if (by === unexported) names.push(name);
    return names.join(" ");
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
