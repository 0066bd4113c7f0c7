/** `breakwater inspect`: what an executable or an image says about itself, and whether one starts in the other. */
import { basename, resolve } from "node:path";
import { compareImages } from "../binary/image/compare-images.ts";
import type { Image, ImagePlatform } from "../binary/image/read-image.ts";
import type { RootView } from "../binary/root/root-view.ts";
import { type Credentials, reachForReading, rootUser } from "../binary/start/access.ts";
import { findUser } from "../binary/start/check-user.ts";
import { findCommand } from "../binary/start/find-command.ts";
import { UserError } from "../finding/user-error.ts";
import { formatInspectHuman } from "../report/inspect-human.ts";
import { formatInspectJson } from "../report/inspect-json.ts";
import type {
  InspectedDifference,
  InspectedImage,
  InspectedProgram,
  InspectReport,
} from "../report/inspect-report.ts";
import { openFileBlob } from "./file-blob.ts";
import { nextStart } from "./follow-command.ts";
import { formatSbom } from "./inspect-sbom.ts";
import { inspectBlob } from "./inspect-view.ts";
import { judgeStart } from "./judge-start.ts";
import { type Look, lookAt } from "./look.ts";
import { asUserError, imageKind, type OpenedImage, openImage } from "./open-image.ts";
import { openUserTree } from "./open-user-tree.ts";
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
  /** Write a bill of materials in the report's place. */
  readonly sbom: "cyclonedx" | "spdx" | undefined;
  /** A repository that programs, or an image that images are held against. */
  readonly against: string | undefined;
}

/** The largest program of an image that is looked into. */
const MAX_PROGRAM_BYTES = 1024 * 1024 * 1024;

/** Runs the command: 0 all is well, 1 something does not start or differs, 2 nothing could be read or compared. */
export async function runInspect(input: InspectArguments, terminal: Terminal): Promise<0 | 1 | 2> {
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const found = await inspectAll(input, terminal, progress);
  progress.end();
  const report: InspectReport = { ...found, elapsedMs: performance.now() - startedAt };
  await terminal.write(formatReport(input, report, terminal));
  const { programs, images, differences } = report;
  if (programs.some(({ start }) => start?.outcome === "does-not-start")) return 1;
  if (programs.some(({ contract }) => contract && contract.findings.length > 0)) return 1;
  if (differences.some(({ same }) => !same)) return 1;
  if (isUncompared(input, report)) return 2;
  return images.length === 0 && programs.every(({ format }) => format === null) ? 2 : 0;
}

/** Held against a repository, a program of which nothing could be compared has passed no gate. */
function isUncompared({ against }: InspectArguments, { programs, differences }: InspectReport): boolean {
  if (against === undefined || differences.length > 0) return false;
  const contracts = programs.flatMap(({ contract }) => contract ?? []);
  return contracts.length === 0 || contracts.some(({ module }) => module === null);
}

function formatReport({ format, sbom }: InspectArguments, report: InspectReport, terminal: Terminal): string {
  if (sbom !== undefined) return formatSbom(sbom, report.programs, terminal);
  if (format === "json") return formatInspectJson(report);
  return formatInspectHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) });
}

type Found = Pick<InspectReport, "programs" | "images" | "differences">;

async function inspectAll(input: InspectArguments, terminal: Terminal, progress: Progress): Promise<Found> {
  const wish = { platform: platformOf(input.platform) };
  const around = { terminal, progress };
  const closers: OpenedImage[] = [];
  const openOne = async (name: string): Promise<OpenedImage> => {
    const opened = await openNamed(name, wish, around);
    closers.push(opened);
    return opened;
  };
  try {
    const into = input.image === undefined ? undefined : await openOne(input.image);
    const against = await openAgainst(input, openOne, around);
    const programs: InspectedProgram[] = [];
    const differences: InspectedDifference[] = [];
    const images: InspectedImage[] = into ? [...imageView(into)] : [];
    for (const name of input.names) {
      if (into || imageKind(name, terminal.folder) === undefined) {
        programs.push(await inspectFile(name, { into, against: against.look }, around));
        continue;
      }
      const opened = await openOne(name);
      images.push(...imageView(opened));
      if (against.image) differences.push(await compareOpened(opened, against.image, progress));
      else programs.push(...(await inspectInside(opened, { against: against.look, progress })));
    }
    return { programs, images, differences };
  } finally {
    for (const opened of closers) opened.close();
  }
}

interface Against {
  readonly look: Look | undefined;
  readonly image: OpenedImage | undefined;
}

/** An image where images are looked at, else a repository. */
async function openAgainst(
  { against, names }: InspectArguments,
  openOne: (name: string) => Promise<OpenedImage>,
  { terminal, progress }: Around,
): Promise<Against> {
  if (against === undefined) return { look: undefined, image: undefined };
  const kind = imageKind(against, terminal.folder);
  if (kind !== undefined && kind !== "folder") {
    const file = names.find((name) => imageKind(name, terminal.folder) === undefined);
    if (file !== undefined)
      throw new UserError("bad-option", `Cannot hold "${file}" against an image: it is none`, {
        hint: "--image asks whether it starts there",
      });
    return { look: undefined, image: await openOne(against) };
  }
  const opened = openUserTree({ path: against, ref: undefined }, terminal);
  return { look: await lookAt(opened.tree, progress, opened), image: undefined };
}

