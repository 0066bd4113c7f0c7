/** Whether a build is for another platform than the machine's own: then go leaves cgo off unless it is told otherwise. */
import type { Place } from "../text/span.ts";
import type { Machine } from "./machine.ts";
import type { Value } from "./value.ts";

export interface CrossBuild {
  /** Undefined when files cannot tell. */
  readonly isCross: boolean | undefined;
  /** The platform that is built for: what is set, else the machine's own; undefined when files do not tell. */
  readonly goos: string | undefined;
  readonly goarch: string | undefined;
  readonly reason: string;
  readonly at: Place | undefined;
}

interface Part {
  /** Undefined when nothing asks for a target: the machine's own. */
  readonly target: Value | undefined;
  readonly host: string | undefined;
  readonly isOther: boolean | undefined;
}

/** Compares GOOS and GOARCH with the machine's own. */
export function crossBuildOf(machine: Machine): CrossBuild {
  const os = partOf(machine, "GOOS");
  const arch = partOf(machine, "GOARCH");
  const goos = textOf(os.target) ?? (os.target ? undefined : os.host);
  const goarch = textOf(arch.target) ?? (arch.target ? undefined : arch.host);
  const found = { goos, goarch, at: os.target?.at ?? arch.target?.at };
  if (os.isOther || arch.isOther) {
    const asked = os.isOther && arch.isOther ? `${goos}/${goarch}` : os.isOther ? goos : goarch;
    const own = os.isOther && arch.isOther ? `${os.host}/${arch.host}` : os.isOther ? os.host : arch.host;
    const both = goos && goarch && os.host && arch.host;
    const reason = both
      ? `${goos}/${goarch} is another platform than the host's ${os.host}/${arch.host}`
      : `${asked} is another platform than the host's ${own}`;
    return { ...found, isCross: true, reason };
  }
  if (os.isOther === false && arch.isOther === false) {
    return { ...found, isCross: false, reason: "the target is the machine's own platform" };
  }
  const open = [os.target, arch.target].find((value) => value?.kind === "unknown");
  if (open?.kind === "unknown") {
    const reason = `whether this is a cross build is not known: ${open.reason}`;
    return { ...found, isCross: undefined, reason, at: open.at };
  }
  const asked = [os, arch].flatMap(({ target }) => textOf(target) ?? []).join("/");
  const reason = `whether ${asked} is the platform of the machine itself is not known`;
  return { ...found, isCross: undefined, reason };
}

function partOf(machine: Machine, name: "GOOS" | "GOARCH"): Part {
  const target = targetSetting(machine, name);
  const own = name === "GOOS" ? machine.hostOs : machine.hostArch;
  const host = own.kind === "known" ? own.text : undefined;
  const text = textOf(target);
  if (target === undefined) return { target, host, isOther: false };
  return { target, host, isOther: text === undefined || host === undefined ? undefined : text !== host };
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "known" ? value.text : undefined;
}

/** The target that is asked for; an empty one, and `GOOS=$(go env GOOS)`, ask for the host's own. */
function targetSetting(machine: Machine, name: "GOOS" | "GOARCH"): Value | undefined {
  const setting = machine.environment.goSetting(name);
  const value = setting?.value;
  if (!value) return undefined;
  if (value.kind === "known") return value.text === "" ? undefined : { ...value, at: value.at ?? setting.at };
  return hostQuestion[name].test(value.outputOf ?? "") ? undefined : value;
}

const hostQuestion = {
  GOOS: /^\S*go env (?:GOOS|GOHOSTOS)$/,
  GOARCH: /^\S*go env (?:GOARCH|GOHOSTARCH)$/,
};
