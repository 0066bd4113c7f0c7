/** Requests to S3: what is asked again when nobody answers, and what a failure is called. */
import { codeOf, reasonOf } from "./reason.ts";
import { fromS3Key, s3Key } from "./s3-key.ts";

/** Where a bucket is and who may write there. */
export interface S3Address {
  readonly bucket: string;
  /** Before all keys, without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** `https://…`; left out for AWS. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly virtualHostedStyle?: boolean;
}

/** An object as it is listed. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly changedAt: number;
}

/** Reads what was asked for, piece by piece. */
export type PartReader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

/** Objects by key. */
export interface S3Objects {
  readonly place: string;
  placeOf(key: string): string;
  /** By a PUT with `If-None-Match: *`. Bun's own `write` leaves the condition out and says nothing, so it goes by a presigned address. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  read(key: string): Promise<Uint8Array | undefined>;
  openPart(key: string, from: number, to: number): Promise<PartReader>;
  /** Writes a file of any size, over what may be there; the object appears as a whole. */
  upload(key: string, file: string, size: number): Promise<void>;
  stat(key: string): Promise<{ readonly size: number; readonly changedAt: number } | undefined>;
  remove(key: string): Promise<void>;
  /** In the order of their names as S3 has them. */
  list(
    start: string,
    more?: { readonly delimiter?: string; readonly after?: string },
  ): AsyncIterable<ListedObject>;
}

const mostAttempts = 4;
const firstPauseMs = 20;
const pageSize = 1000;

/** Speaks to a bucket; `requestMs`: for one request of a small object. */
export function createS3Objects({ prefix, ...address }: S3Address, requestMs: number): S3Objects {
  const client = new Bun.S3Client(address);
  const place = `s3://${[address.bucket, prefix].filter((part) => part !== "").join("/")}`;
  const start = prefix === "" ? "" : `${prefix}/`;
  const nameOf = (key: string): string => `${start}${s3Key(key)}`;
  const placeOf = (key: string): string => `s3://${address.bucket}/${nameOf(key)}`;

  function failure(action: string, key: string, reason: unknown): Error {
    return new Error(`Cannot ${action} "${placeOf(key)}": ${reasonOf(reason)}`, { cause: reason });
  }

  async function ask(method: "GET" | "PUT", key: string, more: RequestInit): Promise<Response> {
    const url = client.presign(nameOf(key), { method, expiresIn: 3600 });
    return fetch(url, { ...more, method, redirect: "error" });
  }

  /** Asks again after silence and after answers that say so; `isAgain`: an earlier attempt may have been heard. */
  async function askOften<Result>(options: {
    readonly method: "GET" | "PUT";
    readonly key: string;
    readonly more: RequestInit;
    readonly take: (response: Response, isAgain: boolean) => Promise<Result | "unanswered">;
  }): Promise<Result> {
    const { method, key, more, take } = options;
    let problem: unknown;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (attempt > 0) await Bun.sleep(firstPauseMs * 2 ** attempt);
      try {
        const signal = AbortSignal.timeout(requestMs);
        const response = await ask(method, key, { ...more, signal });
        const taken = await take(response, problem !== undefined);
        if (taken !== "unanswered") return taken;
        problem = `${response.status} ${(await response.text()).slice(0, 200)}`;
        if (response.status < 500 && response.status !== 409 && response.status !== 429) break;
      } catch (error) {
        problem = error;
      }
    }
    throw failure(method === "GET" ? "read" : "write", key, problem);
  }

  async function create(key: string, bytes: Uint8Array): Promise<boolean> {
    const more = { body: new Uint8Array(bytes), headers: { "if-none-match": "*" } };
    return askOften<boolean>({
      method: "PUT",
      key,
      more,
      async take(response, isAgain) {
        if (!response.ok && response.status !== 412) return "unanswered";
        await response.body?.cancel();
        // After an attempt without an answer the object may be this process's own.
        return response.ok || (isAgain && (await isSame(key, bytes)));
      },
    });
  }

  async function isSame(key: string, bytes: Uint8Array): Promise<boolean> {
    const stored = await read(key);
    return stored !== undefined && Buffer.from(stored).equals(bytes);
  }

  async function read(key: string): Promise<Uint8Array | undefined> {
    return askOften<Uint8Array | undefined>({
      method: "GET",
      key,
      more: {},
      async take(response) {
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        if (response.status !== 404) return "unanswered";
        await response.body?.cancel();
        return undefined;
      },
    });
  }

  async function openPart(key: string, from: number, to: number): Promise<PartReader> {
    const response = await ask("GET", key, { headers: { range: `bytes=${from}-${to - 1}` } });
    if (response.status === 206 && response.body) return response.body.getReader();
    await response.body?.cancel();
    throw failure("read", key, `${response.status} where a part was asked for`);
  }

  async function upload(key: string, file: string, size: number): Promise<void> {
    await tryOften("write", key, () => client.write(nameOf(key), Bun.file(file)));
    const status = await stat(key);
    if (status?.size !== size) throw failure("write", key, `the server has ${status?.size} of ${size} bytes`);
  }

  /** For what Bun's own client asks: it does so once. */
  async function tryOften<Result>(action: string, key: string, work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === mostAttempts || isFinal(error)) throw failure(action, key, error);
        await Bun.sleep(firstPauseMs * 2 ** attempt);
      }
    }
  }

  async function stat(key: string): Promise<{ size: number; changedAt: number } | undefined> {
    return tryOften("look at", key, async () => {
      try {
        const { size, lastModified } = await client.stat(nameOf(key));
        return { size, changedAt: new Date(lastModified).getTime() };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async function remove(key: string): Promise<void> {
    await tryOften("remove", key, async () => {
      try {
        await client.delete(nameOf(key));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  async function* list(
    keyStart: string,
    more: { readonly delimiter?: string; readonly after?: string } = {},
  ): AsyncIterable<ListedObject> {
    const { delimiter, after } = more;
    let token: string | undefined;
    do {
      const from = after === undefined ? {} : { startAfter: nameOf(after) };
      const question = {
        prefix: nameOf(keyStart),
        maxKeys: pageSize,
        ...(delimiter !== undefined && { delimiter }),
        ...(token === undefined ? from : { continuationToken: token }),
      };
      const page = await tryOften("list", keyStart, () => client.list(question));
      for (const { key, size = 0, lastModified } of page.contents ?? []) {
        const changedAt = new Date(lastModified ?? 0).getTime();
        yield { key: fromS3Key(key.slice(start.length)), size, changedAt };
      }
      token = page.isTruncated ? page.nextContinuationToken : undefined;
    } while (token !== undefined);
  }

  return { place, placeOf, create, read, openPart, upload, stat, remove, list };
}

function isMissing(error: unknown): boolean {
  return ["NoSuchKey", "NotFound", "404"].includes(codeOf(error) ?? "");
}

/** What asking again would not change. */
function isFinal(error: unknown): boolean {
  const codes = [
    "AccessDenied",
    "NoSuchBucket",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "ENOENT",
    "ENOSPC",
  ];
  return codes.includes(codeOf(error) ?? "");
}
