import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeLayout, tarOf } from "../../scripts/make-layout.ts";
import { plainGo } from "../../scripts/plain-go.ts";
import { recordingTerminal } from "../../test/recording-terminal.ts";
import type { InspectedProgram } from "../report/inspect-report.ts";
import { runInspect } from "./inspect.ts";
import { reasonOf } from "./reason-of.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-inspect-start-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const isLinux = process.platform === "linux" && process.arch === "x64";
const hasGcc = isLinux && Bun.which("gcc") !== null;
const hasGo = isLinux && Bun.which("go") !== null;
if (!hasGcc || !hasGo) console.log("SKIPPED: programs for images need gcc and go on linux/amd64");

const linker = "/lib64/ld-linux-x86-64.so.2";
const library = "/lib/x86_64-linux-gnu/libc.so.6";
let count = 0;

interface Said {
  readonly exit: number | string;
  readonly text: string;
}

async function inspect(
  names: readonly string[],
  more: Partial<Parameters<typeof runInspect>[0]> = {},
): Promise<Said> {
  const { terminal, written } = recordingTerminal(work);
  const nothing = { image: undefined, platform: undefined, sbom: undefined, against: undefined };
  try {
    const exit = await runInspect({ names, format: "json", ...nothing, ...more }, terminal);
    return { exit, text: written() };
  } catch (error) {
    return { exit: reasonOf(error), text: written() };
  }
}

type Content = string | Uint8Array;

interface Made {
  /** Contents by path; a mode may stand behind a blank. */
  readonly files: Readonly<Record<string, Content>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, number>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly group?: number;
}

/** A layout of these files, all of root. */
function image({ files, links = {}, folders = {}, config, group = 0 }: Made): string {
  const root = join(work, `root-${++count}`);
  mkdirSync(root);
  chmodSync(root, 0o755);
  for (const [named, content] of Object.entries(files)) {
    const [path = "", mode = "755"] = named.split(" ");
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), Number.parseInt(mode, 8));
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
  for (const [path, mode] of Object.entries(folders)) chmodSync(join(root, path), mode);
  const tar = tarOf(root, ["--numeric-owner", "--owner=0", `--group=${group}`]);
  const name = `image-${count}`;
  makeLayout(join(work, name), { layers: [{ tar, packed: "none" }], config });
  for (const path of Object.keys(folders)) chmodSync(join(root, path), 0o755);
  rmSync(root, { recursive: true });
  return name;
}

async function startsIn(made: Made): Promise<string> {
  const { exit, text } = await inspect([image(made)]);
  if (text === "") return `${exit}`;
  const { programs }: { programs: readonly InspectedProgram[] } = JSON.parse(text);
  const said = programs.map(({ file, start }) => {
    const causes =
      start?.causes.map(({ words, found }) => (found === null ? words : `${words} (${found})`)) ?? [];
    return [`${file} ${start?.outcome}`, ...causes, ...(start?.unknown ?? [])].join(": ");
  });
  return [...said, `exit ${exit}`].join("; ");
}

function built(words: readonly string[], env?: Record<string, string>): Buffer {
  const done = Bun.spawnSync([...words], { cwd: work, ...(env ? { env } : {}) });
  if (done.exitCode !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
  return readFileSync(join(work, "out"));
}

function c(...words: readonly string[]): Buffer {
  writeFileSync(
    join(work, "main.c"),
    "int own(void);\nint main(void) {\n#ifdef OWN\n own();\n#endif\n return 0; }\n",
  );
  writeFileSync(join(work, "own.c"), "int own(void) { return 1; }\n");
  return built(["gcc", "-o", "out", ...words]);
}

function go(env: Record<string, string>): Buffer {
  const folder = join(work, "go");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "go.mod"), "module x.test/start\n\ngo 1.21\n");
  writeFileSync(join(folder, "main.go"), "package main\n\nfunc main() { println() }\n");
  return built(["go", "build", "-C", "go", "-o", "../out", "."], plainGo({ CGO_ENABLED: "0", ...env }));
}

const user = { User: "1000" };

