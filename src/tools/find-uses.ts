/** Which sites run a tool, and which of them fail with it. */
import { reachOf } from "../site/moving-tool.ts";
import type { FailureTreatment, Site } from "../site/site.ts";
import { versionedPackages } from "../site/versioned-packages.ts";
import type { Workspace } from "../workspace/workspace.ts";
import {
  isKnownPackage,
  type ToolName,
  toolNamed,
  toolOfAction,
  toolOfPackage,
  toolOfRepository,
} from "./find-tool.ts";
import type { ToolUse } from "./model.ts";

export interface FoundUse {
  readonly tool: ToolName;
  readonly use: ToolUse;
}

/** Every run of a tool: its program, `go run X@v`, `go tool X`, its action, its hook. */
export function findUses(
  sites: readonly Site[],
  workspace: Workspace,
  declared: ReadonlyMap<string, ToolName>,
): readonly FoundUse[] {
  const named = (name: string): ToolName | undefined => toolNamed(name) ?? declared.get(name);
  return [...sites.flatMap((site) => usesOfSite(site, named)), ...usesOfHooks(workspace)];
}

function usesOfSite(site: Site, named: (name: string) => ToolName | undefined): readonly FoundUse[] {
  const uses: FoundUse[] = [];
  const add = (
    tool: ToolName | undefined,
    at: ToolUse["at"],
    failure: FailureTreatment | undefined,
  ): void => {
    if (!tool) return;
    uses.push({ tool, use: { site: site.id, at, blocks: blocks(failure), reach: reachOf(site, at.file) } });
  };
  for (const command of site.commands) {
    const { subcommand, arguments: words, at, failure } = command;
    if (subcommand === "run") {
      for (const { path } of versionedPackages(command)) add(toolOfPackage(path), at, failure);
      const plain = words.find(({ text }) => !text.startsWith("-"))?.value;
      if (plain?.kind === "known" && isKnownPackage(plain.text)) add(toolOfPackage(plain.text), at, failure);
    }
    if (subcommand === "tool") {
      const name = words.find(({ text }) => !text.startsWith("-"))?.value;
      if (name?.kind === "known")
        add(name.text.includes("/") ? toolOfPackage(name.text) : named(name.text), at, failure);
    }
  }
  for (const event of site.events) {
    if (event.kind === "uses") {
      const tool = toolOfAction(event.name);
      const isRun = tool?.action.runs && !isTrue(event.inputs.get("install-only")?.value);
      if (tool && isRun) add(tool, event.at, event.runsGo?.failure);
      continue;
    }
    const [first, second] = event.words;
    if (first?.value.kind !== "known") continue;
    // Makefiles and bingo keep several versions side by side: `golangci-lint-v2.4.0`.
    const name = first.value.text.replace(/^.*\//, "").replace(/(?:-v?\d+(?:\.\d+)+[\w.-]*)?(?:\.exe)?$/, "");
    // What only prints fails with nothing.
    const isQuestion = /^-{0,2}(?:version|help|h|V)$/.test(second?.text ?? "");
    if (!isQuestion) add(named(name), event.at, event.failure);
  }
  return uses;
}

function usesOfHooks({ precommit }: Workspace): readonly FoundUse[] {
  return precommit.flatMap(({ file, repos }) =>
    repos.flatMap(({ repo, hooks }) => {
      const name = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repo)?.[1];
      return hooks.flatMap(({ id, entry, span }) => {
        const called = /^\S+/.exec(entry?.text ?? "")?.[0] ?? "";
        const tool = name === undefined ? toolNamed(called) : toolOfRepository(name);
        const use = { site: `${file}/${id}`, at: { file, span }, blocks: true, reach: "developer" as const };
        return tool ? [{ tool, use }] : [];
      });
    }),
  );
}

function blocks(failure: FailureTreatment | undefined): boolean | undefined {
  if (!failure) return true;
  if (failure.kind === "unknown" || failure.kind === "handled") return undefined;
  return failure.kind === "stops";
}

function isTrue(value: { readonly kind: string; readonly text?: string } | undefined): boolean {
  return value?.kind === "known" && value.text === "true";
}
