import { describe, expect, test } from "bun:test";
import { memoryBlob } from "../blob-reader.ts";
import type { ProgramParts } from "../executable/program-parts.ts";
import type { RootEntry, RootView } from "../root/root-view.ts";
import { findUser, refusesExecution } from "./check-user.ts";
import { findCommand } from "./find-command.ts";
import { findSurroundings } from "./surroundings.ts";

/** A root of these files; a path with a slash at its end is a folder. */
function rootOf(files: Readonly<Record<string, string>>, mode = 0o755): RootView {
  const folders = new Set(
    Object.keys(files).flatMap((path) =>
      path.split("/").map((_, index, parts) => parts.slice(0, index).join("/")),
    ),
  );
  return {
    find: (asked): RootEntry | undefined => {
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
    },
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

  test("has the numbers of its entry", async () => {
    const root = rootOf(tables);
    expect(await findUser("app", root)).toEqual({ uid: 1000, gid: 1001, causes: [] });
    expect(await findUser("app:staff", root)).toEqual({ uid: 1000, gid: 50, causes: [] });
    expect(await findUser("", root)).toEqual({ uid: 0, gid: 0, causes: [] });
  });

  test("must be allowed to execute the program", async () => {
    const entry = (mode: number): RootEntry => ({
      path: "/x",
      kind: "file",
      mode,
      uid: 0,
      gid: 0,
      sizeBytes: 1,
    });
    const root = await findUser("", rootOf(tables));
    const app = await findUser("app", rootOf(tables));
    expect(refusesExecution(entry(0o644), root)?.words).toBe("permission denied");
    expect(refusesExecution(entry(0o700), root)).toBeUndefined();
    expect(refusesExecution(entry(0o700), app)?.found).toBe("mode 0700, owner 0:0");
    expect(refusesExecution(entry(0o755), app)).toBeUndefined();
  });
});

test("the first word of an entrypoint is found by PATH, by its folder, or not at all", () => {
  const root = rootOf({ "/opt/bin/run": "x", "/usr/bin/run": "x", "/srv/app": "x" });
  const find = (command: string, PATH?: string): string | undefined =>
    findCommand(command, root, { environment: PATH === undefined ? {} : { PATH }, workingFolder: "/srv" });
  expect([
    find("run"),
    find("run", "/opt/bin:/usr/bin"),
    find("./app"),
    find("/srv/app"),
    find("app"),
  ]).toEqual(["/usr/bin/run", "/opt/bin/run", "/srv/./app", "/srv/app", undefined]);
});