describe.skipIf(!hasGcc)("the user of the image", () => {
  const system = (): Record<string, Uint8Array> => ({
    [linker]: readFileSync(linker),
    [library]: readFileSync(library),
  });
  const script = "#!/bin/sh\ntrue\n";

  test("must be allowed to search every folder of the path", async () => {
    const made = { files: { "/root/app": c("-static", "main.c") }, folders: { root: 0o700 } };
    const config = { ...user, Entrypoint: ["/root/app"] };
    expect(await startsIn({ ...made, config })).toBe(
      "/root/app does-not-start: permission denied (/root: mode 0700, owner 0:0); exit 1",
    );
    expect(await startsIn({ ...made, config: { Entrypoint: ["/root/app"] } })).toBe(
      "/root/app starts; exit 0",
    );
  });

  test("must be allowed to execute the interpreter, to read libraries and the script", async () => {
    const app = c("main.c");
    const config = { ...user, Entrypoint: ["/app"] };
    const loader = { "/app": app, [`${linker} 700`]: readFileSync(linker), [library]: readFileSync(library) };
    expect(await startsIn({ files: loader, config })).toBe(
      `/app does-not-start: permission denied (${linker}: mode 0700, owner 0:0); exit 1`,
    );
    const libc = { "/app": app, [linker]: readFileSync(linker), [`${library} 600`]: readFileSync(library) };
    expect(await startsIn({ files: libc, config })).toStartWith(
      `/app does-not-start: error while loading shared libraries: libc.so.6: cannot open shared object file: No such file or directory (${library}: mode 0600`,
    );
    const shell = readFileSync("/bin/sh");
    expect(await startsIn({ files: { ...system(), "/app": script, "/bin/sh 700": shell }, config })).toBe(
      "/app does-not-start: permission denied (/bin/sh: mode 0700, owner 0:0); exit 1",
    );
    expect(await startsIn({ files: { ...system(), "/app 711": script, "/bin/sh": shell }, config })).toBe(
      "/app does-not-start: Permission denied (/app: mode 0711, owner 0:0); exit 1",
    );
  });

  test("is in every group that lists it, unless one is named", async () => {
    const files = {
      "/app 750": c("-static", "main.c"),
      "/etc/passwd": "app:x:1000:1000::/:\n",
      "/etc/group": "web:x:2000:app\n",
    };
    const starts = (name: string) =>
      startsIn({ files, group: 2000, config: { User: name, Entrypoint: ["/app"] } });
    expect(await starts("app")).toBe("/app starts; exit 0");
    expect(await starts("app:1000")).toContain("permission denied (/app: mode 0750, owner 0:2000)");
    expect(await starts("999999999999")).toContain("uids and gids must be in range");
  });

  test("may not execute a file from outside that nobody may execute", async () => {
    writeFileSync(join(work, "file"), c("-static", "main.c"));
    chmodSync(join(work, "file"), 0o644);
    const into = image({ files: { "/x": "" }, config: {} });
    const { exit, text } = await inspect(["file"], { image: into });
    expect(exit).toBe(1);
    expect(text).toContain("mode 0644: nobody may execute it");
  });
});

