/** Shell builtins that change the machine for the commands after them: cd, export, set, unset, and `go env -w`. */
import type { Place } from "../../text/span.ts";
import { type Environment, exportOf, unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown, type Value, valueBehind } from "../value.ts";
import { assigned } from "./assign.ts";
import { joinFolder } from "./join-folder.ts";
import { optionsOfSet, setParameters } from "./parameters.ts";
import { openedBy } from "./write-later.ts";

/** The machine after a builtin; undefined when the command is none of them. */
export function applyBuiltin(
  words: readonly CommandArgument[],
  machine: Machine,
  at: Place,
  isInFunction = false,
): Machine | undefined {
  const name = words[0];
  if (name?.value.kind !== "known") return undefined;
  switch (name.value.text) {
    case "cd":
      return { ...machine, folder: changeFolder(words.slice(1), machine, at) };
    case "pushd": {
      const left = [...(machine.left ?? []), machine.folder];
      return { ...machine, folder: changeFolder(words.slice(1), machine, at), left };
    }
    case "popd": {
      const back = machine.left?.at(-1) ?? unknown("popd goes back to a folder that is not tracked", at);
      return { ...machine, folder: back, left: machine.left?.slice(0, -1) ?? [] };
    }
    case "export": {
      const after = { ...machine, environment: assignAll(words.slice(1), machine, "export") };
      return isInFunction && words.some(({ text }) => /^-[a-z]*n/.test(text))
        ? perhapsExported(words, after, at)
        : after;
    }
    case "declare":
    case "typeset":
    case "readonly":
    case "local":
      return { ...machine, environment: assignAll(words.slice(1), machine, name.value.text) };
    case "unset":
      return { ...machine, environment: words.slice(1).reduce(unsetOne, machine.environment) };
    case "set": {
      const options = applySet(optionsOfSet(words.slice(1)), machine.options);
      return { ...setParameters(words.slice(1), machine, at), options };
    }
    case "shopt":
      return { ...machine, options: applyShopt(words.slice(1), machine.options) };
    case "trap":
    case "umask":
    case "ulimit":
      return machine;
    default:
      return undefined;
  }
}

/** `export -n` of a name that is local to a function may show programs the one outside. */
function perhapsExported(words: readonly CommandArgument[], machine: Machine, at: Place): Machine {
  const value = unknown("what programs see of it after export -n in a function is not known", at);
  let { environment } = machine;
  for (const { value: word } of words.slice(1)) {
    const name = word.kind === "known" ? (/^[A-Za-z_]\w*/.exec(word.text)?.[0] ?? "") : "";
    if (environment.get(name))
      environment = environment.with(name, { value, at, by: "export -n", isPerhapsExported: true });
  }
  return { ...machine, environment };
}

