import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTool } from "../../scripts/check-tools.ts";
import { damaged } from "./_file-place.ts";
import type { StorePlace } from "./_store-place.ts";
import { openS3Store } from "./open-s3-store.ts";
import { fromS3Key, s3Key } from "./s3-key.ts";
import type { S3Address } from "./s3-objects.ts";

/** A server that speaks as S3 does, on the loopback. */
export interface S3Server {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The bucket that all test servers have. */
export const bucketName = "modules";
const keys = { accessKeyId: "breakwater", secretAccessKey: "breakwater-secret", region: "us-east-1" };

/** Starts gofakes3 (in memory) or versitygw (in a folder); a text says why there is none. */
export async function startS3(program: "gofakes3" | "versitygw"): Promise<S3Server | string> {
  const tool = checkTool(program);
  if ("missing" in tool) return tool.missing;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "s3-"));
  mkdirSync(join(folder, "root", bucketName), { recursive: true });
  const words =
    program === "gofakes3"
      ? ["-backend", "memory", "-host", `127.0.0.1:${port}`, "-initialbucket", bucketName, "-quiet"]
      : [
          ...["--access", keys.accessKeyId, "--secret", keys.secretAccessKey, "--region", keys.region],
          ...["--port", `127.0.0.1:${port}`, "posix", join(folder, "root")],
        ];
  const child = Bun.spawn([tool.path, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder },
    stdout: "ignore",
    stderr: "ignore",
  });
  const endpoint = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !(await answers(endpoint))) await Bun.sleep(20);
  if (child.exitCode !== null) return `${program} ended with ${child.exitCode}`;
  return {
    endpoint,
    async stop() {
      // It would wait for connections that are kept open.
      child.kill("SIGKILL");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The address of a prefix in a test server's bucket. */
export function addressAt(endpoint: string, prefix: string): S3Address {
  return { ...keys, bucket: bucketName, prefix, endpoint };
}

/** A place that is a prefix of its own in the server's bucket. */
export function createS3Place({ endpoint }: S3Server): StorePlace {
  const prefix = `place-${crypto.randomUUID()}`;
  const address = addressAt(endpoint, prefix);
  const { prefix: _, ...credentials } = address;
  const client = new Bun.S3Client(credentials);
  const spool = mkdtempSync(join(tmpdir(), "spool-"));
  const nameOf = (key: string): string => `${prefix}/${s3Key(key)}`;

  async function damage(name: string, how: "half" | "empty" | "bit" | "gone"): Promise<void> {
    if (how === "gone") await client.delete(name);
    else await client.write(name, damaged(await client.file(name).bytes(), how));
  }

  return {
    open: (now = Date.now) => openS3Store({ address, spool, now }),
    async cut(key, how) {
      const listed = await client.list({ prefix: nameOf(`${key}.`), maxKeys: 1000 });
      const names = (listed.contents ?? []).map((object) => object.key).sort();
      const states = names.filter((name) =>
        /^\d{8}$/.test(fromS3Key(name).slice(prefix.length + key.length + 2)),
      );
      await damage(states.at(-1) ?? "none", how);
    },
    damageBlob: (sha256, how) => damage(nameOf(`blobs/${sha256.slice(0, 2)}/${sha256}`), how),
    async write(key, text) {
      await client.write(nameOf(key), text);
    },
    async remove() {
      rmSync(spool, { recursive: true, force: true });
    },
  };
}