describe.skipIf(!hasGcc)("what the kernel and the linker really read", () => {
  const config = { Entrypoint: ["/app"] };
  const damaged = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };

  test("a slash behind a file and a way through a file lead nowhere", async () => {
    const app = c("-static", "main.c");
    const files = { "/app": app, "/bin/sh": app };
    expect(await startsIn({ files, config: { Entrypoint: ["/app/"] } })).toContain(
      "stat /app/: not a directory",
    );
    expect(await startsIn({ files: { ...files, "/app": "#!/bin/sh/\n" }, config })).toContain(
      "not a directory",
    );
    const through = c("main.c", "-Wl,--dynamic-linker=/app/..//lib64/ld-linux-x86-64.so.2");
    expect(await startsIn({ files: { "/app": through, [linker]: readFileSync(linker) }, config })).toContain(
      "not a directory",
    );
  });

  test("sections and the version of the first bytes do not matter", async () => {
    const app = c("-static", "main.c");
    const end = Number(app.readBigUInt64LE(40));
    for (const bytes of [
      app.subarray(0, end),
      damaged(app, (copy) => copy.writeUInt16LE(1, 58)),
      damaged(app, (copy) => copy.writeUInt16LE(254, 62)),
      damaged(app, (copy) => copy.writeUInt8(2, 6)),
      damaged(app, (copy) => copy.writeUInt32LE(2, 20)),
    ])
      expect(await startsIn({ files: { "/app": bytes }, config })).toBe("/app starts; exit 0");
  });

  test("types, the table of segments, what is loaded and the entry do", async () => {
    const app = c("-static", "main.c");
    const said = (change: (copy: Buffer) => void) =>
      startsIn({ files: { "/app": damaged(app, change) }, config });
    for (const type of [1, 4])
      expect(await said((copy) => copy.writeUInt16LE(type, 16))).toContain(
        `Exec format error (an ELF file of type ${type}`,
      );
    expect(await said((copy) => copy.writeUInt16LE(64, 54))).toContain("Exec format error");
    expect(await said((copy) => copy.writeBigUInt64LE(0n, 24))).toContain(
      "Segmentation fault (its entry 0x0",
    );
    const start = Number(app.readBigUInt64LE(32));
    expect(
      await said((copy) => {
        for (let at = start; at < start + 56 * copy.readUInt16LE(56); at += 56)
          if (copy.readUInt32LE(at) === 1) copy.writeUInt32LE(4, at);
      }),
    ).toContain("no PT_LOAD");
  });

  test("the linker refuses programs and objects in the place of libraries, and looks into folders of processors", async () => {
    writeFileSync(join(work, "libown.so"), c("-shared", "-fPIC", "own.c", "-Wl,-soname,libown.so.1"));
    const own = readFileSync(join(work, "libown.so"));
    const app = c("-DOWN", "main.c", "-L.", "-lown", "-Wl,-rpath,/opt");
    const base = { "/app": app, [linker]: readFileSync(linker), [library]: readFileSync(library) };
    const said = (files: Record<string, Content>) => startsIn({ files: { ...base, ...files }, config });
    expect(await said({ "/opt/libown.so.1": c("main.c") })).toContain(
      "libown.so.1: cannot dynamically load position-independent executable",
    );
    expect(await said({ "/opt/libown.so.1": c("-static", "main.c") })).toContain(
      "cannot dynamically load executable",
    );
    expect(await said({ "/opt/libown.so.1": c("-c", "own.c") })).toContain(
      "only ET_DYN and ET_EXEC can be loaded",
    );
    expect(await said({ "/opt/libown.so.1": damaged(own, (copy) => copy.writeUInt8(9, 7)) })).toContain(
      "ELF file OS ABI invalid",
    );
    expect(await said({ "/opt/libown.so.1": own.subarray(0, Number(own.readBigUInt64LE(40))) })).toBe(
      "/app starts; exit 0",
    );
    const level = "/opt/glibc-hwcaps/x86-64-v2/libown.so.1";
    expect(await said({ [level]: own })).toContain(
      "/app unknown: whether the processor has what the only copy",
    );
    expect(await said({ [level]: "junk", "/opt/libown.so.1": own })).toContain(
      "/app unknown: which copy of libown.so.1",
    );
  });
});

describe.skipIf(!hasGo)("a program of Go", () => {
  const config = { Entrypoint: ["/app"] };

  test.each(["freebsd", "netbsd", "dragonfly"])("for %s crashes on linux", async (GOOS) => {
    expect(await startsIn({ files: { "/app": go({ GOOS }) }, config })).toBe(
      `/app does-not-start: Segmentation fault (built for ${GOOS}); exit 1`,
    );
  });

  test("for a level of processors starts on some of them only", async () => {
    const app = go({ GOAMD64: "v1" });
    expect(await startsIn({ files: { "/app": app }, config })).toBe("/app starts; exit 0");
    // Building for another level would compile all of the standard library.
    const text = "GOAMD64=v1";
    expect(app.indexOf(text)).toBeGreaterThan(0);
    for (let at = app.indexOf(text); at !== -1; at = app.indexOf(text)) app.write("4", at + text.length - 1);
    expect(await startsIn({ files: { "/app": app }, config })).toContain(
      "/app unknown: whether the processor is one of GOAMD64=v4",
    );
  });
});

