/**
 * Which mode the go command runs in: `mod` may change go.mod and go.sum, `readonly` may not, `vendor` reads
 * the vendor folder, `gopath` knows no modules. Reference: https://go.dev/ref/mod#build-commands
 */
import { compareGoVersions } from "./go-version.ts";
import {
  fixedMode,
  ignoresModules,
  ignoresWorkspace,
  isModuleCommand,
  needsModFile,
  takesModFlag,
} from "./mode-commands.ts";
import { isAtLeastGo } from "./mode-version.ts";

/** What decides the mode of one command. */
export interface ModeQuestion {
  /** Value of `-mod`, from the command line or else GOFLAGS; undefined when neither sets it. */
  readonly modFlag?: string | undefined;
  /** Where `modFlag` stands: GOFLAGS is passed over by commands without such a flag. Default GOFLAGS. */
  readonly modFlagFrom?: "command" | "GOFLAGS" | undefined;
  readonly go111module?: string | undefined;
  /** Whether a go.mod is found in the folder or above it. */
  readonly hasModFile: boolean;
  /**
   * Whether a go.work is found and GOWORK does not turn it off. That 1.18 and 1.19 treat a workspace of one
   * module as that module is not modelled.
   */
  readonly inWorkspace: boolean;
  /** The version of the go line in go.work in a workspace, else in go.mod. */
  readonly goLine?: string | undefined;
  /** Whether a `vendor` folder stands beside go.work in a workspace, else beside go.mod. */
  readonly vendorFolderExists: boolean;
  /** What the first line of vendor/modules.txt says; undefined when there is no such file. */
  readonly vendorModules?: { readonly isWorkspace: boolean } | undefined;
  /** Version of the go that runs: `1.25`, `1.25.3`. */
  readonly toolchain: string;
  /** `build`, `mod tidy`, … */
  readonly subcommand: string;
  /** `go install x@v1`: whatever go.mod is around, the command does not look at it. */
  readonly isVersioned?: boolean | undefined;
  /** Whether the folder lies in `$GOPATH/src`. */
  readonly gopathFolder?: boolean | undefined;
}

export interface ModeAnswer {
  /** `refuses`: go stops with `error` before it does anything. */
  readonly mode: "mod" | "readonly" | "vendor" | "gopath" | "refuses";
  /** The reasons, the deciding one last. */
  readonly why: readonly string[];
  /** What go prints when it refuses, without the leading `go: `. */
  readonly error?: string;
}

/** The mode in which the go command will run. */
export function selectMode(question: ModeQuestion): ModeAnswer {
  const asked = { ...question, inWorkspace: isInWorkspace(question) };
  return (
    modulesAreOff(asked) ??
    missingModule(asked) ??
    workspaceRefusal(asked) ??
    explicitMode(asked) ??
    commandMode(asked) ??
    defaultMode(asked)
  );
}

function isInWorkspace({ inWorkspace, toolchain, subcommand }: ModeQuestion): boolean {
  if (!inWorkspace || !isAtLeastGo(toolchain, "1.18")) return false;
  return subcommand === "mod vendor" || !ignoresWorkspace(subcommand);
}

/** GOPATH mode and the commands that cannot run in it; undefined in module mode. */
function modulesAreOff(question: ModeQuestion): ModeAnswer | undefined {
  const { go111module = "", toolchain, subcommand } = question;
  if (ignoresModules(subcommand)) return undefined;
  if (!isAtLeastGo(toolchain, "1.11")) {
    return { mode: "gopath", why: [`Go ${toolchain} knows no modules: they came with Go 1.11`] };
  }
  if (!["", "on", "off", "auto"].includes(go111module)) {
    const error = `unknown environment setting GO111MODULE=${go111module}`;
    return { mode: "refuses", why: [`GO111MODULE=${go111module} is none of on, off and auto`], error };
  }
  const forced = isModuleCommand(subcommand, toolchain);
  if (go111module === "off") {
    if (!forced) return gopathMode(question, "GO111MODULE=off turns modules off");
    return {
      mode: "refuses",
      why: ["GO111MODULE=off turns modules off", `go ${subcommand} needs modules`],
      error: "modules disabled by GO111MODULE=off; see 'go help modules'",
    };
  }
  const setting = go111module === "" ? (isAtLeastGo(toolchain, "1.16") ? "on" : "auto") : go111module;
  if (setting === "on" || question.inWorkspace || forced) return undefined;
  const why = go111module === "" ? `GO111MODULE defaults to auto in Go ${toolchain}` : "GO111MODULE=auto";
  if (question.gopathFolder && !isAtLeastGo(toolchain, "1.13")) {
    return gopathMode(question, `${why}, and the folder lies in $GOPATH/src`);
  }
  return question.hasModFile ? undefined : gopathMode(question, `${why}, and there is no go.mod`);
}

function gopathMode(question: ModeQuestion, why: string): ModeAnswer {
  const { modFlag, modFlagFrom, subcommand, toolchain } = question;
  if (!modFlag) return { mode: "gopath", why: [why] };
  if (takesModFlag(subcommand, toolchain)) {
    const error = unsupportedFlag(question);
    if (error) return { mode: "refuses", why: [why, error], error };
    if (modFlagFrom === "command") {
      const invalid = `build flag -mod=${modFlag} only valid when using modules`;
      return { mode: "refuses", why: [why, `-mod=${modFlag} is set`], error: invalid };
    }
  }
  return { mode: "gopath", why: [`-mod=${modFlag} in GOFLAGS has no effect without modules`, why] };
}

