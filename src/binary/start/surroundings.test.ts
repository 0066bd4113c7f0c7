import { describe, expect, test } from "bun:test";
import { memoryBlob } from "../blob-reader.ts";
import type { ProgramParts } from "../executable/program-parts.ts";
import type { RootEntry, RootView } from "../root/root-view.ts";
import { reachProgram, rootUser } from "./access.ts";
import { findUser } from "./check-user.ts";
import { findCommand } from "./find-command.ts";
import { findSurroundings } from "./surroundings.ts";

/** A root of these files; a path with a slash at its end is a folder. */
function rootOf(files: Readonly<Record<string, string>>, mode = 0o755): RootView {
  const folders = new Set(
    Object.keys(files).flatMap((path) =>
      path.split("/").map((_, index, parts) => parts.slice(0, index).join("/")),
    ),
  );
  const find = (asked: string): RootEntry | undefined => {
    const path = asked.replaceAll("/./", "/");
    const text = files[path];
    const clean = path.replace(/\/$/, "");
    if (text === undefined && !folders.has(clean)) return undefined;
    return {
      path: clean,
      kind: text === undefined ? "folder" : "file",
      mode,
      uid: 0,
      gid: 0,
      sizeBytes: text?.length ?? 0,
    };
  };
  return {
    find,
    walk: (path) => ({
      entry: find(path),
      failure: find(path) ? undefined : "no such file or directory",
      searched: [],
    }),
    list: (path) =>
      Object.keys(files)
        .filter((file) => file.startsWith(`${path}/`))
        .map((file) => file.slice(path.length + 1).split("/")[0] ?? ""),
    read: async (paths) =>
      new Map(
        paths.flatMap((path) =>
          files[path] === undefined
            ? []
            : [[path, memoryBlob(new TextEncoder().encode(files[path]))] as const],
        ),
      ),
  };
}

const nothing: ProgramParts = {
  hasResolver: false,
  hasSystemResolver: false,
  hasUsers: false,
  hasSystemUsers: false,
  hasCgo: false,
  hasPlugins: false,
  hasSystemRoots: false,
  hasOwnRoots: false,
  hasZones: false,
  hasOwnZones: false,
  os: "linux",
};
const outcomes = (
  parts: Partial<ProgramParts>,
  files: Readonly<Record<string, string>>,
  environment = {},
): string =>
  findSurroundings({ ...nothing, ...parts }, rootOf(files), environment)
    .map(({ outcome, path }) => `${outcome} ${path}`.trim())
    .join(", ");

describe("what a program will look for", () => {
  test("is not asked for where its code does not", () => {
    expect(outcomes({}, {})).toBe("not-needed, not-needed, not-needed");
  });

  test("is missing in an empty root, unless the program brings its own", () => {
    const all = { hasSystemRoots: true, hasZones: true, hasUsers: true };
    expect(outcomes(all, {})).toBe("missing, missing, missing");
    expect(outcomes({ ...all, hasOwnRoots: true, hasOwnZones: true }, {})).toBe("own, own, missing");
  });

  test("is found where Go looks, and where the image's environment says", () => {
    const all = { hasSystemRoots: true, hasZones: true, hasUsers: true };
    const files = {
      "/etc/ssl/certs/ca-certificates.crt": "x",
      "/usr/share/zoneinfo/UTC": "x",
      "/etc/passwd": "x",
    };
    expect(outcomes(all, files)).toBe(
      "present /etc/ssl/certs/ca-certificates.crt, present /usr/share/zoneinfo, present /etc/passwd",
    );
    expect(outcomes({ hasSystemRoots: true }, { "/etc/ssl/certs/a.pem": "x" })).toStartWith(
      "present /etc/ssl/certs,",
    );
    expect(
      outcomes({ hasSystemRoots: true }, files, { SSL_CERT_FILE: "/nowhere", SSL_CERT_DIR: "/none" }),
    ).toStartWith("missing,");
    expect(outcomes({ hasZones: true }, { "/zones.zip": "x" }, { ZONEINFO: "/zones.zip" })).toBe(
      "not-needed, present /zones.zip, not-needed",
    );
  });
});

describe("the user of an image", () => {
  const tables = { "/etc/passwd": "root:x:0:0::/:\napp:x:1000:1001::/:\n", "/etc/group": "staff:x:50:\n" };
  const words = async (user: string, files = {}): Promise<readonly string[]> =>
    (await findUser(user, rootOf(files))).causes.map((cause) => cause.words);

  test("may be a number that nobody knows, but no such name", async () => {
    expect(await words("")).toEqual([]);
    expect(await words("65532:65532")).toEqual([]);
    expect(await words("app", tables)).toEqual([]);
    expect(await words("app")).toEqual(["unable to find user app: no matching entries in passwd file"]);
    expect(await words("app:staff", tables)).toEqual([]);
    expect(await words("0:wheel", tables)).toEqual([
      "unable to find group wheel: no matching entries in group file",
    ]);
  });

  test("has the numbers of its entry, and the groups that list it", async () => {
    const root = rootOf({ ...tables, "/etc/group": "staff:x:50:\nweb:x:2000:ann,app\n" });
    const user = async (name: string) => (await findUser(name, root)).credentials;
    expect(await user("app")).toEqual({ uid: 1000, gid: 1001, groups: [2000] });
    expect(await user("1000")).toEqual({ uid: 1000, gid: 1001, groups: [2000] });
    expect(await user("app:staff")).toEqual({ uid: 1000, gid: 50, groups: [] });
    expect(await user("4711:50")).toEqual({ uid: 4711, gid: 50, groups: [] });
    expect(await user("")).toEqual({ uid: 0, gid: 0, groups: [] });
    expect(await words("999999999999")).toEqual(["uids and gids must be in range 0-2147483647"]);
  });

  test("must be allowed to execute the program", () => {
    const said = (mode: number, uid: number): string => {
      const reached = reachProgram("/x", rootOf({ "/x": "x" }, mode), { uid, gid: uid, groups: [] });
      return reached.kind === "reached" ? "reached" : `${reached.words}: ${reached.found}`;
    };
    expect(said(0o644, 0)).toBe("permission denied: /x: mode 0644, owner 0:0");
    expect(said(0o700, 0)).toBe("reached");
    expect(said(0o700, 1000)).toBe("permission denied: /x: mode 0700, owner 0:0");
    expect(said(0o755, 1000)).toBe("reached");
  });
});

test("the first word of an entrypoint is found by PATH, by its folder, or not at all", () => {
  const root = rootOf({ "/opt/bin/run": "x", "/usr/bin/run": "x", "/srv/app": "x" });
  const find = (command: string, PATH?: string): string => {
    const environment: Record<string, string> = PATH === undefined ? {} : { PATH };
    const found = findCommand(command, root, { environment, workingFolder: "/srv", user: rootUser });
    return found.kind === "found" ? found.path : found.words;
  };
  expect([
    find("run"),
    find("run", "/opt/bin:/usr/bin"),
    find("./app"),
    find("/srv/app"),
    find("app"),
  ]).toEqual([
    "/usr/bin/run",
    "/opt/bin/run",
    "/srv/./app",
    "/srv/app",
    'exec: "app": executable file not found in $PATH',
  ]);
});