describe.skipIf(!hasGcc)("what a shell or an init program starts", () => {
  const files = (): Record<string, Uint8Array> => {
    const shell = c("-static", "main.c");
    const other = Buffer.from(shell);
    // e_machine of arm64.
    other.writeUInt16LE(183, 18);
    return { "/bin/sh": shell, "/sbin/tini": shell, "/app": other };
  };
  const said = async (words: readonly string[], more: Record<string, Content> = {}): Promise<string> =>
    startsIn({ files: { ...files(), ...more }, config: { Entrypoint: words, Env: ["APP=/app"] } });
  const stops = "/app does-not-start: Exec format error (built for arm64); exit 1";

  test("is followed where its text says it outright", async () => {
    expect(await said(["/bin/sh", "-c", "exec /app -x"])).toBe(`/bin/sh starts; ${stops}`);
    expect(await said(["/bin/sh", "-ec", "set -e; echo up\n$APP"])).toBe(`/bin/sh starts; ${stops}`);
    expect(await said(["/run.sh"], { "/run.sh": "#!/bin/sh\nset -eu\n# up\nexec /app\n" })).toBe(
      `/run.sh starts; ${stops}`,
    );
    expect(await said(["/run.sh", "/app"], { "/run.sh": '#!/bin/sh\nexec "$@"\n' })).toBe(
      `/run.sh starts; ${stops}`,
    );
    expect(await said(["/sbin/tini", "-p", "SIGTERM", "--", "/bin/sh", "-c", "/app"])).toBe(
      `/sbin/tini starts; /bin/sh starts; ${stops}`,
    );
    expect(await said(["/bin/sh", "-c", "/none"])).toBe(
      '/bin/sh starts; /none does-not-start: exec: "/none": stat /none: no such file or directory; exit 1',
    );
  });

  test("is unknown where it does not", async () => {
    for (const text of [
      "/app && true",
      "cd /x; /app",
      "if true; then /app; fi",
      "exec $OTHER",
      "PATH=/x app",
      "/app | cat",
    ])
      expect(await said(["/bin/sh", "-c", text])).toBe(
        `/bin/sh unknown: what /bin/sh starts was not followed: ${text}; exit 0`,
      );
    expect(await said(["/bin/sh"])).toBe("/bin/sh starts; exit 0");
  });
});

describe("blobs", () => {
  const layout = (): { name: string; manifest: string } => {
    const name = image({ files: { "/x": "x" }, config: { Entrypoint: ["/x"] } });
    const index: { manifests: { digest: string }[] } = JSON.parse(
      readFileSync(join(work, name, "index.json"), "utf8"),
    );
    return { name, manifest: index.manifests[0]?.digest.slice(7) ?? "" };
  };
  const rewrite = (name: string, hex: string, change: (text: string) => string): void => {
    const file = join(work, name, "blobs/sha256", hex);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };

  test("whose bytes are not what their digest says are refused: configuration and manifest", async () => {
    const one = layout();
    const read: { config: { digest: string }; layers: { digest: string }[] } = JSON.parse(
      readFileSync(join(work, one.name, "blobs/sha256", one.manifest), "utf8"),
    );
    rewrite(one.name, read.config.digest.slice(7), (text) => text.replace('"/x"', '"/y"'));
    expect((await inspect([one.name])).exit).toContain(`the blob ${read.config.digest} is another`);
    const two = layout();
    rewrite(two.name, two.manifest, (text) => `${text} `);
    expect((await inspect([two.name])).exit).toContain(`the blob sha256:${two.manifest} is another`);
  });

  test("by sha512 are checked by sha512", async () => {
    const { name, manifest } = layout();
    const folder = join(work, name, "blobs");
    const text = readFileSync(join(folder, "sha256", manifest), "utf8");
    const read: { layers: { digest: string }[] } = JSON.parse(text);
    const old = read.layers[0]?.digest ?? "";
    const bytes = readFileSync(join(folder, old.replace(":", "/")));
    mkdirSync(join(folder, "sha512"));
    const said = async (hex: string): Promise<number | string> => {
      writeFileSync(join(folder, "sha512", hex), bytes);
      const changed = text.replace(old, `sha512:${hex}`);
      const digest = createHash("sha256").update(changed).digest("hex");
      writeFileSync(join(folder, "sha256", digest), changed);
      writeFileSync(
        join(work, name, "index.json"),
        JSON.stringify({ schemaVersion: 2, manifests: [{ digest: `sha256:${digest}` }] }),
      );
      const compared = await inspect([name], { against: name });
      const alone = await inspect([name]);
      return compared.exit === 0 ? alone.exit : compared.exit;
    };
    expect(await said("a".repeat(128))).toContain("layer 1: its bytes have sha512:");
    // Its one file is no program.
    expect(await said(createHash("sha512").update(bytes).digest("hex"))).toBe(1);
  });
});

