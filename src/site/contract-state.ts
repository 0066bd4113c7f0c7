/** How each site stands to the contract of the repository: what `env` marks and what the rules about it report. */
import { minorOfGoVersion } from "../go/minor-version.ts";
import { parseGotoolchainSyntax } from "../go/toolchain-name.ts";
import { type Contract, exceptionOf } from "./contract.ts";
import { commandBelowLine, commandThatIgnoresFloor } from "./floor-breach.ts";
import { lockstepBreaches, openInLockstep } from "./lockstep-breaches.ts";
import type { GoResolution, Site } from "./site.ts";
import type { Value } from "./value.ts";

/** `breaks`: go refuses, ignores the go line, or is not the version of the others; `unknown`: files cannot tell. */
export type ContractState = "keeps" | "breaks" | "unknown";

/** Why a site may run another version than the others, which `lockstep` forbids; undefined where it does not. */
export function whyOpenInLockstep(
  site: Site,
  sites: readonly Site[],
  contract: Contract,
): string | undefined {
  if (contract.policy !== "lockstep" || !openInLockstep(sites, contract).includes(site)) return undefined;
  const own = runsAsCaller(site)
    ? "the go of whoever calls it"
    : `any patch of ${site.go.range ?? "a minor"}`;
  return `lockstep: ${own} may run here, and other sites get their Go elsewhere`;
}

/** The state of every site by id. A site that may differ keeps the contract. */
export function contractStates(
  sites: readonly Site[],
  contract: Contract,
): ReadonlyMap<string, ContractState> {
  const isLockstep = contract.policy === "lockstep";
  const differing = new Set(
    isLockstep ? lockstepBreaches(sites, contract).map(({ different }) => different.site.id) : [],
  );
  const open = new Set(isLockstep ? openInLockstep(sites, contract).map(({ id }) => id) : []);
  return new Map(sites.map((site) => [site.id, stateOf(site, { contract, differing, open })]));
}

interface Comparison {
  readonly contract: Contract;
  /** Ids of the sites that run another version than most. */
  readonly differing: ReadonlySet<string>;
  /** Ids of the sites that may do so. */
  readonly open: ReadonlySet<string>;
}

function stateOf(site: Site, parts: Comparison): ContractState {
  if (exceptionOf(parts.contract, site.id) !== undefined) return "keeps";
  const resolutions = [site.go, ...site.commands.map(({ go }) => go)];
  const breaks =
    resolutions.some(({ outcome }) => outcome === "refuses") ||
    commandThatIgnoresFloor(site) !== undefined ||
    commandBelowLine(site) !== undefined ||
    parts.differing.has(site.id);
  if (breaks) return "breaks";
  if (parts.open.has(site.id)) return "unknown";
  return runsAsCaller(site) || isDecided(site) ? "keeps" : "unknown";
}

/**
 * `>=1.25.0` is what any go gets to that may switch; in an image that nobody knows GOTOOLCHAIN may be local.
 * Where no switch is allowed, a name that floats, or a minor whose patch matters, is not decided.
 */
export function isDecided({ go, commands }: Pick<Site, "go" | "commands">): boolean {
  if (go.outcome === "runs" || go.outcome === "switches" || maySwitch(go)) return true;
  const isOpen = commands.some(({ environment }) => environment.openReason !== undefined);
  // Of a go that nobody knows only a switch makes it new enough.
  const isAuto = go.openness === "unchosen" && switchesByItself(go.gotoolchain);
  return !isOpen && isAuto && go.range?.startsWith(">=") === true;
}

function switchesByItself(gotoolchain: Value): boolean {
  if (gotoolchain.kind === "unknown") return false;
  const setting = parseGotoolchainSyntax(gotoolchain.text);
  return !("problem" in setting) && setting.mode === "auto";
}

/** Whether any go that may be there is 1.21 or newer and gets what it lacks by itself. */
function maySwitch({ installed, gotoolchain }: GoResolution): boolean {
  if (!installed || !switchesByItself(gotoolchain)) return false;
  const stated = installed.version.replace(/^>=/, "");
  const isNewest = installed.precision === "floating" && !stated.includes(".");
  return isNewest || (minorOfGoVersion(stated) ?? 0) >= firstToSwitch;
}

/** The first minor version that chooses its toolchain. */
const firstToSwitch = 21;

/** Make targets, scripts and hooks run with the go of whoever calls them. */
export function runsAsCaller(site: Pick<Site, "kind" | "go">): boolean {
  const isCalled = site.kind === "make-target" || site.kind === "shell-script" || site.kind === "pre-commit";
  return isCalled && site.go.installed === undefined && site.go.outcome !== "refuses";
}