async function compareOpened(
  before: OpenedImage,
  after: OpenedImage,
  progress: Progress,
): Promise<InspectedDifference> {
  if (!before.image || !after.image)
    throw new UserError(
      "bad-option",
      `Cannot compare "${before.name}" and "${after.name}": both must be images`,
    );
  progress.step(`Comparing ${before.name} and ${after.name}`);
  try {
    const { isSame, layers, config } = await compareImages(before.image, after.image);
    return {
      before: before.name,
      after: after.name,
      same: isSame,
      layers: layers.map(({ order, ...layer }) => ({ ...layer, order: order ?? null })),
      config,
    };
  } catch (error) {
    throw asUserError(`${before.name} or ${after.name}`, error);
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
  return [
    {
      name,
      digest: image.digest ?? null,
      platform: platformText(image.platform),
      listedPlatform: image.listedPlatform ? platformText(image.listedPlatform) : null,
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

function platformText({ os, arch, variant }: ImagePlatform): string {
  return [os, arch || "unknown", ...(variant === undefined ? [] : [variant])].join("/");
}

async function inspectFile(
  name: string,
  { into, against }: { into: OpenedImage | undefined; against: Look | undefined },
  { terminal, progress }: Around,
): Promise<InspectedProgram> {
  let blob: ReturnType<typeof openFileBlob> | undefined;
  try {
    blob = openFileBlob(resolve(terminal.folder, name));
    const program = inspectBlob(name, blob, against);
    if (!into) return program;
    progress.step(`Reading ${into.name}`);
    return {
      ...program,
      start: await startIn(into, { blob, path: `/${basename(name)}`, isInside: false, mode: blob.mode }),
    };
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

interface Inside {
  readonly against: Look | undefined;
  readonly progress: Progress;
}

/** Launchers that start launchers: nobody nests more. */
const MAX_LAUNCHES = 8;

/** The program that an image starts, and what that starts in turn; none where it names none. */
async function inspectInside(opened: OpenedImage, inside: Inside): Promise<readonly InspectedProgram[]> {
  const { name, image } = opened;
  if (!image)
    throw new UserError("bad-option", `"${name}" is a folder: name a file, and the folder with --image`);
  const words = [...image.config.entrypoint, ...image.config.command];
  if (words.length === 0) return [];
  inside.progress.step(`Reading ${name}`);
  try {
    const root = await opened.root();
    const { credentials } = await findUser(image.config.user, root);
    return await inspectWords(words, opened, {
      ...inside,
      root,
      config: image.config,
      user: credentials ?? rootUser,
      depth: 0,
    });
  } catch (error) {
    throw asUserError(name, error);
  }
}

interface Launching extends Inside {
  readonly root: RootView;
  readonly config: Image["config"];
  readonly user: Credentials;
  readonly depth: number;
}

async function inspectWords(
  words: readonly string[],
  opened: OpenedImage,
  launching: Launching,
): Promise<readonly InspectedProgram[]> {
  const { root, config, user, depth, against } = launching;
  const [command = ""] = words;
  const found = findCommand(command, root, { ...config, user });
  if (found.kind === "missing") return [missingProgram(opened.name, command, found)];
  const { path } = found;
  const blob = (await root.read([path], MAX_PROGRAM_BYTES)).get(path);
  if (!blob) {
    const tooLarge = `${path} has more than ${MAX_PROGRAM_BYTES} bytes`;
    throw new UserError("cannot-read", `Cannot read "${opened.name}": ${tooLarge}`);
  }
  const start = await judgeStart({ blob, path, isInside: true, user }, opened);
  const alone = (): InspectedProgram => ({ ...inspectBlob(path, blob, against), start });
  if (start.outcome === "does-not-start" || depth >= MAX_LAUNCHES) return [alone()];
  const next = await nextStart({
    words: [path, ...words.slice(1)],
    blob,
    environment: config.environment,
    read: async (asked) => {
      const script = asked.startsWith("/") ? asked : `${config.workingFolder}/${asked}`;
      const isReadable = reachForReading(script, root, user).kind === "reached";
      return isReadable ? (await root.read([script], MAX_PROGRAM_BYTES)).get(script) : undefined;
    },
  });
  if (next.kind === "nothing") return [alone()];
  if (next.kind === "unknown") {
    const unknown = [...start.unknown, next.reason];
    return [{ ...alone(), start: { ...start, outcome: "unknown", unknown } }];
  }
  // A repository promises nothing of a shell.
  const launcher = { ...inspectBlob(path, blob), start };
  return [launcher, ...(await inspectWords(next.words, opened, { ...launching, depth: depth + 1 }))];
}

function missingProgram(
  image: string,
  command: string,
  { words, found }: { words: string; found: string | undefined },
): InspectedProgram {
  const cause = {
    kind: "file",
    subject: command,
    wantedBy: "the image's configuration",
    words,
    found: found ?? null,
  };
  return {
    file: command,
    sizeBytes: 0,
    sha256: "",
    format: null,
    platform: null,
    go: null,
    unknown: null,
    linkage: null,
    start: {
      image,
      path: command,
      outcome: "does-not-start",
      causes: [cause],
      unknown: [],
      loads: [],
      surroundings: [],
    },
  };
}
