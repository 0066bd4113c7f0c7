/** Checksum databases of golang.org/x/mod on the loopback, for tests: the other side is Go's own code. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LogAnswer, LogReader } from "../../src/sumdb/log-reader.ts";
import { parseVerifierKey, type VerifierKey } from "../../src/sumdb/verifier-key.ts";
import { xModFolder } from "../conformance/go-sources.ts";
import { runGo } from "../differential/go-command.ts";

/** A record to be put into a log. */
export interface NewRecord {
  readonly path: string;
  readonly version: string;
  /** Lines of go.sum; any text that a log would sign. */
  readonly text: string;
}

/** One log of the server. */
export interface GoLog {
  readonly key: VerifierKey;
  /** Where its paths lie, without a slash at the end. */
  readonly url: string;
  /** Asks the log over HTTP. */
  readonly reader: LogReader;
  add(...records: readonly NewRecord[]): Promise<void>;
  /** A note with any text, signed with the log's key. */
  sign(text: string): Promise<Uint8Array>;
}

/** What the x/mod client says to a lookup. */
export interface GoLookup {
  readonly lines: readonly string[] | null;
  readonly error?: string;
  readonly security: string;
}

/** The running server. */
export interface GoLogServer {
  /** A log with a key of its own, or with the one of another: the same log with another history. */
  make(options?: { name?: string; like?: GoLog }): Promise<GoLog>;
  /** What x/mod makes of inputs, null where it refuses; of claims as JSON whether their proof holds. */
  judge(
    kind: "note" | "key" | "tree" | "record" | "tile" | "inclusion" | "growth",
    inputs: readonly Uint8Array[],
    key?: string,
  ): Promise<unknown[]>;
  /** What the x/mod client finds at an address. */
  lookup(log: GoLog, asked: { path: string; version: string; url?: string }): Promise<GoLookup>;
  stop(): Promise<void>;
}

async function readOver(url: string): Promise<LogAnswer> {
  const response = await fetch(url);
  return { kind: "answered", status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** Builds the server with the real go, and with the x/mod of a folder, and starts it. */
export async function startGoLogServer(xMod = xModFolder()): Promise<GoLogServer> {
  const child = Bun.spawn([await buildServer(xMod)], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  const base = new TextDecoder().decode(value).trim();
  let count = 0;
  const ids = new Map<GoLog, string>();

  async function post(path: string, body?: string): Promise<Uint8Array> {
    const response = await fetch(`${base}${path}`, { method: "POST", body: body ?? null });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw new Error(`The log server says to ${path}: ${new TextDecoder().decode(bytes)}`);
    return bytes;
  }

  async function make({ name = "log.test", like }: { name?: string; like?: GoLog } = {}): Promise<GoLog> {
    const id = String(++count);
    const likeId = (like && ids.get(like)) ?? "";
    const text = new TextDecoder().decode(
      await post(`/make?id=${id}&name=${encodeURIComponent(name)}&like=${likeId}`),
    );
    const parsed = parseVerifierKey(text);
    if (parsed.kind !== "key") throw new Error(`No verifier key: ${text}`);
    const url = `${base}/log/${id}`;
    const log: GoLog = {
      key: parsed.key,
      url,
      reader: (path) => readOver(`${url}/${path}`),
      add: async (...records) => void (await post(`/add?id=${id}`, JSON.stringify(records))),
      sign: (note) => post(`/sign?id=${id}`, note),
    };
    ids.set(log, id);
    return log;
  }

  return {
    make,
    async judge(kind, inputs, key = "") {
      const body = {
        Kind: kind,
        Key: key,
        Inputs: inputs.map((input) => Buffer.from(input).toString("base64")),
      };
      return JSON.parse(new TextDecoder().decode(await post("/oracle", JSON.stringify(body)))) as unknown[];
    },
    async lookup(log, { path, version, url = log.url }) {
      const query = new URLSearchParams({ id: ids.get(log) ?? "", path, version, url });
      return JSON.parse(new TextDecoder().decode(await post(`/client?${query}`))) as GoLookup;
    },
    async stop() {
      child.stdin.end();
      await child.exited;
    },
  };
}

/** The executable, which is built once for each change of its source. */
async function buildServer(xMod: string): Promise<string> {
  const source = join(import.meta.dir, "log-server.go.txt");
  const hash = createHash("sha256").update(readFileSync(source)).update(xMod).digest("hex").slice(0, 16);
  const program = join(import.meta.dir, "../../.cache/log-server", hash);
  if (existsSync(program)) return program;
  const folder = mkdtempSync(join(tmpdir(), "go-log-"));
  copyFileSync(source, join(folder, "main.go"));
  writeFileSync(
    join(folder, "go.mod"),
    `module logserver.test\n\ngo 1.24\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ${xMod}\n`,
  );
  mkdirSync(dirname(program), { recursive: true });
  const temporary = `${program}-${process.pid}`;
  const built = await runGo(["build", "-mod=mod", "-o", temporary, "."], {
    folder,
    environment: { GOPROXY: "off" },
  });
  if (built.exitCode !== 0) throw new Error(`Cannot build the log server: ${built.stderr}`);
  renameSync(temporary, program);
  return program;
}
