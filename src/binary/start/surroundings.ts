/** What a Go program will look for once it runs, and whether it is there. */
import type { ProgramParts } from "../executable/program-parts.ts";
import type { RootView } from "../root/root-view.ts";

/** One thing that a program reads from its root file system. */
export interface Surrounding {
  readonly kind: "certificates" | "zones" | "users";
  readonly outcome: "present" | "missing" | "own" | "not-needed";
  /** Where it was found; empty otherwise. */
  readonly path: string;
}

/** The places that crypto/x509 looks into on Linux, files first. */
const certificateFiles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
const certificateFolders = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/** The places that time looks into on Unix. */
const zoneFolders = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"];

/** Looks for certificates, time zones and the table of users. */
export function findSurroundings(
  parts: ProgramParts,
  root: RootView,
  environment: Readonly<Record<string, string>>,
): readonly Surrounding[] {
  return [
    judge("certificates", parts.hasSystemRoots, parts.hasOwnRoots, certificatePath(root, environment)),
    judge("zones", parts.hasZones, parts.hasOwnZones, zonePath(root, environment)),
    judge("users", parts.hasUsers, false, root.find("/etc/passwd") ? "/etc/passwd" : undefined),
  ];
}

function judge(
  kind: Surrounding["kind"],
  isNeeded: boolean,
  isOwn: boolean,
  path: string | undefined,
): Surrounding {
  if (!isNeeded) return { kind, outcome: "not-needed", path: "" };
  if (path !== undefined) return { kind, outcome: "present", path };
  return { kind, outcome: isOwn ? "own" : "missing", path: "" };
}

function certificatePath(
  root: RootView,
  { SSL_CERT_FILE, SSL_CERT_DIR }: Readonly<Record<string, string>>,
): string | undefined {
  const files = SSL_CERT_FILE ? [SSL_CERT_FILE] : certificateFiles;
  const folders = SSL_CERT_DIR ? SSL_CERT_DIR.split(":") : certificateFolders;
  return (
    files.find((path) => (root.find(path)?.sizeBytes ?? 0) > 0) ??
    folders.find((path) => root.list(path).some((name) => /\.(?:crt|pem|[0-9])$/.test(name)))
  );
}

function zonePath(root: RootView, { ZONEINFO }: Readonly<Record<string, string>>): string | undefined {
  const named = ZONEINFO ? [ZONEINFO] : [];
  return [...named, ...zoneFolders].find((path) => {
    const entry = root.find(path);
    return entry?.kind === "folder" ? root.list(path).length > 0 : entry?.kind === "file";
  });
}
