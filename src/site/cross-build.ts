/** Whether a build is for another platform than the machine's own: then go leaves cgo off unless it is told otherwise. */
import type { Place } from "../text/span.ts";
import type { Machine } from "./machine.ts";
import type { Reason } from "./site.ts";
import { knownText, type UnknownValue, type Value } from "./value.ts";

export interface CrossBuild {
  /** Undefined when files cannot tell. */
  readonly isCross: boolean | undefined;
  /** The platform that is built for: what is set, else the machine's own; undefined when files do not tell. */
  readonly goos: string | undefined;
  readonly goarch: string | undefined;
  readonly reason: string;
  readonly at: Place | undefined;
  /** Why a target that files do not name counts as the machine's own. */
  readonly hostReasons: readonly Reason[];
}

interface Part {
  /** Undefined when nothing asks for a target: the machine's own. */
  readonly target: Value | undefined;
  readonly host: string | undefined;
  readonly isOther: boolean | undefined;
  readonly hostReason: Reason | undefined;
}

/** Compares GOOS and GOARCH with the machine's own. */
export function crossBuildOf(machine: Machine): CrossBuild {
  const os = partOf(machine, "GOOS");
  const arch = partOf(machine, "GOARCH");
  const goos = knownText(os.target) ?? (os.target ? undefined : os.host);
  const goarch = knownText(arch.target) ?? (arch.target ? undefined : arch.host);
  const hostReasons = [os, arch].flatMap(({ hostReason }) => hostReason ?? []);
  const found = { goos, goarch, at: os.target?.at ?? arch.target?.at, hostReasons };
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
  const asked = [os, arch].flatMap(({ target }) => knownText(target) ?? []).join("/");
  const reason = `whether ${asked} is the platform of the machine itself is not known`;
  return { ...found, isCross: undefined, reason };
}

function partOf(machine: Machine, name: "GOOS" | "GOARCH"): Part {
  const own = name === "GOOS" ? machine.hostOs : machine.hostArch;
  const host = own.kind === "known" ? own.text : undefined;
  const setting = machine.environment.goSetting(name);
  const value = setting?.value;
  if (!value || (value.kind === "known" && value.text === "")) {
    return { target: undefined, host, isOther: false, hostReason: undefined };
  }
  const at = value.at ?? setting.at;
  if (value.kind === "unknown" && asksForHost(value, name)) {
    const text = value.hostPart
      ? `${name}: ${value.reason}`
      : `${name} is the machine's own: ${value.outputOf}`;
    return { target: undefined, host, isOther: false, hostReason: { text, at } };
  }
  const isKnown = value.kind === "known" && host !== undefined;
  return {
    target: { ...value, at },
    host,
    isOther: isKnown ? value.text !== host : undefined,
    hostReason: undefined,
  };
}

/** `GOOS=$(go env GOOS)` asks for the machine's own platform, as if it were not set. */
function asksForHost({ outputOf, hostPart }: UnknownValue, name: "GOOS" | "GOARCH"): boolean {
  return hostPart === name || hostQuestion[name].test(outputOf ?? "");
}

const hostQuestion = {
  GOOS: /^\S*go env (?:GOOS|GOHOSTOS)$/,
  GOARCH: /^\S*go env (?:GOARCH|GOHOSTARCH)$/,
};
