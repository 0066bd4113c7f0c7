/** How each site stands to the contract of the repository: what `env` marks and what the rules about it report. */
import { minorOfGoVersion } from "../go/minor-version.ts";
import { parseGotoolchainSyntax } from "../go/toolchain-name.ts";
import { type Contract, exceptionOf } from "./contract.ts";
import { commandThatIgnoresFloor } from "./floor-breach.ts";
import { lockstepBreaches } from "./lockstep-breaches.ts";
import type { GoResolution, Site } from "./site.ts";

/** `breaks`: go refuses, ignores the go line, or is not the version of the others; `unknown`: files cannot tell. */
export type ContractState = "keeps" | "breaks" | "unknown";

/** The state of every site by id. A site that may differ keeps the contract. */
export function contractStates(
  sites: readonly Site[],
  contract: Contract,
): ReadonlyMap<string, ContractState> {
  const differing = new Set(
    contract.policy === "lockstep"
      ? lockstepBreaches(sites, contract).map(({ different }) => different.site.id)
      : [],
  );
  return new Map(sites.map((site) => [site.id, stateOf(site, { contract, differing })]));
}

function stateOf(
  site: Site,
  parts: { readonly contract: Contract; readonly differing: ReadonlySet<string> },
): ContractState {
  if (exceptionOf(parts.contract, site.id) !== undefined) return "keeps";
  const resolutions = [site.go, ...site.commands.map(({ go }) => go)];
  const breaks =
    resolutions.some(({ outcome }) => outcome === "refuses") ||
    commandThatIgnoresFloor(site) !== undefined ||
    parts.differing.has(site.id);
  if (breaks) return "breaks";
  return runsAsCaller(site) || isDecided(site) ? "keeps" : "unknown";
}

/**
 * `>=1.25.0` is what any go gets to that may switch; in an image that nobody knows GOTOOLCHAIN may be local.
 * Where no switch is allowed, a name that floats, or a minor whose patch matters, is not decided.
 */
function isDecided({ go, commands }: Site): boolean {
  if (go.outcome === "runs" || go.outcome === "switches" || maySwitch(go)) return true;
  const isOpen = commands.some(({ environment }) => environment.openReason !== undefined);
  return !isOpen && go.range?.startsWith(">=") === true;
}

/** Whether any go that may be there is 1.21 or newer and gets what it lacks by itself. */
function maySwitch({ installed, gotoolchain }: GoResolution): boolean {
  if (!installed || gotoolchain.kind === "unknown") return false;
  const setting = parseGotoolchainSyntax(gotoolchain.text);
  if ("problem" in setting || setting.mode !== "auto") return false;
  const stated = installed.version.replace(/^>=/, "");
  const isNewest = installed.precision === "floating" && !stated.includes(".");
  return isNewest || (minorOfGoVersion(stated) ?? 0) >= firstToSwitch;
}

/** The first minor version that chooses its toolchain. */
const firstToSwitch = 21;

/** Make targets, scripts and hooks run with the go of whoever calls them. */
export function runsAsCaller(site: Site): boolean {
  const isCalled = site.kind === "make-target" || site.kind === "shell-script" || site.kind === "pre-commit";
  return isCalled && site.go.installed === undefined && site.go.outcome !== "refuses";
}
