/** Files of `docker buildx bake`, which are not read: which arguments of a Dockerfile they may set. */
import { folderOf } from "../../text/path-parts.ts";
import type { Dockerfile } from "../../workspace/dockerfile/model.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { normalizePath } from "../shell/join-folder.ts";

const names = [
  "docker-bake.hcl",
  "docker-bake.json",
  "docker-bake.override.hcl",
  "docker-bake.override.json",
];
/** Arguments that decide which Go builds, or how. */
const decides =
  /^(?:CGO_\w+|GO(?:LANG)?_?(?:VERSION|IMAGE|VER)|GO(?:FLAGS|OS|ARCH|TOOLCHAIN|EXPERIMENT|PROXY)|(?:GO_?)?(?:BUILD_?)?TAGS)$/;

export function bakeUnknowns(dockerfile: Dockerfile, workspace: Workspace): readonly Unknown[] {
  const args = [
    ...dockerfile.globalArgs,
    ...dockerfile.stages.flatMap(({ instructions }) => instructions.filter(({ kind }) => kind === "arg")),
  ].flatMap((instruction) =>
    "name" in instruction && decides.test(instruction.name) ? [instruction.name] : [],
  );
  if (args.length === 0) return [];
  const folders = new Set(["", folderOf(dockerfile.file)]);
  return [...folders].flatMap((folder) =>
    names.flatMap((name): readonly Unknown[] => {
      const file = normalizePath(`${folder}/${name}`, false);
      const text = workspace.tree.entry(file) ? workspace.source(file)?.text : undefined;
      const set = [...new Set(args)].filter((arg) => text !== undefined && setsArgument(text, arg));
      const start = text?.search(new RegExp(`\\b${RegExp.escape(set[0] ?? "")}\\b`)) ?? 0;
      if (set.length === 0) return [];
      const span = { start, end: start + (set[0]?.length ?? 0) };
      const reason = `${file} is not read, and it may give ${set.join(", ")} of ${dockerfile.file} other values`;
      return [{ at: { file, span }, reason, code: "bake-file" }];
    }),
  );
}

/** Whether `args` names the argument, and gives it more than a variable that is null until somebody sets it. */
function setsArgument(text: string, name: string): boolean {
  const given = new RegExp(`["\\s{]${RegExp.escape(name)}"?\\s*[=:]\\s*([^\\n,}]*)`).exec(text)?.[1]?.trim();
  if (given === undefined || given === "null") return false;
  const variable = /^(?:"\$\{)?(\w+)(?:\}")?$/.exec(given)?.[1];
  const block = variable && new RegExp(`variable\\s+"${variable}"\\s*\\{([^}]*)\\}`).exec(text)?.[1];
  return block === undefined || block === "" || /default\s*=\s*(?!null)\S/.test(block);
}
