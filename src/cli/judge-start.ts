import type { BlobReader } from "../binary/blob-reader.ts";
import { findProgramParts } from "../binary/executable/program-parts.ts";
import { readProgram } from "../binary/executable/read-program.ts";
import type { RootView } from "../binary/root/root-view.ts";
import { checkStart } from "../binary/start/check-start.ts";
import { findUser, refusesExecution } from "../binary/start/check-user.ts";
import type { StartCause } from "../binary/start/start-verdict.ts";
import { findSurroundings } from "../binary/start/surroundings.ts";
import type { InspectedStart } from "../report/inspect-report.ts";
import type { OpenedImage } from "./open-image.ts";

/** Judges whether a program starts in an image, and what it will find there. */
export async function judgeStart(
  { blob, path, isInside }: { blob: BlobReader; path: string; isInside: boolean },
  opened: OpenedImage,
): Promise<InspectedStart> {
  const root = await opened.root();
  const config = opened.image?.config;
  const environment = config?.environment ?? {};
  // Images use Go's names of machines.
  const arch = opened.arch;
  const verdict = await checkStart(
    { blob, path, arch, environment, workingFolder: config?.workingFolder ?? "/" },
    root,
  );
  const before = config ? await engineCauses(config.user, root, isInside ? path : undefined) : [];
  const causes = [...before, ...verdict.causes].map((cause) => ({ ...cause, found: cause.found ?? null }));
  const program = readProgram(blob);
  const parts =
    program.executable && program.go ? findProgramParts(program.part, program.executable) : undefined;
  return {
    image: opened.name,
    path: isInside ? path : null,
    outcome: before.length > 0 ? "does-not-start" : verdict.outcome,
    causes,
    unknown: verdict.unknown,
    loads: verdict.loads,
    surroundings: parts ? findSurroundings(parts, root, environment) : [],
  };
}

/** What stops an engine, or the kernel for this user, whatever the program is. */
async function engineCauses(
  name: string,
  root: RootView,
  path: string | undefined,
): Promise<readonly StartCause[]> {
  const user = await findUser(name, root);
  const entry = path === undefined ? undefined : root.find(path);
  const refused = entry && refusesExecution(entry, user);
  return refused ? [...user.causes, refused] : user.causes;
}
