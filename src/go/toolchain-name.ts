/** Names of Go toolchains and the GOTOOLCHAIN setting (https://go.dev/doc/toolchain#name, #GOTOOLCHAIN). */
import { compareGoVersions, isGoVersion, isLanguageVersion } from "./go-version.ts";

/** What a GOTOOLCHAIN value asks for. */
export interface GotoolchainSetting {
  /** `local`: never another toolchain than the minimum; `auto`: PATH, then download; `path`: PATH only. */
  readonly mode: "local" | "auto" | "path";
  /** The named toolchain (`go1.22.1`); undefined when the local one is the minimum. */
  readonly minimum: string | undefined;
}

/** A GOTOOLCHAIN value that go refuses, in its own words. */
export interface GotoolchainProblem {
  readonly problem: string;
}

/** `go1.21.3-custom` → `1.21.3`; undefined when the name has no Go version or contains a slash. */
export function goVersionOfToolchain(name: string): string | undefined {
  if (!name.startsWith("go") || /[\\/]/.test(name)) return undefined;
  const version = name.slice(2).split(/[ \t-]/, 1)[0] ?? "";
  return isGoVersion(version) ? version : undefined;
}

/** Whether a toolchain may have this name: `go1.22.1`, `go1.22.1-custom`. */
export function isToolchainName(name: string): boolean {
  return goVersionOfToolchain(name) !== undefined;
}

/** Whether the name is that of a language (`go1.21`), which is no toolchain: from 1.21 on releases carry a patch. */
export function isLanguageToolchain(name: string): boolean {
  const version = goVersionOfToolchain(name);
  return version !== undefined && isLanguageVersion(version) && compareGoVersions(version, "1.21") >= 0;
}

/** Whether a `toolchain` line may carry this text; what it parses to may still be no toolchain. */
export function isValidToolchainLine(text: string): boolean {
  return /^default$|^go1($|\.)/.test(text);
}

/** Parses an effective GOTOOLCHAIN; a language name (`go1.21`) is a problem because no such toolchain is published. */
export function parseGotoolchain(setting: string): GotoolchainSetting | GotoolchainProblem {
  const parsed = parseGotoolchainSyntax(setting);
  if ("problem" in parsed || parsed.minimum === undefined || !isLanguageToolchain(parsed.minimum))
    return parsed;
  return { problem: languageToolchainProblem(parsed.minimum) };
}

/** As `parseGotoolchain`, without asking whether such a toolchain is published. */
export function parseGotoolchainSyntax(setting: string): GotoolchainSetting | GotoolchainProblem {
  if (setting === "auto" || setting === "path") return { mode: setting, minimum: undefined };
  // Go leaves an empty setting alone: only a go.env without a GOTOOLCHAIN line gives one.
  if (setting === "") return { mode: "local", minimum: undefined };
  const plus = setting.indexOf("+");
  const name = plus === -1 ? setting : setting.slice(0, plus);
  const suffix = plus === -1 ? "local" : setting.slice(plus + 1);
  if (name !== "local" && !isToolchainName(name)) {
    const detail = plus === -1 ? "" : `: invalid minimum toolchain ${JSON.stringify(name)}`;
    return { problem: `invalid GOTOOLCHAIN ${JSON.stringify(setting)}${detail}` };
  }
  if (plus !== -1 && suffix !== "auto" && suffix !== "path") {
    return {
      problem: `invalid GOTOOLCHAIN ${JSON.stringify(setting)}: only version suffixes are +auto and +path`,
    };
  }
  const mode = suffix === "auto" || suffix === "path" ? suffix : "local";
  return { mode, minimum: name === "local" ? undefined : name };
}

/** What go says when a language name is asked for as a toolchain and nobody publishes it. */
export function languageToolchainProblem(name: string): string {
  return `invalid toolchain: ${name} is a language version but not a toolchain version (${name}.x)`;
}
