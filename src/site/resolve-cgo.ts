/** Whether cgo is on for what a machine builds, with the lines that decide it. */
import { type CgoDecision, type CgoQuestion, decideCgo } from "../go/cgo.ts";
import { type CrossBuild, crossBuildOf } from "./cross-build.ts";
import { languageOfGo } from "./language-of-go.ts";
import type { Machine } from "./machine.ts";
import type { Cgo, GoResolution, Reason } from "./site.ts";

/** Whether cgo is on for what a machine builds. */
export function resolveCgo(machine: Machine, go: GoResolution): Cgo {
  const setting = machine.environment.goSetting("CGO_ENABLED");
  if (setting?.value.kind === "unknown") {
    return { value: "unknown", why: [{ text: `CGO_ENABLED: ${setting.value.reason}`, at: setting.at }] };
  }
  const text = setting?.value.text;
  const isDecided = text === "0" || text === "1";
  const cross = crossBuildOf(machine);
  const cc = machine.environment.goSetting("CC");
  const question: CgoQuestion = {
    cgoEnabled: text,
    hostGoos: cross.goos ?? "linux",
    hostGoarch: cross.goarch ?? "amd64",
    cc: cc?.value.kind === "known" ? cc.value.text : cc ? "set" : undefined,
    compilerOnPath: machine.compiler.present,
    goVersion: languageOfGo(go),
  };
  if (!isDecided && cross.isCross === true) return offInCrossBuild(question, cross, setting?.at);
  const decision = decideCgo(question);
  // A cross build has cgo off: only where a native one has it off, too, is nothing left open.
  if (!isDecided && cross.isCross === undefined && !isOffAnyway(decision, cross, machine)) {
    const reason = `CGO_ENABLED is not set, and ${cross.reason}`;
    return { value: "unknown", why: [{ text: reason, at: cross.at }] };
  }
  const why: Reason[] = decision.why.map((reason, index) => ({
    text: reason,
    at: index === 0 ? setting?.at : undefined,
  }));
  if (!isDecided) why.push(...cross.hostReasons);
  // A platform that has no cgo is never asked for a compiler.
  const isAsked = cross.isCross === false || machine.compiler.present === false;
  if (!isDecided && isAsked && machine.compiler.reason)
    why.push({ text: machine.compiler.reason, at: machine.compiler.at });
  return { value: decision.value, why };
}

/** Off also where the target is the machine's own: that platform has no cgo, or the machine no compiler. */
function isOffAnyway({ value }: CgoDecision, { goos, goarch }: CrossBuild, { compiler }: Machine): boolean {
  if (value !== "off") return false;
  return compiler.present === false || (goos !== undefined && goarch !== undefined);
}

function offInCrossBuild(question: CgoQuestion, { reason, at }: CrossBuild, setAt: Reason["at"]): Cgo {
  const { cgoEnabled = "" } = question;
  const unsetText =
    cgoEnabled === ""
      ? "CGO_ENABLED is not set"
      : `CGO_ENABLED=${cgoEnabled} has no effect: only 0 and 1 have`;
  return {
    value: "off",
    why: [
      { text: unsetText, at: setAt },
      { text: reason, at },
    ],
  };
}
