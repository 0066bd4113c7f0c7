/** Builds of images that Compose files show: their contexts, Dockerfiles and arguments. */
import { folderOf } from "../../text/path-parts.ts";
import type { ComposeBuild, ComposeFile } from "../../workspace/compose/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { scalarText } from "../template-text.ts";
import { known, unknown, type Value } from "../value.ts";
import type { DockerBuild } from "./find-docker-builds.ts";

export function composeBuilds(workspace: Workspace): readonly DockerBuild[] {
  return workspace.composeFiles.flatMap((file) =>
    file.builds.flatMap((build) => buildOf(file, build, workspace) ?? []),
  );
}

function buildOf(
  { file }: ComposeFile,
  { context, dockerfile, args, span }: ComposeBuild,
  workspace: Workspace,
): DockerBuild | undefined {
  const folder = folderOf(file);
  const expand = (text: string): Value => interpolate(text, folder, workspace);
  const where = expand(context);
  const name = expand(dockerfile);
  if (where.kind === "unknown" || name.kind === "unknown" || /^(?:\w+:|git@|\/)/.test(where.text))
    return undefined;
  const inTree = normalizePath(`${folder}/${where.text}`, false);
  if (inTree.startsWith("..")) return undefined;
  const values = args.map(({ name: arg, value }): readonly [string, Value] => {
    if (!value) return [arg, unknown(`${file} takes ${arg} from the environment`, { file, span })];
    const at = { file, span: value.span };
    return [arg, { ...expand(scalarText(value)), at }];
  });
  return {
    file: normalizePath(`${inTree}/${name.text}`, false),
    context: inTree,
    args: new Map(values),
    at: { file, span },
  };
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`: from .env beside the file, else the default. */
function interpolate(text: string, folder: string, { envFiles }: Workspace): Value {
  const beside = envFiles.find(({ file }) => file === normalizePath(`${folder}/.env`, false));
  let missing: string | undefined;
  const filled = text.replace(
    /\$\$|\$(?:(\w+)|\{(\w+)(?:(:?[-?+])([^}]*))?\})/g,
    (mark, plain?: string, braced?: string, operator?: string, word?: string) => {
      const name = plain ?? braced;
      if (name === undefined) return "$";
      const set = beside?.variables.findLast((variable) => variable.name === name)?.value;
      if (operator?.endsWith("+")) return set === undefined ? "" : (word ?? "");
      const isSet = set !== undefined && !(operator?.startsWith(":") && set === "");
      if (isSet) return set;
      if (operator?.endsWith("-")) return word ?? "";
      missing ??= name;
      return mark;
    },
  );
  return missing === undefined ? known(filled) : unknown(`$${missing} comes from the environment of Compose`);
}
