/** What the kernel lets a user reach (man path_resolution(7), capabilities(7)). */
import type { RootEntry, RootView } from "../root/root-view.ts";

/** Who a program runs as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Further groups. */
  readonly groups: readonly number[];
}

/** The user that engines and chroot start with when nobody is named. */
export const rootUser: Credentials = { uid: 0, gid: 0, groups: [] };

/** A file that was reached, or the kernel's words and who stands in the way. */
export type Reached =
  | { readonly kind: "reached"; readonly entry: RootEntry }
  | { readonly kind: "stopped"; readonly words: string; readonly found: string | undefined };

const READ = 4;
const SEARCH = 1;

/** Follows a path as exec does: every folder must be searchable, and a file executable. */
export function reachProgram(path: string, root: RootView, user: Credentials): Reached {
  const reached = reach(path, root, user);
  if (reached.kind === "stopped") return reached;
  const { entry } = reached;
  if (entry.kind !== "file") return denied(`${entry.path} is not a file`);
  return mayExecute(entry, user) ? reached : denied(`${entry.path}: ${rightsOf(entry)}`);
}

/** Follows a path as open for reading does; what it leads to may be a folder. */
export function reachForReading(path: string, root: RootView, user: Credentials): Reached {
  const reached = reach(path, root, user);
  if (reached.kind === "stopped" || mayRead(reached.entry, user)) return reached;
  return denied(`${reached.entry.path}: ${rightsOf(reached.entry)}`);
}

/** Follows a path through folders that this user may search. */
export function reach(path: string, root: RootView, user: Credentials): Reached {
  const { entry, failure, searched } = root.walk(path);
  const closed = searched.find((folder) => !isAllowed(folder, user, SEARCH));
  if (closed) return denied(`${closed.path}: ${rightsOf(closed)}`);
  if (entry) return { kind: "reached", entry };
  return { kind: "stopped", words: failure ?? "no such file or directory", found: undefined };
}

/** Whether a file's bits let this user read it. */
export function mayRead(entry: RootEntry, user: Credentials): boolean {
  return isAllowed(entry, user, READ);
}

/** Root passes over every bit but this: nobody executes a file without any. */
function mayExecute(entry: RootEntry, user: Credentials): boolean {
  return (entry.mode & 0o111) !== 0 && isAllowed(entry, user, SEARCH);
}

function isAllowed({ uid, gid, mode }: RootEntry, user: Credentials, bit: number): boolean {
  if (user.uid === 0) return true;
  // The first class that fits decides, even where a later one has more rights.
  if (user.uid === uid) return ((mode >> 6) & bit) !== 0;
  const isMember = user.gid === gid || user.groups.includes(gid);
  return ((mode >> (isMember ? 3 : 0)) & bit) !== 0;
}

/** `mode 0700, owner 0:0`. */
export function rightsOf({ mode, uid, gid }: RootEntry): string {
  return `mode ${mode.toString(8).padStart(4, "0")}, owner ${uid}:${gid}`;
}

function denied(found: string): Reached {
  return { kind: "stopped", words: "permission denied", found };
}
