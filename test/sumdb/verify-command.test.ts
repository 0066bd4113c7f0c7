/** `breakwater verify` with a log that tells the truth, that lies, that is silent and that has two histories. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileProxy } from "../../lab/write-file-proxy.ts";
import { hash1, hashGoMod } from "../../src/go/dirhash.ts";
import type { LogReader } from "../../src/sumdb/log-reader.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";
import { alter, recordsOf, rewrite } from "./log-world.ts";

const wait = 300_000;
const [path, version] = ["m.test/Hello", "v1.0.0"];
const folder = mkdtempSync(join(tmpdir(), "verify-command-"));
const repository = join(folder, "repository");
const files = [
  { name: `${path}@${version}/go.mod`, text: `module ${path}\n\ngo 1.24\n` },
  { name: `${path}@${version}/x.go`, text: "package hello\n" },
];
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const zip = hash1(files.map(({ name, text }) => ({ name, bytes: encode(text) })));
const record = `${path} ${version} ${zip}\n${path} ${version}/go.mod ${hashGoMod(encode(files[0]?.text ?? ""))}\n`;
let server: GoLogServer;

beforeAll(async () => {
  writeFileProxy(
    join(folder, "proxy"),
    files.map(({ name, text }) => ({ name: `proxy/${name}`, text })),
  );
  mkdirSync(repository);
  writeFileSync(join(repository, "go.mod"), `module app.test\n\ngo 1.24\n\nrequire ${path} ${version}\n`);
  writeFileSync(join(repository, "go.sum"), record);
  writeFileSync(join(repository, "main.go"), `package main\n\nimport _ "${path}"\n\nfunc main() {}\n`);
  server = await startGoLogServer();
}, wait);
afterAll(() => server.stop());

/** A log that has records before and after the one of the module. */
async function makeLog({ like, before = 3 }: { like?: GoLog; before?: number } = {}): Promise<GoLog> {
  const log = await server.make(like ? { like } : {});
  await log.add(...recordsOf(0, before), { path, version, text: record }, ...recordsOf(before, 9));
  return log;
}

interface Run {
  readonly exitCode: number;
  readonly report: {
    readonly verified: number;
    readonly findings: readonly {
      readonly module: string;
      readonly harm: string;
      readonly message: string;
    }[];
    readonly unknown: readonly { readonly reason: string }[];
  };
}

/** Runs the command with a proxy that has the module and says what `reader` says in the log's name. */
async function verify({
  log,
  home,
  reader = log.reader,
}: {
  log: GoLog;
  home: string;
  reader?: LogReader;
}): Promise<Run> {
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const asked = decodeURIComponent(new URL(request.url).pathname);
      const inLog = /^\/sumdb\/log\.test\/(.*)$/.exec(asked)?.[1];
      if (inLog === undefined) return new Response(Bun.file(join(folder, "proxy", asked)));
      if (inLog === "supported") return new Response("");
      const answer = await reader(inLog);
      if (answer.kind === "unreachable") return new Response(answer.reason, { status: 502 });
      return new Response(answer.bytes.slice(), { status: answer.status });
    },
  });
  const child = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, "../../src/cli/main.ts"),
      "verify",
      repository,
      "--format",
      "json",
    ],
    {
      env: {
        PATH: process.env.PATH ?? "",
        HOME: home,
        XDG_CACHE_HOME: join(home, "cache"),
        TMPDIR: process.env.TMPDIR ?? tmpdir(),
        GOENV: "off",
        GOMODCACHE: join(home, "mod"),
        GOPROXY: `http://127.0.0.1:${proxy.port}`,
        GOSUMDB: log.key.text,
      },
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const text = await new Response(child.stdout).text();
  const exitCode = await child.exited;
  await proxy.stop(true);
  return { exitCode, report: JSON.parse(text) as Run["report"] };
}

const makeHome = (): string => mkdtempSync(join(folder, "home-"));

test(
  "the truth verifies the module and is remembered",
  async () => {
    const [log, home] = [await makeLog(), makeHome()];
    const { exitCode, report } = await verify({ log, home });
    expect(report).toMatchObject({ verified: 1, findings: [], unknown: [] });
    expect(exitCode).toBe(0);
    expect(existsSync(join(home, "cache/breakwater/sumdb/log.test/timeline/00000001"))).toBe(true);
  },
  wait,
);

test(
  "a lie is a finding that says where the evidence lies",
  async () => {
    const [log, home] = [await makeLog(), makeHome()];
    const reader = alter(log.reader, (asked, bytes) =>
      asked.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace("h1:", "h1:X")) : undefined,
    );
    const { exitCode, report } = await verify({ log, home, reader });
    const [finding] = report.findings;
    const message = finding?.message ?? "";
    expect([finding?.module, finding?.harm]).toEqual([path, "S0"]);
    expect(message).toContain("log.test: wrong-record: ");
    const kept = /evidence is kept in (\S+)/.exec(message)?.[1] ?? "";
    expect(readFileSync(kept, "utf8")).toContain("asked: lookup/m.test/!hello@v1.0.0");
    expect(exitCode).toBe(1);
  },
  wait,
);

test(
  "a log with two histories is found out from run to run",
  async () => {
    const [log, home] = [await makeLog(), makeHome()];
    expect((await verify({ log, home })).exitCode).toBe(0);
    const other = await makeLog({ like: log, before: 2 });
    await other.add(...recordsOf(20, 25));
    // What is in the cache proves itself in the tree of before; only new answers come from the other history.
    const fresh: LogReader = (asked) => other.reader(asked);
    writeFileSync(join(home, "cache/breakwater/sumdb/log.test/lookup/m.test/!hello@v1.0.0"), "gone");
    const { exitCode, report } = await verify({ log, home, reader: fresh });
    const [finding] = report.findings;
    expect(finding?.harm).toBe("S0");
    expect(finding?.message).toContain("fork: the log signed two histories");
    expect(exitCode).toBe(1);

    // Who was convicted is not believed in the next run, whatever it says and whatever was proven before.
    const place = /evidence is kept in (\S+)/.exec(finding?.message ?? "")?.[1] ?? "";
    const next = await verify({ log, home });
    expect(next.report.verified).toBe(0);
    expect(next.report.findings[0]?.message).toContain(`fork: the log signed two histories`);
    expect(next.report.findings[0]?.message).toContain(place);
    expect(next.exitCode).toBe(1);
    // A text that proves nothing convicts nobody.
    writeFileSync(place, readFileSync(place, "utf8").replace(/^\t(\d+)$/gm, "\t1"));
    expect((await verify({ log, home })).report.findings).toEqual([]);
  },
  wait,
);

test(
  "silence is unknown, never a pass of the log",
  async () => {
    const [log, home] = [await makeLog(), makeHome()];
    const reader: LogReader = async () => ({ kind: "unreachable", reason: "down" });
    const { report } = await verify({ log, home, reader });
    expect(report.findings).toEqual([]);
    expect(report.unknown.map(({ reason }) => reason).join("\n")).toContain("log.test: ");
  },
  wait,
);
