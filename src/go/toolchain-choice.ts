/** Which toolchain a go command of 1.21 or later chooses before it reads anything else (https://go.dev/doc/toolchain#select). */
import { compareGoVersions } from "./go-version.ts";
import { sumdbProtection } from "./sumdb-protection.ts";
import {
  goVersionOfToolchain,
  isLanguageToolchain,
  languageToolchainProblem,
  parseGotoolchainSyntax,
} from "./toolchain-name.ts";
import type { GoLines } from "./toolchain-refusal.ts";

/** What decides the toolchain of one go command. */
export interface ToolchainRequest extends GoLines {
  /** Version of the go binary that is started: `1.24.3`, also with a suffix (`1.24.3-custom`). */
  readonly installed: string;
  /** GOTOOLCHAIN after environment, `go env -w` and go.env; go 1.20 and older do not read it. */
  readonly gotoolchain: string;
  /** GOSUMDB and GOPROXY in effect, where they are known: a switch needs the checksum database. */
  readonly gosumdb?: string | undefined;
  readonly goproxy?: string | undefined;
  /** Names of toolchains that PATH provides (`go1.22.1`); default: none. */
  readonly onPath?: { includes(name: string): boolean } | undefined;
  /** Whether a toolchain of this name can be downloaded; default: all but language names (`go1.22`). */
  readonly isPublished?: ((name: string) => boolean) | undefined;
}

/** The toolchain that must run, or what go prints because it cannot tell. */
export interface ToolchainChoice {
  readonly name: string;
  readonly why: readonly string[];
  /** `; GOTOOLCHAIN=path; go.mod sets toolchain default`: the end of a later refusal. */
  readonly because: string;
  readonly error?: string;
}

/** Chooses by GOTOOLCHAIN, the toolchain line and the go line, in this order; `local` is the installed toolchain. */
export function chooseToolchain(
  request: ToolchainRequest,
  local: string,
  localVersion: string,
): ToolchainChoice {
  const refuse = (error: string): ToolchainChoice => ({
    name: local,
    why: [`GOTOOLCHAIN=${request.gotoolchain}`],
    because: "",
    error,
  });
  const setting = parseGotoolchainSyntax(request.gotoolchain);
  if ("problem" in setting) return refuse(`go: ${setting.problem}`);
  const file = request.file ?? "go.mod";
  const fixed = setting.minimum ?? local;
  const fixedVersion = goVersionOfToolchain(fixed) ?? localVersion;
  const why = [
    setting.minimum === undefined
      ? `${local} is installed`
      : `GOTOOLCHAIN=${request.gotoolchain} names ${fixed}`,
  ];
  if (setting.mode === "local") {
    why.push(`GOTOOLCHAIN=${request.gotoolchain} allows no other toolchain`);
    return { name: fixed, why, because: gotoolchainNote(request) };
  }
  const toolchainLine = request.toolchainLine ?? "";
  if (toolchainLine === "default") {
    why.push(`toolchain default in ${file} allows no other toolchain`);
    return { name: fixed, why, because: `${gotoolchainNote(request)}; ${file} sets toolchain default` };
  }
  let name = fixed;
  let version = fixedVersion;
  if (toolchainLine !== "") {
    const wanted = goVersionOfToolchain(toolchainLine);
    if (wanted === undefined) {
      return refuse(`go: invalid toolchain ${JSON.stringify(toolchainLine)} in ${file}`);
    }
    if (compareGoVersions(wanted, version) > 0) {
      why.push(`the toolchain line of ${file} asks for ${toolchainLine}`);
      name = toolchainLine;
      version = wanted;
    }
  }
  const goLine = request.goLine ?? "";
  if (compareGoVersions(goLine, version) > 0) {
    why.push(`the go line of ${file} asks for ${goLine}`);
    // The first release of a language carries .0 since 1.21.
    name = isLanguageToolchain(`go${goLine}`) ? `go${goLine}.0` : `go${goLine}`;
  }
  if (name === fixed) why.push(`${file} asks for nothing newer`);
  return { name, why, because: gotoolchainNote(request) };
}

/** What go prints when it cannot get the chosen toolchain; undefined when it can. */
export function whyMissing(request: ToolchainRequest, name: string): string | undefined {
  if (!name.startsWith("go1")) return `go: invalid GOTOOLCHAIN ${JSON.stringify(name)}`;
  if (request.onPath?.includes(name)) return undefined;
  const isPathOnly = request.gotoolchain === "path" || request.gotoolchain.endsWith("+path");
  if (isPathOnly) return `go: cannot find ${JSON.stringify(name)} in PATH`;
  const isPublished = request.isPublished ?? ((candidate) => !isLanguageToolchain(candidate));
  if (isPublished(name)) return whyUnverified(request, name);
  if (isLanguageToolchain(name)) return `go: ${languageToolchainProblem(name)}`;
  return `go: download ${name}: toolchain not available`;
}

/** A toolchain is checked against the database on every start, also when it lies in the module cache already. */
function whyUnverified({ gosumdb, goproxy }: ToolchainRequest, name: string): string | undefined {
  const { kind } = sumdbProtection({ modulePath: "golang.org/toolchain", gosumdb, goproxy });
  if (gosumdb !== "off" || kind === "exempt") return undefined;
  return `go: download ${name}: golang.org/toolchain: verifying module: checksum database disabled by GOSUMDB=off`;
}

function gotoolchainNote({ gotoolchain }: ToolchainRequest): string {
  return gotoolchain === "" || gotoolchain === "auto" ? "" : `; GOTOOLCHAIN=${gotoolchain}`;
}
