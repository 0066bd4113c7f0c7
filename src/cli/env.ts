/** `breakwater env`: `go env` for every place at once. */
import { formatEnvJson } from "../report/env-json.ts";
import { formatEnvSite } from "../report/env-site.ts";
import { formatEnvTable } from "../report/env-table.ts";
import { type EnvMention, formatMentions } from "../report/mentions.ts";
import { listMentions } from "../site/mentions.ts";
import { reportUnknowns } from "./check-pipeline.ts";
import { findSite } from "./find-site.ts";
import { type Look, lookAt, noteRootAbove } from "./look.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress } from "./progress.ts";
import { shellName, shellSite } from "./shell-site.ts";
import { envJsonSite, envSiteView, envView, shellRow } from "./site-views.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

export interface EnvArguments {
  /** Undefined for the repository around the current folder. */
  readonly path: string | undefined;
  readonly site: string | undefined;
  readonly format: "human" | "json";
  readonly ref: string | undefined;
  /** Also every text `go build`, `go test` … with what it is. */
  readonly listsMentions: boolean;
}

/** Prints the table, or one site in full. */
export async function runEnv(input: EnvArguments, terminal: Terminal): Promise<0> {
  const progress = createProgress(terminal);
  const opened = openUserTree(input, terminal);
  const look = await lookAt(opened.tree, progress, opened);
  progress.end();
  noteRootAbove(look, opened, terminal);
  await terminal.write(formatEnv(look, { ...input, folder: opened.folder }, terminal));
  return 0;
}

function formatEnv(
  look: Look,
  input: EnvArguments & { readonly folder: string },
  terminal: Terminal,
): string {
  // No file of the repository decides it, so it is in no JSON and in no count.
  const shell = input.format === "json" ? undefined : shellSite(look.workspace, input.folder, terminal);
  const sites =
    input.site === undefined
      ? look.table.sites
      : [shell && input.site === shellName ? shell : findSite(look, input.site)];
  const hasColor = wantsColor(terminal);
  if (input.format === "json") {
    return formatEnvJson({
      contract: { policy: look.config.contract.policy },
      sites: sites.map((site) => envJsonSite(site, look.workspace)),
      unknown: reportUnknowns([...look.workspace.unknowns, ...look.table.unknowns], look.workspace).map(
        ({ file, line, reason }) => ({ file, line, reason }),
      ),
      ...(input.listsMentions ? { mentions: viewMentions(look) } : {}),
    });
  }
  if (input.listsMentions) return formatMentions(viewMentions(look));
  if (input.site !== undefined) {
    return sites
      .map((site) => formatEnvSite(envSiteView(site, look), { hasColor, width: columnsOf(terminal) }))
      .join("\n");
  }
  return formatEnvTable(
    envView(look, { shell: shell && shellRow(shell), path: input.path, program: terminal.program }),
    { hasColor, width: columnsOf(terminal) },
  );
}

function viewMentions({ workspace, table }: Look): readonly EnvMention[] {
  return listMentions(workspace, table).map(({ at, text, kind, site, reason }) => ({
    file: at.file,
    line: workspace.source(at.file)?.lines.positionAt(at.span.start).line ?? 1,
    text,
    kind,
    site: site ?? null,
    reason,
  }));
}
