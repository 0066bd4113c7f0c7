import type { ModeQuestion } from "../../src/go/mode.ts";
import { isAtLeastGo } from "../../src/go/mode-version.ts";

/** Questions about `go list` in every combination of what decides the mode, and some about other commands. */
export function modeQuestions(toolchain: string): ModeQuestion[] {
  const base = {
    toolchain,
    subcommand: "list",
    hasModFile: true,
    inWorkspace: false,
    goLine: "1.14",
    vendorFolderExists: false,
  };
  const vendors = [
    { vendorFolderExists: false },
    { vendorFolderExists: true },
    { vendorFolderExists: true, vendorModules: { isWorkspace: false } },
    { vendorFolderExists: true, vendorModules: { isWorkspace: true } },
  ];
  const flags: Pick<ModeQuestion, "modFlag" | "modFlagFrom">[] = [
    {},
    ...(["mod", "readonly", "vendor", "bogus"] as const).flatMap((modFlag) => [
      { modFlag, modFlagFrom: "GOFLAGS" as const },
      { modFlag, modFlagFrom: "command" as const },
    ]),
  ];
  const settings = [undefined, "on", "off", "auto", "foo"];
  const knowsWorkspaces = isAtLeastGo(toolchain, "1.18");
  const questions: ModeQuestion[] = [];
  for (const inWorkspace of knowsWorkspaces ? [false, true] : [false]) {
    for (const vendor of vendors) {
      for (const flag of flags) questions.push({ ...base, inWorkspace, ...vendor, ...flag });
      for (const goLine of [undefined, "1.13", "1.17"]) {
        questions.push({ ...base, inWorkspace, ...vendor, goLine });
      }
    }
  }
  for (const go111module of settings) {
    for (const flag of flags) {
      questions.push({ ...base, ...flag, go111module });
      // Without go.mod, a list of packages shows no difference between the three modes of modules.
      const isPlain = flag.modFlag === undefined && isAtLeastGo(toolchain, "1.16");
      const isShown = go111module === "off" || go111module === "auto" || isPlain;
      if (isShown) questions.push({ ...base, ...flag, go111module, hasModFile: false, goLine: undefined });
    }
    for (const gopathFolder of [false, true]) questions.push({ ...base, go111module, gopathFolder });
    if (knowsWorkspaces) questions.push({ ...base, go111module, inWorkspace: true });
    const isVendored = { vendorFolderExists: true, vendorModules: { isWorkspace: false } };
    questions.push({ ...base, ...isVendored, go111module });
    for (const subcommand of ["mod tidy", "mod vendor", "mod verify", "mod graph"]) {
      questions.push({ ...base, go111module, subcommand, hasModFile: false, goLine: undefined });
    }
  }
  for (const flag of flags) questions.push({ ...base, ...flag, subcommand: "mod tidy" });
  for (const vendor of knowsWorkspaces ? vendors : []) {
    questions.push({ ...base, ...vendor, inWorkspace: true, subcommand: "mod vendor" });
  }
  if (isAtLeastGo(toolchain, "1.14")) return questions;
  return questions.filter(({ modFlag, vendorFolderExists, subcommand }) => {
    // A listed package that is missing from vendor looks like any other missing package here.
    if (modFlag === "vendor" && !vendorFolderExists) return false;
    // 1.12 lets these two pass without modules; they then have nothing to do.
    return isAtLeastGo(toolchain, "1.13") || !/^mod (?:verify|graph)$/.test(subcommand);
  });
}
