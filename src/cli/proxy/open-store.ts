/** The store that `--store` names: a folder, or a bucket of S3 with what the environment says about it. */
import { join, resolve } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import type { ModuleStore } from "../../store/module-store.ts";
import { openFileStore } from "../../store/open-file-store.ts";
import { openS3Store } from "../../store/open-s3-store.ts";
import { reasonOf } from "../reason-of.ts";
import type { Terminal } from "../terminal.ts";
import { userCacheFolder } from "../user-cache-folder.ts";

/** An open store, and a folder of this machine for what can be had again. */
export interface OpenedStore {
  readonly store: ModuleStore;
  readonly localFolder: string;
}

/** Opens it; throws UserError where that is not possible. */
export async function openStore(
  given: string | undefined,
  { environment, folder: here }: Pick<Terminal, "environment" | "folder">,
  now: () => number,
): Promise<OpenedStore> {
  const cache = userCacheFolder(environment);
  const s3 = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(given ?? "");
  const localFolder = s3 || given === undefined ? cache && join(cache, "proxy") : resolve(here, given);
  if (localFolder === undefined)
    throw new UserError("bad-option", "Cannot choose a place for the store: there is no home folder", {
      hint: "breakwater proxy --store DIR",
    });
  try {
    if (!s3) return { store: await openFileStore({ folder: localFolder, now }), localFolder };
    const [, bucket = "", prefix = ""] = s3;
    const address = { ...s3Environment(environment), bucket, prefix };
    const spool = join(localFolder, "spool");
    return { store: await openS3Store({ address, spool, now }), localFolder };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      "cannot-open-store",
      `Cannot open the store "${given ?? localFolder}": ${reasonOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** The variables that all tools of AWS read. */
function s3Environment(environment: Terminal["environment"]) {
  const read = (name: string): string | undefined => environment[name] || undefined;
  const [accessKeyId, secretAccessKey] = [read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY")];
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new UserError(
      "bad-option",
      "Cannot use S3: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set",
    );
  const endpoint = read("AWS_ENDPOINT_URL_S3") ?? read("AWS_ENDPOINT_URL");
  const region = read("AWS_REGION") ?? read("AWS_DEFAULT_REGION");
  const sessionToken = read("AWS_SESSION_TOKEN");
  return {
    accessKeyId,
    secretAccessKey,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
