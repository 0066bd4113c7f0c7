/**
 * A folder for files that are not to be seen yet, one for each process: `tmp/MACHINE.PROCESS.RANDOM`. What a killed
 * process left is removed when the next one opens the store; what a living one writes is not.
 */
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Of a machine whose processes cannot be asked about. */
const abandonedMs = 6 * 3_600_000;

/** Makes this process's folder below `parent` and removes those of processes that have ended. */
export async function openTemporaryFolder(options: {
  readonly parent: string;
  readonly now: () => number;
  readonly random: () => string;
}): Promise<string> {
  const { parent, now, random } = options;
  const machine = nameOfMachine();
  const own = join(parent, `${machine}.${process.pid}.${random()}`);
  await mkdir(own, { recursive: true });
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (folder !== own && (await isLeft(folder, name, { machine, now: now() })))
      await rm(folder, { recursive: true, force: true });
  }
  return own;
}

async function isLeft(
  folder: string,
  name: string,
  here: { machine: string; now: number },
): Promise<boolean> {
  const [machine, id] = name.split(".");
  if (machine === here.machine && !isRunning(Number(id))) return true;
  // A process that runs may have the number of one that ended.
  return here.now - (await newestChange(folder)) > abandonedMs;
}

async function newestChange(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    ["", ...names].map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

function isRunning(id: number): boolean {
  if (id === process.pid) return true;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Changes with each start of the machine and differs between containers, since a process's number means something only in one. */
function nameOfMachine(): string {
  const parts = [
    hostname(),
    textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
    textOf(() => readlinkSync("/proc/self/ns/pid")),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}