test.skipIf(!hasGo)("a program of which nothing can be held against a repository ends with 2", async () => {
  mkdirSync(join(work, "other"));
  writeFileSync(join(work, "other/go.mod"), "module x.test/other\n\ngo 1.21\n");
  writeFileSync(join(work, "program"), go({}));
  expect((await inspect(["program"], { against: "other" })).exit).toBe(2);
  writeFileSync(join(work, "other/go.mod"), "module x.test/start\n\ngo 1.21\n");
  expect((await inspect(["program"], { against: "other" })).exit).toBe(0);
  copyFileSync("/bin/true", join(work, "stranger"));
  expect((await inspect(["program", "stranger"], { against: "other" })).exit).toBe(2);
});

test.skipIf(!hasGcc)("names of several lines stay on one", async () => {
  const name = "h\nFAKE starts in prod.tar";
  writeFileSync(join(work, name), c("-static", "main.c"));
  const { text } = await inspect([name], { format: "human" });
  expect(text).toStartWith("h\ufffdFAKE starts in prod.tar\n");
  const made = image({
    files: { "/x": "" },
    config: { Entrypoint: ["/a\n::error::b"], User: "x\nlayers  9" },
  });
  const lines = (await inspect([made], { format: "human" })).text.split("\n");
  expect(lines.filter((line) => /^::error|^layers/.test(line))).toEqual([]);
});

test.skipIf(!hasGcc)(
  "an image whose entrypoint is missing is shown, and a script of Windows has a remedy",
  async () => {
    const gone = image({ files: { "/x": "" }, config: { Entrypoint: ["/app"], User: "1000" } });
    const said = (await inspect([gone], { format: "human" })).text;
    expect(said).toMatch(/^ {4}user {8}1000$/m);
    expect(said).toContain('exec: "/app": stat /app: no such file or directory');
    const files = { "/app": "#!/bin/sh\r\nexec /x\r\n", "/bin/sh": c("-static", "main.c") };
    const script = image({ files, config: { Entrypoint: ["/app"] } });
    const { text } = await inspect([script], { format: "human" });
    expect(text).toContain("wants       /bin/sh\\r");
    expect(text).toContain("line endings of Unix");
  },
);

test.skipIf(!hasGo)("a program built to be measured says so", async () => {
  const folder = join(work, "measured");
  mkdirSync(folder);
  writeFileSync(join(folder, "go.mod"), "module x.test/measured\n\ngo 1.21\n");
  writeFileSync(join(folder, "main.go"), "package main\n\nfunc main() { println() }\n");
  writeFileSync(
    join(work, "cover"),
    built(["go", "build", "-C", "measured", "-cover", "-o", "../out", "."], plainGo({})),
  );
  expect((await inspect(["cover"], { format: "human" })).text).toMatch(/^ {4}built {7}.*, -cover$/m);
});
