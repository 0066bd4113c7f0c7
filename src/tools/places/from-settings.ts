/** Tools of version managers, hooks, dev containers and editors. */
import type { Span } from "../../text/span.ts";
import { parseJson } from "../../workspace/settings/parse-json.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { entriesOf, itemsOf, scalarAt, valueAt } from "../../workspace/yaml/node.ts";
import { parseYaml } from "../../workspace/yaml/parse-yaml.ts";
import { type ToolName, toolNamed, toolOfPackage, toolOfRepository } from "../find-tool.ts";
import type { Found } from "../found.ts";
import type { PlaceKind } from "../model.ts";
import { precisionOf } from "../precision.ts";

/** Every tool that a settings file names. */
export function placesOfSettings(workspace: Workspace): readonly Found[] {
  return [
    ...managers(workspace),
    ...versionFiles(workspace),
    ...hooks(workspace),
    ...devcontainers(workspace),
    ...aqua(workspace),
    ...editors(workspace),
  ];
}

interface Entry {
  readonly tool: ToolName;
  readonly kind: PlaceKind;
  readonly file: string;
  readonly span: Span;
  readonly declared: string;
  readonly package?: string;
}

function found({ tool, kind, file, span, declared, ...rest }: Entry): Found {
  const base = { kind, at: { file, span }, declared, precision: precisionOf(declared), sites: [] };
  return { tool, place: { ...base, reach: "developer", ...rest } };
}

/** mise names a tool by itself, by its repository (`aqua:owner/name`) or by its package (`go:path`). */
function managers(workspace: Workspace): readonly Found[] {
  return workspace.versionFiles.flatMap(({ file, format, tools }) => {
    if (format === "go-version") return [];
    return tools.flatMap(({ tool: written, version, span }) => {
      const [, backend, name = ""] = /^(?:(\w+):)?(.*?)(?:\[.*\])?$/.exec(written) ?? [];
      const isPackage = backend === "go";
      const tool = isPackage
        ? toolOfPackage(name)
        : name.includes("/")
          ? toolOfRepository(name)
          : toolNamed(name);
      if (!tool) return [];
      return [
        found({ tool, kind: format, file, span, declared: version, ...(isPackage ? { package: name } : {}) }),
      ];
    });
  });
}

/** `.golangci-lint-version`, which golangci-lint-action reads. */
function versionFiles(workspace: Workspace): readonly Found[] {
  const tool = toolNamed("golangci-lint");
  return workspace.tree.entries.flatMap(({ path: file }) => {
    const text = /(?:^|\/)\.golangci-lint-version$/.test(file) ? workspace.source(file)?.text : undefined;
    const version = /\S+/.exec(text ?? "");
    if (!version || !tool) return [];
    const span = { start: version.index, end: version.index + version[0].length };
    return [found({ tool, kind: "version file", file, span, declared: version[0] })];
  });
}

/** `rev` of a tool's own repository; the hook compiles the tool at that revision. */
function hooks(workspace: Workspace): readonly Found[] {
  return workspace.precommit.flatMap(({ file, repos }) =>
    repos.flatMap(({ repo, rev }) => {
      const name = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repo)?.[1];
      const tool = name === undefined ? undefined : toolOfRepository(name);
      return tool && rev
        ? [found({ tool, kind: "pre-commit", file, span: rev.span, declared: rev.text })]
        : [];
    }),
  );
}

/** The Go feature installs golangci-lint, too. */
function devcontainers(workspace: Workspace): readonly Found[] {
  const tool = toolNamed("golangci-lint");
  return workspace.devcontainers.flatMap(({ file }) => {
    const source = workspace.source(file);
    const features = source ? valueAt(parseJson(source).root, "features") : undefined;
    return entriesOf(features).flatMap(({ value }) => {
      const version = scalarAt(value, "golangciLintVersion");
      if (!version || !tool || version.text === "none") return [];
      return [found({ tool, kind: "devcontainer", file, span: version.span, declared: version.text })];
    });
  });
}

/** `aqua.yaml`: `- name: golangci/golangci-lint@v2.1.6`, or `version` beside it. */
function aqua(workspace: Workspace): readonly Found[] {
  return workspace.tree.entries.flatMap(({ path: file }) => {
    const source = /(?:^|\/)\.?aqua\.ya?ml$/.test(file) ? workspace.source(file) : undefined;
    if (!source) return [];
    return itemsOf(valueAt(parseYaml(source).root, "packages")).flatMap((item) => {
      const name = scalarAt(item, "name");
      const [, repository = "", behind] = /^([^@]+)(?:@(.+))?$/.exec(name?.text ?? "") ?? [];
      const tool = toolOfRepository(repository);
      const version = scalarAt(item, "version");
      const declared = behind ?? version?.text;
      const span = behind === undefined ? version?.span : name?.span;
      return tool && declared !== undefined && span
        ? [found({ tool, kind: "aqua", file, span, declared })]
        : [];
    });
  });
}

/** The editor runs what is installed: it names a tool and no version. */
function editors(workspace: Workspace): readonly Found[] {
  return workspace.tree.entries.flatMap(({ path: file }) => {
    const source = /(?:^|\/)\.vscode\/settings\.json$/.test(file) ? workspace.source(file) : undefined;
    if (!source) return [];
    const { root } = parseJson(source);
    return ["go.lintTool", "go.formatTool"].flatMap((key) => {
      const value = scalarAt(root, key);
      const tool = value && toolNamed(value.text.replace(/-v\d+$/, ""));
      if (!value || !tool) return [];
      const place = { kind: "editor" as const, at: { file, span: value.span }, reach: "developer" as const };
      const declared = "whatever is installed";
      return [{ tool, place: { ...place, declared, precision: "open" as const, sites: [] } }];
    });
  });
}
