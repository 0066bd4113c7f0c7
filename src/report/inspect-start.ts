/** What `inspect --image` says of a start: what is wanted and missing, why, and what to do. */
import type { InspectedProgram, InspectedStart } from "./inspect-report.ts";

/** The sentence that heads the paragraph. */
export function startHeading(file: string, { outcome, image }: InspectedStart): string {
  if (outcome === "starts") return `${file} starts in ${image}`;
  return outcome === "unknown"
    ? `Whether ${file} starts in ${image} is unknown`
    : `${file} does not start in ${image}`;
}

/** The lines below it: a word and a text each. */
export function startLines(
  program: InspectedProgram,
  start: InspectedStart,
): readonly (readonly [string, string])[] {
  const lines: [string, string][] = [];
  for (const { kind, subject, wantedBy, words, found } of start.causes) {
    lines.push([labelOf(kind), wantedText({ kind, subject, wantedBy })]);
    lines.push(["says", words]);
    if (found !== null) lines.push(["there is", found]);
  }
  for (const reason of start.unknown) lines.push(["unknown", reason]);
  const reason = becauseOf(program, start);
  if (reason !== undefined) lines.push(["because", reason]);
  const fix = fixOf(program, start);
  if (fix !== undefined) lines.push(["Fix", fix]);
  for (const { kind, outcome } of start.surroundings) {
    if (outcome === "missing") lines.push(["lacks", lacks[kind]]);
  }
  const risk = riskOf(program);
  if (risk !== undefined) lines.push(["risk", risk]);
  return lines;
}

const lacks = {
  certificates:
    'certificate authorities: connections end with "x509: certificate signed by unknown authority" (package ca-certificates)',
  zones:
    'time zones: time.LoadLocation ends with "unknown time zone" (package tzdata, or import time/tzdata)',
  users: "/etc/passwd: users cannot be looked up by name",
} as const;

function labelOf(kind: string): string {
  if (kind === "machine" || kind === "system") return "is for";
  return kind === "format" || kind === "file" ? "starts" : "wants";
}

function wantedText(cause: { kind: string; subject: string; wantedBy: string }): string {
  const { kind, subject, wantedBy } = cause;
  if (kind === "machine") return `another machine than ${subject}, which the image is for`;
  if (kind === "system") return `another system than ${subject}`;
  if (kind === "interpreter" && subject.endsWith("\r")) return `${subject.slice(0, -1)}\\r`;
  if (kind === "user") return `an entry for ${subject} in the tables of users and groups`;
  return wantedBy.startsWith("the ") ? subject : `${subject}, wanted by ${wantedBy}`;
}

/** Go's reason for wanting the system's library at all. */
function becauseOf({ go, contract }: InspectedProgram, { causes }: InspectedStart): string | undefined {
  if (!go || !causes.some(({ kind }) => linkKinds.has(kind))) return undefined;
  if (!go.cgo) return "the program is linked for a dynamic linker, although no cgo code is inside";
  const users = [
    ...(go.dns.uses === "either" || go.dns.uses === "system" ? ["net"] : []),
    ...(go.users.uses === "system" ? ["os/user"] : []),
  ];
  const setting = go.settings.find(({ key }) => key === "CGO_ENABLED");
  const site = contract?.site;
  const where = site ? ` at ${site.file}:${site.line}` : "";
  const how = setting ? ` (CGO_ENABLED=${setting.value}${where})` : where;
  return users.length > 0
    ? `${users.join(" and ")} ${users.length === 1 ? "uses" : "use"} cgo${how}`
    : `a package uses cgo${how}`;
}

const linkKinds: ReadonlySet<string> = new Set(["interpreter", "library", "version", "symbol"]);

function fixOf({ go, linkage, contract }: InspectedProgram, { causes }: InspectedStart): string | undefined {
  const kinds = new Set(causes.map(({ kind }) => kind));
  if (kinds.has("machine")) return "build for the image's platform, or take the image of the program's";
  if (kinds.has("system")) return "build with GOOS=linux";
  if (causes.some(({ kind, subject }) => kind === "interpreter" && subject.endsWith("\r")))
    return "write the script with the line endings of Unix (LF): its first line ends in CR LF";
  if (causes.some(({ found }) => found?.endsWith("nobody may execute it")))
    return "chmod +x before COPY, or COPY --chmod=0755";
  if (
    causes.some(
      ({ words, found }) => /permission denied$/i.test(words) || /: mode 0\d{3}, owner /.test(found ?? ""),
    )
  )
    return "rights for who runs it, on every folder of the path: COPY --chmod or --chown, or another USER";
  if (kinds.has("user")) return "a number as USER, or a base image whose /etc/passwd knows the name";
  if (kinds.has("version")) {
    const floors = linkage?.floors.map(({ version }) => version).join(", ") ?? "";
    return `build on a release as old as the image's, or a base image with ${floors}`;
  }
  if (![...kinds].some((kind) => linkKinds.has(kind))) return undefined;
  if (!go?.cgo) return "a base image that has what is wanted";
  const where = contract?.site ? ` at ${contract.site.file}:${contract.site.line}` : "";
  const onlyStandard = go.dns.uses !== "none" || go.users.uses !== "none";
  return onlyStandard
    ? `CGO_ENABLED=0${where}, or -tags netgo,osusergo if nothing else uses cgo; or a base image that has what is wanted`
    : `CGO_ENABLED=0${where} if the package works without cgo; or a base image that has what is wanted`;
}

/** What can crash it later: getaddrinfo in a static program loads glibc's modules of exactly the release it was linked with. */
export function riskOf({ go, linkage, platform }: InspectedProgram): string | undefined {
  const isStatic = linkage?.kind === "static" || linkage?.kind === "static-pie";
  if (!isStatic || platform?.os !== "linux" || !go?.cgo) return undefined;
  const asks = [
    go.dns.uses === "either" || go.dns.uses === "system" ? "getaddrinfo" : undefined,
    go.users.uses === "system" ? "getpwnam" : undefined,
  ].filter((one) => one !== undefined);
  if (asks.length === 0) return undefined;
  return `${asks.join(" and ")} of glibc in a static program: a failing lookup can crash it (-tags netgo,osusergo)`;
}
