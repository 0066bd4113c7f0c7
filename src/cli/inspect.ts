/** `breakwater inspect`: what an executable or an image says about itself, and whether one starts in the other. */
import { basename, resolve } from "node:path";
import { findCommand } from "../binary/start/find-command.ts";
import { UserError } from "../finding/user-error.ts";
import { formatInspectHuman } from "../report/inspect-human.ts";
import { formatInspectJson } from "../report/inspect-json.ts";
import type { InspectedImage, InspectedProgram, InspectReport } from "../report/inspect-report.ts";
import { openFileBlob } from "./file-blob.ts";
import { inspectBlob } from "./inspect-view.ts";
import { judgeStart } from "./judge-start.ts";
import { asUserError, imageKind, type OpenedImage, openImage } from "./open-image.ts";
import { createProgress, type Progress } from "./progress.ts";
import { reasonOf } from "./reason-of.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

export interface InspectArguments {
  readonly names: readonly string[];
  readonly format: "human" | "json";
  /** The image that files are to start in. */
  readonly image: string | undefined;
  /** `linux/arm64`: which image of several. */
  readonly platform: string | undefined;
}

/** The largest program of an image that is looked into. */
const MAX_PROGRAM_BYTES = 1024 * 1024 * 1024;

/** Runs the command: 0 all is well, 1 a program does not start, 2 nothing could be read. */
export async function runInspect(input: InspectArguments, terminal: Terminal): Promise<0 | 1 | 2> {
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const found = await inspectAll(input, terminal, progress);
  progress.end();
  const report: InspectReport = { ...found, elapsedMs: performance.now() - startedAt };
  const text =
    input.format === "json"
      ? formatInspectJson(report)
      : formatInspectHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) });
  await terminal.write(text);
  const { programs, images } = report;
  if (programs.some(({ start }) => start?.outcome === "does-not-start")) return 1;
  return images.length === 0 && programs.every(({ format }) => format === null) ? 2 : 0;
}

type Found = Pick<InspectReport, "programs" | "images">;

async function inspectAll(input: InspectArguments, terminal: Terminal, progress: Progress): Promise<Found> {
  const wish = { platform: platformOf(input.platform) };
  const programs: InspectedProgram[] = [];
  const images: InspectedImage[] = [];
  const into =
    input.image === undefined ? undefined : await openNamed(input.image, wish, { terminal, progress });
  try {
    if (into) images.push(...imageView(into));
    for (const name of input.names) {
      const kind = imageKind(name, terminal.folder);
      if (kind === undefined || into) {
        programs.push(await inspectFile(name, into, { terminal, progress }));
        continue;
      }
      const opened = await openNamed(name, wish, { terminal, progress });
      try {
        images.push(...imageView(opened));
        programs.push(...(await inspectInside(opened, progress)));
      } finally {
        opened.close();
      }
    }
    return { programs, images };
  } finally {
    into?.close();
  }
}

interface Around {
  readonly terminal: Terminal;
  readonly progress: Progress;
}

function openNamed(
  name: string,
  wish: { platform: { os: string; arch: string } | undefined },
  { terminal, progress }: Around,
): Promise<OpenedImage> {
  progress.step(`Opening ${name}`);
  return openImage(name, wish, terminal);
}

function platformOf(text: string | undefined): { os: string; arch: string } | undefined {
  if (text === undefined) return undefined;
  const [, os, arch] = /^([a-z0-9]+)\/([a-z0-9]+)$/.exec(text) ?? [];
  if (os === undefined || arch === undefined)
    throw new UserError("bad-option", `"${text}" is no platform`, { hint: "write it as linux/arm64" });
  return { os, arch };
}

function imageView({ name, image }: OpenedImage): readonly InspectedImage[] {
  if (!image) return [];
  const { os, arch, variant } = image.platform;
  return [
    {
      name,
      digest: image.digest ?? null,
      platform: [os, arch || "unknown", ...(variant === undefined ? [] : [variant])].join("/"),
      user: image.config.user,
      entrypoint: image.config.entrypoint,
      command: image.config.command,
      layers: image.layers.map(({ digest, diffId, blob }) => ({
        digest: digest ?? null,
        diffId: diffId ?? null,
        sizeBytes: blob.sizeBytes,
      })),
    },
  ];
}

async function inspectFile(
  name: string,
  into: OpenedImage | undefined,
  { terminal, progress }: Around,
): Promise<InspectedProgram> {
  let blob: ReturnType<typeof openFileBlob> | undefined;
  try {
    blob = openFileBlob(resolve(terminal.folder, name));
    if (!blob.isFile) throw new UserError("cannot-read", `Cannot inspect "${name}": it is not a file`);
    const program = inspectBlob(name, blob);
    if (!into) return program;
    progress.step(`Reading ${into.name}`);
    return { ...program, start: await startIn(into, { blob, path: `/${basename(name)}`, isInside: false }) };
  } catch (error) {
    if (error instanceof UserError || blob !== undefined || !(error instanceof Error)) throw error;
    throw new UserError("cannot-read", `Cannot inspect "${name}": ${reasonOf(error)}`);
  } finally {
    blob?.close();
  }
}

async function startIn(
  opened: OpenedImage,
  program: Parameters<typeof judgeStart>[0],
): ReturnType<typeof judgeStart> {
  try {
    return await judgeStart(program, opened);
  } catch (error) {
    throw asUserError(opened.name, error);
  }
}

/** The program that an image starts; none where it names none. */
async function inspectInside(opened: OpenedImage, progress: Progress): Promise<readonly InspectedProgram[]> {
  const { name, image } = opened;
  if (!image)
    throw new UserError("bad-option", `"${name}" is a folder: name a file, and the folder with --image`);
  const [command] = [...image.config.entrypoint, ...image.config.command];
  if (command === undefined) return [];
  progress.step(`Reading ${name}`);
  try {
    const root = await opened.root();
    const path = findCommand(command, root, image.config);
    if (path === undefined) return [missingProgram(name, command)];
    const blob = (await root.read([path], MAX_PROGRAM_BYTES)).get(path);
    if (!blob) return [missingProgram(name, command)];
    const start = await judgeStart({ blob, path: root.find(path)?.path ?? path, isInside: true }, opened);
    return [{ ...inspectBlob(path, blob), start }];
  } catch (error) {
    throw asUserError(name, error);
  }
}

function missingProgram(image: string, command: string): InspectedProgram {
  const words = `exec: "${command}": ${command.includes("/") ? "stat " : ""}${command.includes("/") ? `${command}: no such file or directory` : "executable file not found in $PATH"}`;
  const cause = { kind: "file", subject: command, wantedBy: "the image's configuration", words, found: null };
  return {
    file: command,
    sizeBytes: 0,
    format: null,
    platform: null,
    go: null,
    unknown: null,
    linkage: null,
    start: {
      image,
      path: null,
      outcome: "does-not-start",
      causes: [cause],
      unknown: [],
      loads: [],
      surroundings: [],
    },
  };
}
