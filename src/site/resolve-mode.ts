/** Which -mod a command runs with, and the lines that decide it. */
import { compareGoVersions } from "../go/go-version.ts";
import { selectMode } from "../go/mode.ts";
import { takesModFlag } from "../go/mode-commands.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import type { VendorChange } from "./changes-of-vendor.ts";
import { assumedGoflags, flagValue } from "./flag-value.ts";
import type { GoCall } from "./go-arguments.ts";
import { isVisible } from "./is-visible.ts";
import { languageOfGo } from "./language-of-go.ts";
import type { Machine } from "./machine.ts";
import { outsideTree } from "./outside-tree.ts";
import type { GoResolution, Mode, Reason } from "./site.ts";
import type { Value } from "./value.ts";

/** Resolves the mode of one go command. */
export function resolveMode(parts: {
  call: GoCall;
  machine: Machine;
  go: GoResolution;
  module: GoModule | undefined;
  workspace: GoWorkspace | undefined;
  openWorkspace?: Reason;
  isVersioned: boolean;
  /** The committed vendor folder is not in the image that runs the command, or perhaps made there. */
  vendorInImage?: "no" | "unknown" | undefined;
  /** What commands before this one did to vendor folders. */
  vendorChanges?: readonly VendorChange[];
  inTree: string | undefined;
  /** Where go runs, `-C` considered. */
  folder: Value;
}): Mode {
  const { call, machine, go, module, workspace } = parts;
  const toolchain = languageOfGo(go);
  const goLine = workspace ? workspace.work.go?.version : module?.mod.go?.version;
  const floor = parts.isVersioned ? undefined : floorOfLine(goLine);
  const version = toolchain ?? newest("1.25", floor);
  const flag = flagValue(call, machine, "mod", toolchain);
  const assumed = flag?.value.kind === "unknown" ? flag.value.textIfUnset : undefined;
  if (flag?.value.kind === "unknown" && assumed === undefined && takesModFlag(call.subcommand, version)) {
    return { value: "unknown", why: [{ text: flag.value.reason, at: flag.value.at }] };
  }
  if (parts.inTree === undefined && !parts.isVersioned) {
    const folder = outsideTree(parts.folder);
    const reason = folder.kind === "unknown" ? folder.reason : "the folder is not known";
    return { value: "unknown", why: [{ text: `the folder cannot be known: ${reason}`, at: folder.at }] };
  }
  if (parts.openWorkspace) return { value: "unknown", why: [parts.openWorkspace] };
  const go111module = machine.environment.goSetting("GO111MODULE");
  if (go111module?.value.kind === "unknown") {
    return {
      value: "unknown",
      why: [{ text: `GO111MODULE: ${go111module.value.reason}`, at: go111module.at }],
    };
  }
  const vendor = workspace ? workspace.vendor : module?.vendor;
  const isVendorVisible =
    vendor !== undefined && parts.vendorInImage !== "no" && isVisible(vendor.folder, machine);
  const shown: VendorState = isVendorVisible
    ? { modules: vendor.modules && { isWorkspace: vendor.modules.parsed.isWorkspace } }
    : undefined;
  const owner = workspace ?? module;
  const changes = owner ? changesOf(owner.folder, parts.vendorChanges ?? []) : [];
  const leftOut = parts.vendorInImage === "unknown" && vendor ? vendor : undefined;
  const states = changes.reduce(changed(shown), leftOut ? [shown, undefined] : [shown]);
  const plain = {
    modFlag: flag?.value.kind === "known" ? flag.value.text : assumed,
    modFlagFrom: flag?.from,
    go111module: go111module?.value.kind === "known" ? go111module.value.text : undefined,
    hasModFile: module !== undefined,
    inWorkspace: workspace !== undefined,
    goLine,
    subcommand: call.subcommand,
    isVersioned: parts.isVersioned,
  };
  const [question = withVendor(plain, undefined), ...others] = states.map((state) =>
    withVendor(plain, state),
  );
  const answer = selectMode({ ...question, toolchain: version });
  if (others.some((other) => selectMode({ ...other, toolchain: version }).mode !== answer.mode)) {
    const last = changes.at(-1)?.reason;
    const text = leftOut
      ? `.dockerignore keeps ${leftOut.folder} out of the image, and a command before this one may make it`
      : "a command before this one may make or remove the vendor folder";
    return { value: "unknown", why: [last ?? { text, at: undefined }] };
  }
  const oldest = oldestGo(go, parts.isVersioned);
  const older = oldest && newest(oldest, floor);
  if (older !== undefined && selectMode({ ...question, toolchain: older }).mode !== answer.mode) {
    const reason = `Go ${older} and Go ${version} differ here, and which one runs is not known`;
    return { value: "unknown", why: [{ text: reason, at: undefined }] };
  }
  const why: Reason[] = answer.why.map((text) => ({ text, at: flag?.value.at ?? go111module?.at }));
  const change = changes.findLast(({ isSure }) => isSure);
  if (change) why.unshift(change.reason);
  if (flag?.value.kind === "unknown" && assumed !== undefined) {
    why.unshift({ text: `-mod=${assumed}: ${flag.value.reason} and taken as empty`, at: flag.value.at });
  }
  if (parts.vendorInImage === "no" && vendor && !change) {
    why.push({ text: `${vendor.folder} of the repository is not copied into the image`, at: undefined });
  }
  const goflags = flag ? undefined : assumedGoflags(machine);
  if (goflags) why.push(goflags);
  if (answer.error) why.push({ text: answer.error, at: undefined });
  return {
    value: answer.mode === "refuses" ? "unknown" : answer.mode,
    why,
    ...(answer.error ? { error: answer.error } : {}),
    ...(change && change.effect !== "restored" ? { vendorIsOfRun: true } : {}),
  };
}

/** A vendor folder when go looks for it; undefined where there is none. */
type VendorState = { readonly modules: { readonly isWorkspace: boolean } | undefined } | undefined;

function withVendor<Rest extends object>(rest: Rest, state: VendorState) {
  return { ...rest, vendorFolderExists: state !== undefined, vendorModules: state?.modules };
}

/** The changes that may touch the vendor folder of a module or workspace. */
function changesOf(folder: string, changes: readonly VendorChange[]): readonly VendorChange[] {
  const own = folder === "" ? "vendor" : `${folder}/vendor`;
  return changes.filter((change) => change.folder === undefined || change.folder === own);
}

/** The states that are possible after one more change. */
function changed(committed: VendorState) {
  return (before: readonly VendorState[], change: VendorChange): readonly VendorState[] => {
    const made = { modules: { isWorkspace: change.isWorkspace === true } };
    const after = change.effect === "made" ? made : change.effect === "restored" ? committed : undefined;
    return change.isSure ? [after] : [...before, after];
  };
}

/** A go line of 1.21 or newer is a minimum: no older Go builds the module. */
function floorOfLine(goLine: string | undefined): string | undefined {
  return goLine !== undefined && compareGoVersions(goLine, "1.21") >= 0 ? goLine : undefined;
}

function newest(a: string, b: string | undefined): string {
  return b !== undefined && compareGoVersions(b, a) > 0 ? b : a;
}

/** The oldest Go that may run, where nothing says; `pkg@version` is an error before 1.16. */
function oldestGo(go: GoResolution, isVersioned: boolean): string | undefined {
  if (go.version !== undefined || go.range !== undefined) return undefined;
  return isVersioned ? "1.16" : "1.12";
}
