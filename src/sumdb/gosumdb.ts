/** The value of GOSUMDB: which log is believed, by which key, at which address (https://go.dev/ref/mod#environment-variables). */
import { splitGoFields } from "../go/white-space.ts";
import { parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

/** A GOSUMDB value as go reads it. */
export type Gosumdb =
  | { readonly kind: "off" }
  | {
      readonly kind: "log";
      readonly key: VerifierKey;
      /** Asked instead of any proxy and of the log's own address. */
      readonly url?: string;
    }
  /** `reason` is in go's own words. */
  | { readonly kind: "bad"; readonly reason: string };

/** Keys that go itself knows by name. */
const knownKeys: Readonly<Record<string, string>> = {
  "sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
};

/** Go's name for the same log at another address. */
const alias = { name: "sum.golang.google.cn", value: "sum.golang.org https://sum.golang.google.cn" };

/** Reads an effective GOSUMDB; an empty one means go's default. */
export function parseGosumdb(value: string): Gosumdb {
  if (value === "off") return { kind: "off" };
  const [first, url, ...rest] = splitGoFields(effectiveValue(value));
  if (first === undefined) return { kind: "bad", reason: "missing GOSUMDB" };
  if (rest.length > 0) return { kind: "bad", reason: "invalid GOSUMDB: too many fields" };
  const known = Object.hasOwn(knownKeys, first) ? knownKeys[first] : undefined;
  const parsed = parseVerifierKey(known ?? first);
  if (parsed.kind === "bad-key") return { kind: "bad", reason: `invalid GOSUMDB: ${parsed.reason}` };
  const { key } = parsed;
  if (!isLogName(key.name)) {
    return { kind: "bad", reason: `invalid sumdb name (must be host[/path]): ${key.name}` };
  }
  if (url === undefined) return { kind: "log", key };
  if (!URL.canParse(url)) return { kind: "bad", reason: "invalid GOSUMDB URL" };
  return { kind: "log", key, url };
}

function effectiveValue(value: string): string {
  if (value === "") return "sum.golang.org";
  return value === alias.name ? alias.value : value;
}

/** A host, perhaps with port and path; no element may lead elsewhere, since the name is a folder, too. */
function isLogName(name: string): boolean {
  const [host = "", ...path] = name.split("/");
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/.test(host)) return false;
  return path.every((element) => /^[A-Za-z0-9._~-]+$/.test(element) && !/^\.+$/.test(element));
}