function changeFolder(rest: readonly CommandArgument[], machine: Machine, at: Place): Value {
  const target = rest.find(
    (word) => !(word.value.kind === "known" && /^-[LPe]+$|^--$/.test(word.value.text)),
  );
  if (!target) return unknown("cd without a folder goes to the home folder", at);
  if (target.value.kind === "unknown")
    return unknown(`cd goes to ${target.text}: ${target.value.reason}`, at);
  if (target.value.text.includes("{}"))
    return unknown(`cd goes to ${target.text}: find or xargs fills it in`, at);
  if (/[*?[]/.test(target.value.text) && !/["'\\]/.test(target.text))
    return unknown(`cd goes to ${target.text}: which folder fits is not looked up`, at);
  return joinFolder(machine.folder, target.value.text, at);
}

function assignAll(words: readonly CommandArgument[], machine: Machine, builtin: string): Environment {
  const flags = words
    .map(({ value }) => (value.kind === "known" ? (/^[-+]([A-Za-z]+)$/.exec(value.text)?.[0] ?? "") : ""))
    .join("");
  const exports = builtin === "export" ? !flags.includes("n") : /-[a-zA-Z]*x/.test(flags);
  const by = exports ? "export" : builtin;
  const isReadonly = builtin === "readonly" || /-[a-zA-Z]*r/.test(flags);
  const after = assignEach(words, machine, { builtin, exports, by });
  return isReadonly ? words.reduce(withReadonly, after) : after;
}

/** The environment in which a name that `readonly` is given keeps its value. */
function withReadonly(environment: Environment, word: CommandArgument): Environment {
  const name = splitAssignment(word)?.name ?? (word.value.kind === "known" ? word.value.text : "");
  const setting = environment.get(name);
  return setting ? environment.with(name, { ...setting, isReadonly: true }) : environment;
}

function assignEach(
  words: readonly CommandArgument[],
  { environment, options, ...machine }: Machine,
  { builtin, exports, by }: { readonly builtin: string; readonly exports: boolean; readonly by: string },
): Environment {
  return words.reduce((current, word) => {
    const split = splitAssignment(word);
    if (split) {
      const own = current.get(split.name);
      if (own?.isReadonly) return exports ? current.with(split.name, { ...own, by }) : current;
      if (exports || options.allexport)
        return current.with(split.name, { value: split.value, at: word.at, by: builtin });
      if (builtin === "export")
        return current.with(split.name, { value: split.value, at: word.at, by: unexported });
      const before = { ...machine, options, environment: current };
      return current.with(split.name, assigned(split.name, split.value, word.at, before));
    }
    // `export $(command)`: it names and sets what it likes.
    if (word.value.kind === "unknown" && !word.value.isUnset && by === "export" && !/^-/.test(word.text)) {
      if (/^[A-Za-z_]\w*$/.test(word.text)) return current;
      const reason = `what export ${word.text} sets is not known: ${word.value.reason}`;
      return openedBy("", current, reason, word.at);
    }
    const name = word.value.kind === "known" ? word.value.text : "";
    const before = exports || builtin === "export" ? current.get(name) : undefined;
    const { isPerhapsExported: _, ...sure } = before ?? {
      value: known("", word.at),
      at: word.at,
      by: unexported,
    };
    if (builtin === "export" && !exports) {
      const unmarked = current.without(exportOf(name));
      return before ? unmarked.with(name, { ...sure, by: unexported }) : unmarked;
    }
    if (!exports || !/^[A-Za-z_]\w*$/.test(name)) return current;
    if (!before) return current.with(exportOf(name), sure);
    return before.by === unexported || before.isPerhapsExported
      ? current.with(name, { ...sure, by })
      : current;
  }, environment);
}

/** `NAME=value` as name and value; a value that is not known keeps its reason. */
export function splitAssignment(word: CommandArgument): { name: string; value: Value } | undefined {
  const text = word.value.kind === "known" ? word.value.text : word.text;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=([\s\S]*)$/.exec(text);
  if (!match?.[1]) return undefined;
  const prefix = `${match[1]}${match[2]}=`;
  if (word.value.kind === "unknown") return { name: match[1], value: valueBehind(word.value, prefix) };
  return { name: match[1], value: known(match[3] ?? "", word.at) };
}

function unsetOne(environment: Environment, word: CommandArgument): Environment {
  if (word.value.kind !== "known" || environment.get(word.value.text)?.isReadonly) return environment;
  return environment.without(word.value.text).without(exportOf(word.value.text));
}

function applySet(rest: readonly CommandArgument[], options: Machine["options"]): Machine["options"] {
  let { errexit, pipefail, allexport = false } = options;
  const { errexitDepends, pipefailDepends } = options;
  let [isErrexitSet, isPipefailSet] = [false, false];
  const words = rest.map((word) => (word.value.kind === "known" ? word.value.text : ""));
  words.forEach((word, index) => {
    const match = /^([-+])([A-Za-z]+)$/.exec(word);
    if (!match?.[1] || !match[2]) return;
    const on = match[1] === "-";
    if (match[2].includes("e")) [errexit, isErrexitSet] = [on, true];
    if (match[2].includes("a")) allexport = on;
    if (!match[2].includes("o")) return;
    const option = words[index + 1];
    if (option === "errexit") [errexit, isErrexitSet] = [on, true];
    if (option === "pipefail") [pipefail, isPipefailSet] = [on, true];
    if (option === "allexport") allexport = on;
  });
  const { allexport: _, errexitDepends: __, pipefailDepends: ___, ...others } = options;
  return {
    ...others,
    errexit,
    pipefail,
    ...(errexitDepends && !isErrexitSet ? { errexitDepends } : {}),
    ...(pipefailDepends && !isPipefailSet ? { pipefailDepends } : {}),
    ...(allexport ? { allexport } : {}),
  };
}

function applyShopt(rest: readonly CommandArgument[], options: Machine["options"]): Machine["options"] {
  const [flag, ...names] = rest.map((word) => (word.value.kind === "known" ? word.value.text : ""));
  if (flag !== "-s" && flag !== "-u") return options;
  const isOn = flag === "-s";
  return {
    ...options,
    ...(names.includes("lastpipe") ? { lastpipe: isOn } : {}),
    ...(names.includes("expand_aliases") ? { expandsAliases: isOn } : {}),
  };
}

/** `go env -w NAME=value` and `go env -u NAME`: they write the user's file, which later commands read. */
export function applyGoEnv(words: readonly CommandArgument[], environment: Environment): Environment {
  const flag = words[0]?.value.kind === "known" ? words[0].value.text : undefined;
  if (flag === "-w") {
    return words.slice(1).reduce((current, word) => {
      const split = splitAssignment(word);
      return split
        ? current.withWritten(split.name, { value: split.value, at: word.at, by: "go env -w" })
        : current;
    }, environment);
  }
  if (flag !== "-u") return environment;
  return words.slice(1).reduce((current, word) => {
    const name = word.value.kind === "known" ? word.value.text : "";
    return current.withWritten(name, { value: known("", word.at), at: word.at, by: "go env -u" });
  }, environment);
}
