/** The Go of one command: what its subcommand, -modfile, GO111MODULE and earlier edits make of the lines of go.mod. */
import { parseModFile } from "../go/modfile/parse-mod-file.ts";
import { folderOf } from "../text/path-parts.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ModFileEdit } from "./edits-of-mod-file.ts";
import { flagValue } from "./flag-value.ts";
import type { GoCall } from "./go-arguments.ts";
import { type GoQuestion, resolveGo } from "./resolve-go.ts";
import { normalizePath } from "./shell/join-folder.ts";
import type { GoResolution, Reason } from "./site.ts";

export interface CommandQuestion {
  readonly question: GoQuestion;
  readonly call: GoCall;
  readonly workspace: Workspace;
  /** The command's folder in the tree. */
  readonly folder: string | undefined;
  readonly edit: ModFileEdit | undefined;
}

/** Subcommands that look at no go.mod, or only at its text: a go line stops none of them. */
const loadsNoModule = /^(?:version|env|help|telemetry|bug|mod edit|mod init|work init|work edit)$/;

/** Resolves the Go of a command that is not `tool@version`. */
export function resolveGoOfCommand({
  question,
  call,
  workspace,
  folder,
  edit,
}: CommandQuestion): GoResolution {
  const alone: GoQuestion = {
    machine: question.machine,
    module: undefined,
    workspace: undefined,
    members: [],
  };
  const go111module = question.machine.environment.goSetting("GO111MODULE")?.value;
  if (go111module?.kind === "known" && go111module.text === "off") return resolveGo(alone);
  const go = resolveGo(question);
  if (edit) return openGo(go, edit.reason);
  if (go.outcome === "refuses" && loadsNoModule.test(call.subcommand)) return resolveGo(alone);
  // With a switch go reads the go.mod of the folder all the same: only what is compiled comes from the other.
  if (go.outcome === "switches" || !question.module || question.workspace) return go;
  const flag = flagValue(call, question.machine, "modfile", undefined);
  if (!flag) return go;
  // GOFLAGS that nobody knows hold other flags as a rule: only a refusal is not for sure with them.
  if (flag.value.kind === "unknown" && flag.from === "GOFLAGS" && go.outcome !== "refuses") return go;
  if (flag.value.kind === "unknown")
    return openGo(go, { text: `-modfile is not known: ${flag.value.reason}`, at: flag.value.at });
  if (flag.value.text === "" || folder === undefined) return go;
  const path = normalizePath(`${folder}/${flag.value.text}`, false);
  const source = workspace.source(path);
  const at = flag.value.at;
  if (!source) return openGo(go, { text: `what -modfile=${flag.value.text} asks for is not known`, at });
  const module = { ...question.module, file: path, folder: folderOf(path), mod: parseModFile(source) };
  return { ...resolveGo({ ...question, module }), modFile: module };
}

/** A Go that files cannot tell, with what of it is known all the same. */
export function openGo(go: GoResolution, reason: Reason): GoResolution {
  const { installed, gotoolchain, openness, why } = go;
  return {
    installed,
    gotoolchain,
    ...(openness ? { openness } : {}),
    version: undefined,
    range: undefined,
    outcome: "unknown",
    why: [...why.filter(({ at }) => at !== undefined), reason],
  };
}
