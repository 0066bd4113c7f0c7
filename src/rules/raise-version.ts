/** Raising the Go that a site installs, as precisely as it is written there. */
import type { FileEdit } from "../finding/fix.ts";
import type { InstalledGo } from "../site/site.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { fixOf } from "./edit-text.ts";

/** A version with what may follow it: more of a tag (`-alpine3.19`, a digest) names an image that may not exist. */
const version = /^(["']?(?:[^\s"':]+:)?(?:go|v)?)(1\.\d+)(\.\d+)?((?:\.x)?(?:-alpine)?["']?)$/;

/**
 * The fix that writes `wanted` in the place of an older version: `1.24` becomes `1.25`, `1.24.3` becomes
 * `1.25.0`. A choice, as every step to another Go is.
 */
export function raiseVersion(
  workspace: Workspace,
  installed: InstalledGo,
  wanted: string,
): ReturnType<typeof fixOf> {
  const { file, span } = installed.at;
  const written = workspace.source(file)?.text.slice(span.start, span.end) ?? "";
  const [, before = "", language, patch, behind = ""] = version.exec(written) ?? [];
  const [, newLanguage, newPatch] = /^(1\.\d+)(\.\d+)?$/.exec(wanted) ?? [];
  if (
    language === undefined ||
    newLanguage === undefined ||
    `${language}${patch ?? ""}` !== installed.version
  )
    return undefined;
  const text = `${newLanguage}${patch === undefined ? "" : (newPatch ?? ".0")}`;
  // A plain 1.30 is a number to YAML, and loses its zero.
  const isNumber = /\.ya?ml$/.test(file) && /^\d+\.\d*0$/.test(text) && before === "" && behind === "";
  const edit: FileEdit = { at: installed.at, text: isNumber ? `"${text}"` : `${before}${text}${behind}` };
  return fixOf(edit, { title: `Raise Go to ${text}`, isSafe: false });
}
