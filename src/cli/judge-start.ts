import type { BlobReader } from "../binary/blob-reader.ts";
import { findProgramParts } from "../binary/executable/program-parts.ts";
import { readProgram } from "../binary/executable/read-program.ts";
import type { RootView } from "../binary/root/root-view.ts";
import { type Credentials, reachProgram, rootUser } from "../binary/start/access.ts";
import { checkStart } from "../binary/start/check-start.ts";
import { findUser } from "../binary/start/check-user.ts";
import type { StartCause } from "../binary/start/start-verdict.ts";
import { findSurroundings } from "../binary/start/surroundings.ts";
import type { InspectedStart } from "../report/inspect-report.ts";
import type { OpenedImage } from "./open-image.ts";

/** A program that is to start. */
export interface StartedProgram {
  readonly blob: BlobReader;
  /** As it is started: links and folders on the way count. */
  readonly path: string;
  /** Whether it lies in the image. */
  readonly isInside: boolean;
  /** Permission bits of a file from outside; undefined where the system has none. */
  readonly mode?: number | undefined;
  /** Who starts it, where that is known already. */
  readonly user?: Credentials | undefined;
}

/** Judges whether a program starts in an image, and what it will find there. */
export async function judgeStart(started: StartedProgram, opened: OpenedImage): Promise<InspectedStart> {
  const { blob, path, isInside } = started;
  const root = await opened.root();
  const config = opened.image?.config;
  const environment = config?.environment ?? {};
  const { credentials, causes: userCauses } = config
    ? await findUser(config.user, root)
    : { credentials: rootUser, causes: [] };
  const user = started.user ?? credentials ?? rootUser;
  const entry = isInside ? root.find(path) : undefined;
  const verdict = await checkStart(
    {
      blob,
      path: entry?.path ?? path,
      // Images use Go's names of machines.
      arch: opened.arch,
      variant: opened.image?.platform.variant,
      environment,
      workingFolder: config?.workingFolder ?? "/",
      user,
      entry,
    },
    root,
  );
  const before = [
    ...userCauses,
    ...folderCauses(config?.workingFolder),
    ...(isInside ? insideCauses(path, root, user) : []),
    // What can never start needs no rights.
    ...(isInside || verdict.outcome === "does-not-start" ? [] : outsideCauses(path, started.mode)),
  ];
  const causes = [...before, ...verdict.causes].map((cause) => ({ ...cause, found: cause.found ?? null }));
  const program = readProgram(blob);
  const parts =
    program.executable && program.go ? findProgramParts(program.part, program.executable) : undefined;
  return {
    image: opened.name,
    path: isInside ? (entry?.path ?? path) : null,
    outcome: before.length > 0 ? "does-not-start" : verdict.outcome,
    causes,
    unknown: verdict.unknown,
    loads: verdict.loads,
    surroundings: parts ? findSurroundings(parts, root, environment) : [],
  };
}

function folderCauses(folder: string | undefined): readonly StartCause[] {
  if (folder === undefined || folder.startsWith("/")) return [];
  const words = `the working directory '${folder}' is invalid, it needs to be an absolute path`;
  return [{ kind: "file", subject: folder, wantedBy: "the image's configuration", words, found: undefined }];
}

/** What the kernel says of a file that this user may not reach or execute. */
function insideCauses(path: string, root: RootView, user: Credentials): readonly StartCause[] {
  const reached = reachProgram(path, root, user);
  if (reached.kind === "reached") return [];
  const { words, found } = reached;
  return [{ kind: "file", subject: path, wantedBy: "the kernel", words, found }];
}

/** COPY takes the bits of a file as they are. */
function outsideCauses(path: string, mode: number | undefined): readonly StartCause[] {
  if (mode === undefined || (mode & 0o111) !== 0) return [];
  const found = `mode ${(mode & 0o7777).toString(8).padStart(4, "0")}: nobody may execute it`;
  return [{ kind: "file", subject: path, wantedBy: "the kernel", words: "permission denied", found }];
}
