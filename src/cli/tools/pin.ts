/** `breakwater tools pin`: one release of each tool, in one place. */

import { UserError } from "../../finding/user-error.ts";
import { formatPinHuman } from "../../report/tools-human.ts";
import { formatPinJson } from "../../report/tools-json.ts";
import type { PinReport } from "../../report/tools-report.ts";
import { applyEdits, areInConflict, type Edit } from "../../text/edit.ts";
import { formatDiff } from "../../text/format-diff.ts";
import { gatherTools, holdsTool } from "../../tools/gather-tools.ts";
import { judgeTools } from "../../tools/judge-tools.ts";
import type { Tool } from "../../tools/model.ts";
import type { ToolPin } from "../../tools/pin/model.ts";
import { planPins } from "../../tools/pin/plan-pins.ts";
import { overlayTree } from "../../workspace/tree/overlay-tree.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { lookAt } from "../look.ts";
import { openUserTree } from "../open-user-tree.ts";
import { createProgress } from "../progress.ts";
import { type Terminal, wantsColor } from "../terminal.ts";
import { writeTexts } from "../write-texts.ts";
import { positionOf } from "./tools-view.ts";

export interface PinArguments {
  readonly path: string | undefined;
  readonly format: "human" | "json";
  /** Only this tool. */
  readonly tool: string | undefined;
  /** Whether files are written; otherwise a diff is printed. */
  readonly writes: boolean;
}

type Edits = ReadonlyMap<string, readonly Edit[]>;

/** Runs the command; what is left is for a person and for `verify` to judge, so the exit code is 0. */
export async function runPin(input: PinArguments, terminal: Terminal): Promise<0> {
  const progress = createProgress(terminal);
  const opened = openUserTree({ path: input.path, ref: undefined }, terminal);
  const { workspace, table, tree } = await lookAt(opened.tree, progress, opened, { keepsSite: holdsTool });
  const all = gatherTools(workspace, table).tools;
  const tools = all.filter(({ name }) => input.tool === undefined || name === input.tool);
  if (tools.length === 0 && input.tool !== undefined)
    throw new UserError(
      "bad-option",
      `Cannot pin "${input.tool}": no place declares or runs a tool of this name`,
      {
        hint: "breakwater tools verify lists them",
      },
    );
  const plan = planPins(tools, workspace);
  const refused: PinReport["notes"][number][] = [];
  const pins: ToolPin[] = [];
  let edits: Edits = new Map();
  for (const pin of plan.pins) {
    progress.step(`Trying ${pin.tool}`);
    const merged = withEdits(edits, pin);
    const reason = await whyNot(merged, pin);
    if (reason === undefined) edits = merged ?? edits;
    else refused.push({ tool: pin.tool, ...positionOf(pin.home.at, workspace), reason });
    pins.push(reason === undefined ? pin : { ...pin, edits: [] });
  }
  progress.end();

  async function whyNot(merged: Edits | undefined, pin: ToolPin): Promise<string | undefined> {
    if (!merged) return "is not written: another tool's pin changes the same text";
    if (pin.edits.length === 0) return undefined;
    for (const { at } of pin.edits) {
      const refusal = whyNotEditable(at.file, workspace, tree.entry(at.file)?.linkTarget);
      if (refusal !== undefined) return refusal;
    }
    const bytes = new Map(
      [...merged].map(([file, list]) => [file, encode(textAfter(file, list, workspace), false)]),
    );
    const next = await lookAt(overlayTree(opened.tree, bytes), progress, undefined, { keepsSite: holdsTool });
    return judge(
      pin.tool,
      { before: all, workspace },
      { after: gatherTools(next.workspace, next.table).tools, next: next.workspace },
    );
  }

  if (input.writes)
    await writeTexts(
      opened.folder,
      [...edits].map(([file, list]) => {
        const read = tree.read(file);
        return {
          file,
          before: read.ok ? read.bytes : new Uint8Array(),
          after: encode(textAfter(file, list, workspace), workspace.source(file)?.hasBom ?? false),
        };
      }),
    );
  const report = reportOf({
    pins,
    edits,
    refused,
    plan,
    workspace,
    isWritten: input.writes && edits.size > 0,
    tools,
  });
  await terminal.write(
    input.format === "json"
      ? formatPinJson(report)
      : formatPinHuman(report, { hasColor: wantsColor(terminal), isTerminal: terminal.isOutputTty }),
  );
  return 0;
}

