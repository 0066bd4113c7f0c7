/** Whether cgo is on for what a machine builds, with the lines that decide it. */
import { decideCgo } from "../go/cgo.ts";
import { languageOfGo } from "./language-of-go.ts";
import type { Machine } from "./machine.ts";
import type { Cgo, GoResolution, Reason } from "./site.ts";
import type { Value } from "./value.ts";

/** Whether cgo is on for what a machine builds. */
export function resolveCgo(machine: Machine, go: GoResolution): Cgo {
  const setting = machine.environment.goSetting("CGO_ENABLED");
  if (setting?.value.kind === "unknown") {
    return { value: "unknown", why: [{ text: `CGO_ENABLED: ${setting.value.reason}`, at: setting.at }] };
  }
  const goos = targetSetting(machine, "GOOS");
  const goarch = targetSetting(machine, "GOARCH");
  const text = setting?.value.text;
  const isDecided = text === "0" || text === "1";
  const open = [goos, goarch].find((value) => value?.kind === "unknown");
  if (!isDecided && open?.kind === "unknown") {
    const reason = `CGO_ENABLED is not set, and whether this is a cross build is not known: ${open.reason}`;
    return { value: "unknown", why: [{ text: reason, at: open.at }] };
  }
  const host = hostPair(machine, goos, goarch);
  if (!isDecided && !host.isKnown) {
    const asked = [goos, goarch].flatMap((value) =>
      value?.kind === "known" && value.text ? [value.text] : [],
    );
    const reason = `CGO_ENABLED is not set, and whether ${asked.join("/")} is the platform of the machine itself is not known`;
    return { value: "unknown", why: [{ text: reason, at: goos?.at ?? goarch?.at }] };
  }
  const cc = machine.environment.goSetting("CC");
  const decision = decideCgo({
    cgoEnabled: text,
    goos: goos?.kind === "known" ? goos.text : undefined,
    goarch: goarch?.kind === "known" ? goarch.text : undefined,
    hostGoos: host.goos,
    hostGoarch: host.goarch,
    cc: cc?.value.kind === "known" ? cc.value.text : cc ? "set" : undefined,
    compilerOnPath: machine.compiler.present,
    goVersion: languageOfGo(go),
  });
  const why: Reason[] = decision.why.map((reason, index) => ({
    text: reason,
    at: index === 0 ? setting?.at : undefined,
  }));
  if (!isDecided && machine.compiler.reason)
    why.push({ text: machine.compiler.reason, at: machine.compiler.at });
  return { value: decision.value, why };
}

/** Host platform; where nothing names a target the build is native and the pair itself does not matter. */
function hostPair(
  machine: Machine,
  goos: Value | undefined,
  goarch: Value | undefined,
): { goos: string; goarch: string; isKnown: boolean } {
  const os = machine.hostOs.kind === "known" ? machine.hostOs.text : undefined;
  const arch = machine.hostArch.kind === "known" ? machine.hostArch.text : undefined;
  const targetsOs = goos?.kind === "known" && goos.text !== "";
  const targetsArch = goarch?.kind === "known" && goarch.text !== "";
  const isKnown = (os !== undefined || !targetsOs) && (arch !== undefined || !targetsArch);
  return { goos: os ?? "linux", goarch: arch ?? "amd64", isKnown };
}

/** The target that is asked for; `GOOS=$(go env GOOS)` asks for the host's own, as if it were not set. */
function targetSetting(machine: Machine, name: "GOOS" | "GOARCH"): Value | undefined {
  const value = machine.environment.goSetting(name)?.value;
  const isHost = value?.kind === "unknown" && hostQuestion[name].test(value.outputOf ?? "");
  return isHost ? undefined : value;
}

const hostQuestion = {
  GOOS: /^\S*go env (?:GOOS|GOHOSTOS)$/,
  GOARCH: /^\S*go env (?:GOARCH|GOHOSTARCH)$/,
};