function missingModule(question: ModeQuestion): ModeAnswer | undefined {
  const { hasModFile, inWorkspace, subcommand, toolchain } = question;
  if (hasModFile || inWorkspace || !needsModFile(subcommand, question)) return undefined;
  const error = isAtLeastGo(toolchain, "1.16")
    ? "go.mod file not found in current directory or any parent directory; see 'go help modules'"
    : "cannot find main module; see 'go help modules'";
  return { mode: "refuses", why: [`go ${subcommand} needs a go.mod, and there is none`], error };
}

function workspaceRefusal({ inWorkspace, subcommand, toolchain }: ModeQuestion): ModeAnswer | undefined {
  if (!inWorkspace || subcommand !== "mod vendor" || !isAtLeastGo(toolchain, "1.22")) return undefined;
  return {
    mode: "refuses",
    why: ["A go.work is in effect", "go mod vendor does not run in a workspace"],
    error:
      "'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or set 'GOWORK=off' to exit workspace mode.",
  };
}

/** The mode that `-mod` sets; undefined when it is not set or means nothing to this command. */
function explicitMode(question: ModeQuestion): ModeAnswer | undefined {
  const { modFlag, modFlagFrom, subcommand, toolchain, inWorkspace } = question;
  if (!modFlag) return undefined;
  if (!takesModFlag(subcommand, toolchain)) {
    if (modFlagFrom !== "command") return undefined;
    const error = "flag provided but not defined: -mod";
    return { mode: "refuses", why: [`go ${subcommand} has no -mod flag`], error };
  }
  const why = [`-mod=${modFlag} is set`];
  const allowed = workspaceModes(toolchain);
  if (inWorkspace && !allowed.includes(modFlag)) {
    const error = `-mod may only be set to ${allowed.join(" or ")} when in workspace mode, but it is set to "${modFlag}"`;
    return { mode: "refuses", why: [...why, "A go.work is in effect"], error };
  }
  const unsupported = unsupportedFlag(question);
  if (unsupported) return { mode: "refuses", why: [unsupported], error: unsupported };
  if (subcommand === "get") return oldGetMode(modFlag);
  return { mode: asMode(modFlag), why };
}

/** `go get` up to 1.13 took the flag: it ignored readonly and refused vendor. */
function oldGetMode(modFlag: string): ModeAnswer {
  if (modFlag !== "vendor") return { mode: "mod", why: [`go get passes over -mod=${modFlag}`] };
  return { mode: "refuses", why: ["-mod=vendor is set"], error: "go get: disabled by -mod=vendor" };
}

function asMode(modFlag: string): "mod" | "readonly" | "vendor" {
  return modFlag === "mod" || modFlag === "vendor" ? modFlag : "readonly";
}

function workspaceModes(toolchain: string): readonly string[] {
  return isAtLeastGo(toolchain, "1.22") ? ["readonly", "vendor"] : ["readonly"];
}

function unsupportedFlag({ modFlag, toolchain }: ModeQuestion): string | undefined {
  const knowsMod = isAtLeastGo(toolchain, "1.14");
  if (modFlag === "readonly" || modFlag === "vendor" || (modFlag === "mod" && knowsMod)) return undefined;
  const choices = knowsMod ? "'', 'mod', 'readonly', or 'vendor'" : "'', 'readonly', or 'vendor'";
  return `-mod=${modFlag} not supported (can be ${choices})`;
}

function commandMode({ subcommand, toolchain, modFlag }: ModeQuestion): ModeAnswer | undefined {
  const mode = fixedMode(subcommand, toolchain);
  if (!mode) return undefined;
  const ignored = modFlag ? [`go ${subcommand} passes over -mod=${modFlag} in GOFLAGS`] : [];
  return { mode, why: [...ignored, `go ${subcommand} always runs in ${mode} mode`] };
}

function defaultMode(question: ModeQuestion): ModeAnswer {
  const { hasModFile, inWorkspace, toolchain } = question;
  const plain = isAtLeastGo(toolchain, "1.16") ? "readonly" : "mod";
  const fallback = `Go ${toolchain} defaults to ${plain}`;
  if (!hasModFile && !inWorkspace) {
    const why = question.isVersioned
      ? `go ${question.subcommand} with @version looks at no go.mod`
      : "There is no go.mod";
    return { mode: plain, why: [why, fallback] };
  }
  if (!question.vendorFolderExists) return { mode: plain, why: ["There is no vendor folder", fallback] };
  const reason = whyNotVendor(question);
  if (reason) return { mode: plain, why: [`${reason}, so the vendor folder is not used`, fallback] };
  const file = inWorkspace ? "go.work" : "go.mod";
  const why = `A vendor folder exists and the go line of ${file} (${question.goLine}) is at least 1.14`;
  return { mode: "vendor", why: [why] };
}

function whyNotVendor(question: ModeQuestion): string | undefined {
  const { toolchain, inWorkspace, goLine, vendorModules } = question;
  if (!isAtLeastGo(toolchain, "1.14")) return `Go ${toolchain} vendors only with -mod=vendor`;
  if (inWorkspace && !isAtLeastGo(toolchain, "1.22")) return `Go ${toolchain} does not vendor workspaces`;
  const file = inWorkspace ? "go.work" : "go.mod";
  if (!goLine) return `${file} has no go line`;
  if (compareGoVersions(goLine, "1.14") < 0) return `The go line of ${file} (${goLine}) is below 1.14`;
  if (!isAtLeastGo(toolchain, "1.22")) return undefined;
  const isForWorkspace = vendorModules?.isWorkspace ?? false;
  if (isForWorkspace === inWorkspace) return undefined;
  return isForWorkspace
    ? "vendor/modules.txt was written for a workspace and none is in effect"
    : "A go.work is in effect and vendor/modules.txt was not written for a workspace";
}