/** All edits together; undefined when two of them want the same text. */
function withEdits(edits: Edits, pin: ToolPin): Edits | undefined {
  const merged = new Map([...edits].map(([file, list]) => [file, [...list]]));
  for (const { at, text } of pin.edits) {
    const list = merged.get(at.file) ?? [];
    const edit = { span: at.span, text };
    const isSame = (other: Edit): boolean =>
      other.span.start === edit.span.start && other.span.end === edit.span.end && other.text === text;
    if (list.some(isSame)) continue;
    if (list.some((other) => areInConflict(other, edit))) return undefined;
    merged.set(at.file, [...list, edit]);
  }
  return merged;
}

/** Why the edited tree is worse than before; undefined when the tool has fewer findings and no other tool has more. */
function judge(
  tool: string,
  { before, workspace }: { readonly before: readonly Tool[]; readonly workspace: Workspace },
  { after, next }: { readonly after: readonly Tool[]; readonly next: Workspace },
): string | undefined {
  const count = (tools: readonly Tool[], of: Workspace, isMeant: (name: string) => boolean): number =>
    judgeTools(tools, of).filter((finding) => isMeant(finding.tool)).length;
  const isTool = (name: string): boolean => name === tool;
  const isOther = (name: string): boolean => name !== tool;
  if (count(after, next, isTool) > count(before, workspace, isTool))
    return "is not written: more would be found than before";
  if (count(after, next, isOther) > count(before, workspace, isOther))
    return "is not written: another tool would be found";
  return undefined;
}

function reportOf(input: {
  readonly pins: readonly ToolPin[];
  readonly edits: Edits;
  readonly refused: PinReport["notes"];
  readonly plan: ReturnType<typeof planPins>;
  readonly workspace: Workspace;
  readonly isWritten: boolean;
  readonly tools: readonly Tool[];
}): PinReport {
  const { pins, edits, refused, plan, workspace, isWritten, tools } = input;
  const files = [...edits.keys()].sort();
  return {
    pins: pins.map(({ tool, version, from, edits: own }) => ({
      tool,
      version,
      kind: from.kind,
      ...positionOf(from.at, workspace),
      files: [...new Set(own.map(({ at }) => at.file))].sort(),
    })),
    steps: [
      ...pins.flatMap(({ tool, steps }) => steps.map((step) => ({ tool, ...step }))),
      ...plan.open.flatMap(({ tool, place }) => {
        if (place.package === undefined) return [];
        const run = `go install ${place.package}@latest`;
        const reason = `no place names a release (${positionText(place.at, workspace)} asks for ${place.declared}); go version -m tells that of the newest after`;
        return [{ tool: tool.name, run, reason }];
      }),
    ],
    notes: [
      ...pins.flatMap(({ tool, notes }) =>
        notes.map(({ at, reason }) => ({ tool, ...positionOf(at, workspace), reason })),
      ),
      ...plan.open.flatMap(({ tool, place }) => {
        const reason = `asks for ${place.declared}, and no place names a release`;
        return place.package === undefined
          ? [{ tool: tool.name, ...positionOf(place.at, workspace), reason }]
          : [];
      }),
      ...refused,
    ],
    diffs: files.map((file) => formatDiff(file, workspace.source(file)?.text ?? "", edits.get(file) ?? [])),
    files,
    isWritten,
    tools: tools.length,
  };
}

function positionText(at: Parameters<typeof positionOf>[0], workspace: Workspace): string {
  const { file, line } = positionOf(at, workspace);
  return `${file}:${line}`;
}

function whyNotEditable(
  file: string,
  workspace: Workspace,
  linkTarget: string | undefined,
): string | undefined {
  const source = workspace.source(file);
  if (!source) return `is not written: ${file} cannot be read`;
  if (linkTarget !== undefined) return `is not written: ${file} is a symbolic link`;
  return source.hasInvalidUtf8 ? `is not written: ${file} is not UTF-8` : undefined;
}

function textAfter(file: string, edits: readonly Edit[], workspace: Workspace): string {
  return applyEdits(workspace.source(file)?.text ?? "", edits);
}

function encode(text: string, hasBom: boolean): Uint8Array {
  return new TextEncoder().encode(hasBom ? `\uFEFF${text}` : text);
}
