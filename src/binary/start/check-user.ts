/** The user of an image (https://github.com/opencontainers/image-spec/blob/main/config.md): a name must be in /etc/passwd. */
import type { RootView } from "../root/root-view.ts";
import type { Credentials } from "./access.ts";
import type { StartCause } from "./start-verdict.ts";

const MAX_TABLE_BYTES = 4 * 1024 * 1024;
const MAX_ID = 2 ** 31 - 1;

/** Who a program runs as; undefined where that could not be found out. */
export interface ImageUser {
  readonly credentials: Credentials | undefined;
  /** What stops an engine before it starts anything. */
  readonly causes: readonly StartCause[];
}

/**
 * Looks the user up as an engine does: numbers need no entry, names do. A user of the table belongs to every group that
 * lists the name, unless the configuration names a group.
 */
export async function findUser(user: string, root: RootView): Promise<ImageUser> {
  const [name = "", group = ""] = user.split(":");
  const files = await root.read(["/etc/passwd", "/etc/group"], MAX_TABLE_BYTES);
  const linesOf = (path: string): readonly (readonly string[])[] => {
    const blob = files.get(path);
    const text = blob ? new TextDecoder().decode(blob.read(0, blob.sizeBytes)) : "";
    return text.split("\n").map((line) => line.trim().split(":"));
  };
  const wanted = name === "" ? "0" : name;
  const row = linesOf("/etc/passwd").find(
    (fields) => (fields[0] === name && name !== "") || sameId(fields[2], wanted),
  );
  const groupRows = linesOf("/etc/group").filter((fields) =>
    group === ""
      ? row !== undefined && (fields[3] ?? "").split(",").includes(row[0] ?? "")
      : fields[0] === group || sameId(fields[2], group),
  );
  const causes: StartCause[] = [];
  if (!isNumber(wanted) && !row) causes.push(unknownName("user", name, "passwd"));
  if (group !== "" && !isNumber(group) && groupRows.length === 0)
    causes.push(unknownName("group", group, "group"));
  const uid = Number(row?.[2] ?? wanted);
  const gid = Number(group === "" ? (row?.[3] ?? "0") : (groupRows[0]?.[2] ?? group));
  const isBeyond = [uid, gid].some((id) => id > MAX_ID);
  if (causes.length === 0 && isBeyond) causes.push(beyondRange(user));
  const groups = group === "" ? groupRows.map((fields) => Number(fields[2])).filter(Number.isInteger) : [];
  const isKnown = causes.length === 0 && Number.isInteger(uid) && Number.isInteger(gid);
  return { credentials: isKnown ? { uid, gid, groups } : undefined, causes };
}

function sameId(field: string | undefined, wanted: string): boolean {
  return field !== undefined && isNumber(field) && isNumber(wanted) && Number(field) === Number(wanted);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
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

function beyondRange(user: string): StartCause {
  return {
    kind: "user",
    subject: user,
    wantedBy: "the image's configuration",
    words: `uids and gids must be in range 0-${MAX_ID}`,
    found: undefined,
  };
}
