/** The user of an image (https://github.com/opencontainers/image-spec/blob/main/config.md): a name must be in /etc/passwd. */
import type { RootView } from "../root/root-view.ts";
import type { StartCause } from "./start-verdict.ts";

const MAX_TABLE_BYTES = 4 * 1024 * 1024;

/** The cause that stops an engine before it starts anything; numbers need no entry. */
export async function checkUser(user: string, root: RootView): Promise<readonly StartCause[]> {
  const [name = "", group] = user.split(":");
  const causes: StartCause[] = [];
  if (!isNumberOrEmpty(name) && !(await isListed(name, "/etc/passwd", root)))
    causes.push(unknownName("user", name, "passwd"));
  if (group !== undefined && !isNumberOrEmpty(group) && !(await isListed(group, "/etc/group", root)))
    causes.push(unknownName("group", group, "group"));
  return causes;
}

function isNumberOrEmpty(text: string): boolean {
  return /^\d*$/.test(text);
}

async function isListed(name: string, path: string, root: RootView): Promise<boolean> {
  // An engine adds root by itself to no table; it knows it all the same.
  const blob = (await root.read([path], MAX_TABLE_BYTES)).get(path);
  const text = blob ? new TextDecoder().decode(blob.read(0, blob.sizeBytes)) : "";
  return text.split("\n").some((line) => line.startsWith(`${name}:`));
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
