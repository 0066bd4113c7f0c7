/** Images in a registry (https://github.com/opencontainers/distribution-spec/blob/main/spec.md), fetched blob by blob. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type BlobReader, memoryBlob } from "../binary/blob-reader.ts";
import { createDigest, sha256Of } from "../binary/digest.ts";
import type { ImageFiles } from "../binary/image/image-files.ts";
import { ImageProblem } from "../binary/image/image-problem.ts";

export interface RegistryName {
  /** With its port. */
  readonly host: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
const MAX_BLOB_BYTES = 16 * 1024 * 1024 * 1024;
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** `host:port/repository[:tag][@digest]`; the host must be written out. */
export function parseRegistryName(name: string): RegistryName | undefined {
  const [, host = "", repository = "", tag, digest] =
    /^((?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?|localhost(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?|[a-z0-9-]+:\d+)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha(?:256|512):[0-9a-f]{64,128}))?$/i.exec(
      name,
    ) ?? [];
  if (host === "") return undefined;
  return { host, repository, reference: digest ?? tag ?? "latest" };
}

/** The files of an image in a registry; blobs are kept in `folder`, and what does not have its digest is refused. */
export function registryFiles(
  name: RegistryName,
  folder: string,
  openFile: (path: string) => BlobReader,
): ImageFiles {
  const client = createClient(name);
  const known = new Map<string, BlobReader>();
  const manifest = async (
    reference: string,
  ): Promise<{ digest: string; mediaType: string; size: number } | undefined> => {
    const answer = await client.get(`manifests/${reference}`, { Accept: accepted });
    if (answer.status === 404) return undefined;
    expectGood(answer, `manifests/${reference}`);
    const bytes = await readLimited(answer, MAX_MANIFEST_BYTES);
    const digest = sha256Of(bytes);
    if (reference.startsWith("sha256:") && reference !== digest)
      throw new ImageProblem(`the registry's manifest has ${digest}, not ${reference}`);
    known.set(pathOf(digest), memoryBlob(bytes));
    const mediaType = answer.headers.get("content-type")?.split(";")[0] ?? "";
    return { digest, mediaType, size: bytes.length };
  };
  return {
    open: async (path) => {
      const before = known.get(path);
      if (before) return before;
      if (path === "index.json") {
        const found = await manifest(name.reference);
        if (!found) throw new ImageProblem(`the registry has no ${name.repository} ${name.reference}`);
        return memoryBlob(new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, manifests: [found] })));
      }
      const [, algorithm, hex] = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(path) ?? [];
      if (algorithm === undefined || hex === undefined) return undefined;
      const digest = `${algorithm}:${hex}`;
      const answer = await client.get(`blobs/${digest}`, {});
      // Manifests of an index lie behind another address than blobs.
      if (answer.status === 404) return (await manifest(digest)) ? known.get(path) : undefined;
      expectGood(answer, `blobs/${digest}`);
      const file = join(folder, hex);
      await save(answer, { file, algorithm, hex });
      const blob = openFile(file);
      known.set(path, blob);
      return blob;
    },
  };
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

interface Client {
  get(path: string, headers: Readonly<Record<string, string>>): Promise<Response>;
}

/** Speaks plain HTTP only to this machine. Asks for a token where the registry wants one from everybody. */
function createClient({ host, repository }: RegistryName): Client {
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
  const base = `${isLocal ? "http" : "https"}://${host}/v2/${repository}/`;
  let authorization: string | undefined;
  const ask = async (path: string, headers: Readonly<Record<string, string>>): Promise<Response> => {
    const all = authorization === undefined ? headers : { ...headers, Authorization: authorization };
    try {
      return await fetch(base + path, { headers: all });
    } catch (error) {
      throw new ImageProblem(
        `${host} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  return {
    get: async (path, headers) => {
      const answer = await ask(path, headers);
      if (answer.status !== 401 || authorization !== undefined) return answer;
      authorization = await askToken(answer.headers.get("www-authenticate") ?? "", repository);
      return authorization === undefined ? answer : ask(path, headers);
    },
  };
}

/** A token for reading that anybody gets. */
async function askToken(challenge: string, repository: string): Promise<string | undefined> {
  const partOf = (key: string): string | undefined =>
    new RegExp(`${key}="([^"]*)"`, "i").exec(challenge)?.[1];
  const realm = partOf("realm");
  if (!/^bearer /i.test(challenge) || realm === undefined || !/^https?:\/\//.test(realm)) return undefined;
  const address = new URL(realm);
  address.searchParams.set("service", partOf("service") ?? "");
  address.searchParams.set("scope", `repository:${repository}:pull`);
  const answer = await fetch(address);
  if (!answer.ok) return undefined;
  const body: unknown = await answer.json();
  const token =
    typeof body === "object" &&
    body !== null &&
    ("token" in body ? body.token : "access_token" in body ? body.access_token : undefined);
  return typeof token === "string" ? `Bearer ${token}` : undefined;
}

function expectGood(answer: Response, path: string): void {
  if (!answer.ok) throw new ImageProblem(`the registry answers ${answer.status} for ${path}`);
}

async function readLimited(answer: Response, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += piece.length;
    if (size > limit) throw new ImageProblem(`the registry's manifest has more than ${limit} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function save(
  answer: Response,
  { file, algorithm, hex }: { file: string; algorithm: string; hex: string },
): Promise<void> {
  const hash = createDigest(algorithm === "sha512" ? "sha512" : "sha256");
  const descriptor = openSync(file, "w");
  let size = 0;
  try {
    for await (const piece of answer.body ?? []) {
      size += piece.length;
      if (size > MAX_BLOB_BYTES) throw new ImageProblem(`a blob has more than ${MAX_BLOB_BYTES} bytes`);
      hash.update(piece);
      writeSync(descriptor, piece);
    }
  } finally {
    closeSync(descriptor);
  }
  const seen = hash.hex();
  if (seen !== hex)
    throw new ImageProblem(`a blob of the registry has ${algorithm}:${seen}, not ${algorithm}:${hex}`);
}
