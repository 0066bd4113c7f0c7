/** Tools of go.mod files: `tool` directives, tools.go with the versions of its go.mod, and the modules of bingo. */
import type { Require } from "../../go/modfile/model.ts";
import { parseModFileLax } from "../../go/modfile/parse-mod-file.ts";
import { isOwnPackage } from "../../site/moving-tool.ts";
import type { Place } from "../../text/span.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { isKnownPackage, toolOfPackage, withoutMajor } from "../find-tool.ts";
import type { Found } from "../found.ts";

/** Every tool that a module pins. */
export function placesOfModules(workspace: Workspace): readonly Found[] {
  return [
    ...workspace.modules.flatMap((module) => placesOfDirectives(module, workspace)),
    ...workspace.goFiles.filter(isToolsFile).flatMap((file) => placesOfToolsFile(file, workspace)),
    ...placesOfBingo(workspace),
  ];
}

function placesOfDirectives(module: GoModule, workspace: Workspace): readonly Found[] {
  return module.mod.tools.flatMap(({ path, span }) => {
    if (isOwnPackage(path, workspace)) return [];
    return [pinned("tool directive", path, { file: module.file, span }, module)];
  });
}

/** A file that nothing builds and that imports commands for their versions alone. */
function isToolsFile({ packageName, imports, constraint }: GoFile): boolean {
  if (constraint?.kind !== "tag" || !/^tools?$|^(?:build|dev|ci)?_?tools?$/.test(constraint.tag))
    return false;
  return packageName !== undefined && imports.length > 0 && imports.every(({ name }) => name === "_");
}

function placesOfToolsFile({ path: file, folder, imports }: GoFile, workspace: Workspace): readonly Found[] {
  const module = moduleOfFolder(workspace.modules, folder);
  return imports.flatMap(({ path, span }) => {
    if (isOwnPackage(path, workspace) || !looksLikeCommand(path)) return [];
    return [pinned("tools.go", path, { file, span }, module)];
  });
}

/** A tools.go also holds packages that generators read; a command is known by the table or by its path. */
function looksLikeCommand(path: string): boolean {
  const { name } = toolOfPackage(path);
  const isNamedTwice = new RegExp(`/${RegExp.escape(name)}/(?:v\\d+/)?${RegExp.escape(name)}$`).test(path);
  return isNamedTwice || isKnownPackage(path) || /\/cmd\//.test(path);
}

/** The place of a package whose version a go.mod decides. */
export function pinned(
  kind: "tool directive" | "tools.go" | "go.mod",
  path: string,
  usedAt: Place,
  module: GoModule | undefined,
): Found {
  const tool = toolOfPackage(path);
  const base = { kind, package: path, sites: [], reach: "pipeline" as const };
  const required = module && requireOf(path, module.mod.requires);
  if (!module || !required) {
    const declared = module ? `${module.file} requires no module of it` : "there is no go.mod";
    return { tool, place: { ...base, at: usedAt, declared, precision: "open" } };
  }
  const replace = module.mod.replaces.find(
    ({ oldPath, oldVersion }) =>
      oldPath === required.path && (oldVersion === undefined || oldVersion === required.version),
  );
  if (replace?.isLocal)
    return {
      tool,
      place: {
        ...base,
        at: { file: module.file, span: replace.span },
        usedAt,
        declared: `the folder ${replace.newPath}`,
        precision: "open",
        moduleFile: module.file,
      },
    };
  return {
    tool,
    place: {
      ...base,
      at: { file: module.file, span: replace ? replace.newPathSpan : required.versionSpan },
      usedAt,
      declared: replace?.newVersion ?? required.version,
      precision: "exact",
      moduleFile: module.file,
    },
  };
}

/** The requirement whose module holds the package: the longest path wins, as go looks for it. */
function requireOf(path: string, requires: readonly Require[]): Require | undefined {
  return requires
    .filter((each) => `${path}/`.startsWith(`${each.path}/`) && !isOfNestedModule(path, each))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** google.golang.org/grpc does not hold grpc/cmd/protoc-gen-go-grpc: that is a module of its own. */
function isOfNestedModule(path: string, required: Require): boolean {
  if (!isKnownPackage(path)) return false;
  return toolOfPackage(path).module.startsWith(`${withoutMajor(required.path)}/`);
}

/** `.bingo/NAME.mod`: one requirement, with the package behind it as a comment. */
function placesOfBingo(workspace: Workspace): readonly Found[] {
  return workspace.tree.entries.flatMap(({ path: file }) => {
    if (!/(?:^|\/)\.bingo\/[^/]+\.mod$/.test(file) || file.endsWith("/go.mod")) return [];
    const source = workspace.source(file);
    const [required] = source ? parseModFileLax(source).requires : [];
    if (!source || !required) return [];
    const line = source.lines.lineText(source.lines.positionAt(required.span.start).line);
    const below = /\/\/\s*([\w./-]+)\s*$/.exec(line)?.[1];
    const path = below === undefined || below === "indirect" ? required.path : `${required.path}/${below}`;
    return [
      {
        tool: toolOfPackage(path),
        place: {
          kind: "bingo" as const,
          at: { file, span: required.versionSpan },
          declared: required.version,
          precision: "exact" as const,
          package: path,
          sites: [],
          reach: "pipeline" as const,
        },
      },
    ];
  });
}
