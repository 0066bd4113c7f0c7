/** `breakwater inspect`: what an executable or an image says about itself. */
import { resolve } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { formatInspectHuman } from "../report/inspect-human.ts";
import { formatInspectJson } from "../report/inspect-json.ts";
import type { InspectedProgram } from "../report/inspect-report.ts";
import { openFileBlob } from "./file-blob.ts";
import { inspectBlob } from "./inspect-view.ts";
import { reasonOf } from "./reason-of.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

export interface InspectArguments {
  readonly names: readonly string[];
  readonly format: "human" | "json";
}

/** Runs the command: 0 something was read, 2 nothing could be. */
export async function runInspect(input: InspectArguments, terminal: Terminal): Promise<0 | 2> {
  const startedAt = performance.now();
  const programs = input.names.map((name) => inspectFile(name, terminal));
  const report = { programs, elapsedMs: performance.now() - startedAt };
  const text =
    input.format === "json"
      ? formatInspectJson(report)
      : formatInspectHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) });
  await terminal.write(text);
  return programs.every(({ format }) => format === null) ? 2 : 0;
}

function inspectFile(name: string, { folder }: Terminal): InspectedProgram {
  const path = resolve(folder, name);
  let blob: ReturnType<typeof openFileBlob> | undefined;
  try {
    blob = openFileBlob(path);
    if (!blob.isFile) throw new UserError("cannot-read", `Cannot inspect "${name}": it is not a file`);
    return inspectBlob(name, blob);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (blob !== undefined || !(error instanceof Error)) throw error;
    throw new UserError("cannot-read", `Cannot inspect "${name}": ${reasonOf(error)}`);
  } finally {
    blob?.close();
  }
}
