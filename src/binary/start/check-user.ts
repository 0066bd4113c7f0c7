/** The user of an image (https://github.com/opencontainers/image-spec/blob/main/config.md): a name must be in /etc/passwd. */
import type { RootEntry, RootView } from "../root/root-view.ts";
import type { StartCause } from "./start-verdict.ts";

const MAX_TABLE_BYTES = 4 * 1024 * 1024;

/** Who a program runs as; undefined parts could not be found out. */
export interface ImageUser {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** What stops an engine before it starts anything. */
  readonly causes: readonly StartCause[];
}

/** Looks the user up as an engine does: numbers need no entry, names do. */
export async function findUser(user: string, root: RootView): Promise<ImageUser> {
  const [name = "", group] = user.split(":");
  const files = await root.read(["/etc/passwd", "/etc/group"], MAX_TABLE_BYTES);
  const linesOf = (path: string): readonly (readonly string[])[] => {
    const blob = files.get(path);
    const text = blob ? new TextDecoder().decode(blob.read(0, blob.sizeBytes)) : "";
    return text.split("\n").map((line) => line.split(":"));
  };
  const causes: StartCause[] = [];
  const row = linesOf("/etc/passwd").find(
    (fields) => fields[0] === name || (fields[2] === name && name !== ""),
  );
  if (!isNumberOrEmpty(name) && !row) causes.push(unknownName("user", name, "passwd"));
  const groupRow = linesOf("/etc/group").find((fields) => fields[0] === group || fields[2] === group);
  if (group !== undefined && !isNumberOrEmpty(group) && !groupRow)
    causes.push(unknownName("group", group, "group"));
  const gid = group === undefined || group === "" ? row?.[3] : isNumberOrEmpty(group) ? group : groupRow?.[2];
  return { uid: numberOf(name === "" ? "0" : (row?.[2] ?? name)), gid: numberOf(gid ?? "0"), causes };
}

/** What the kernel says of a file that this user may not execute; undefined when it may. */
export function refusesExecution(entry: RootEntry, { uid, gid }: ImageUser): StartCause | undefined {
  const { mode, path } = entry;
  const octal = mode.toString(8).padStart(4, "0");
  const bit = uid === entry.uid ? 0o100 : gid === entry.gid ? 0o010 : 0o001;
  const isRefused =
    (mode & 0o111) === 0 || (uid !== undefined && uid !== 0 && gid !== undefined && (mode & bit) === 0);
  if (!isRefused) return undefined;
  const found = `mode ${octal}, owner ${entry.uid}:${entry.gid}`;
  return { kind: "file", subject: path, wantedBy: "the kernel", words: "permission denied", found };
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isNumberOrEmpty(text: string): boolean {
  return /^\d*$/.test(text);
}

function unknownName(what: "user" | "group", name: string, table: string): StartCause {
  return {
    kind: "user",
    subject: name,
    wantedBy: "the image's configuration",
    words: `unable to find ${what} ${name}: no matching entries in ${table} file`,
    found: undefined,
  };
}
