/** The files of the container image: what Debian packages bring, and what makes a container of them. */
import type { ArchiveMember } from "../src/workspace/tree/archive-error.ts";
import { debianPackages, type UnpackedPackage, unpackDebian } from "./debian-packages.ts";
import type { TarEntry } from "./write-tar.ts";

/** As the image's configuration names them; the number is that of other images without a root user. */
export const imageUser = 65532;
/** Where a repository is mounted. */
export const imageFolder = "/work";
/** The roots of trust, where OpenSSL and Go look by themselves. */
export const imageCertificates = "/etc/ssl/certs/ca-certificates.crt";

const certificates = /^usr\/share\/ca-certificates\/mozilla\/.+\.crt$/;
/** Files that nothing in the image uses: tables of character sets, changelogs, pages of manuals, tools that need a shell. */
const leftOut =
  /^(usr\/lib\/[^/]+\/gconv\/|usr\/share\/(doc\/[^/]+\/(?!copyright$)|lintian\/|man\/)|usr\/sbin\/|usr\/share\/ca-certificates\/)/;
/** What an empty file system and the texts of licences need of base-files; the rest is for people who log in. */
const ofBaseFiles =
  /^(bin|sbin|lib|lib64|etc\/(os-release|debian_version)|usr\/lib\/os-release|usr\/share\/(common-licenses|doc)\/.+)$/;

/** Files of the pinned packages for one architecture, and a record of each package for scanners of images. */
export function debianFiles(architecture: "amd64" | "arm64"): readonly TarEntry[] {
  const packages = debianPackages
    .filter((one) => one.architecture === architecture || one.architecture === "all")
    .map(unpackDebian);
  const entries = packages.flatMap((one) => [...filesOf(one), recordOf(one)]);
  return [...entries, bundleOf(packages), ...ownFiles()];
}

function filesOf({ package: { name }, files }: UnpackedPackage): readonly TarEntry[] {
  return files.flatMap((file): readonly TarEntry[] => {
    const path = pathOf(file);
    if (leftOut.test(path) || (name === "base-files" && !ofBaseFiles.test(path))) return [];
    if (file.linkTarget !== undefined) return [{ kind: "link", path, target: file.linkTarget }];
    return [{ kind: "file", path, mode: file.isExecutable ? 0o755 : 0o644, bytes: file.open() }];
  });
}

/** Image scanners look here for what is installed where there is no dpkg. */
function recordOf({ package: { name }, control }: UnpackedPackage): TarEntry {
  return text(`var/lib/dpkg/status.d/${name}`, control);
}

/** What update-ca-certificates would write: every certificate of the package, by name. */
function bundleOf(packages: readonly UnpackedPackage[]): TarEntry {
  const all = packages
    .flatMap(({ files }) => files)
    .filter((file) => certificates.test(pathOf(file)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (all.length < 50) throw new Error(`Only ${all.length} certificates in the packages of Debian`);
  const texts = all.map((file) => new TextDecoder().decode(file.open()).replace(/\n*$/, "\n"));
  return text(imageCertificates.slice(1), texts.join(""));
}

function ownFiles(): readonly TarEntry[] {
  return [
    text(
      "etc/passwd",
      `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${imageUser}:${imageUser}:nonroot:/home/nonroot:/sbin/nologin\n`,
    ),
    text("etc/group", `root:x:0:\nnonroot:x:${imageUser}:\n`),
    text("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
    { kind: "folder", path: "home/nonroot", mode: 0o700, owner: imageUser },
    { kind: "folder", path: imageFolder.slice(1), mode: 0o755, owner: imageUser },
    { kind: "folder", path: "tmp", mode: 0o1777 },
    // Where a runtime mounts, also when the root is read-only.
    ...["dev", "proc", "sys"].map((path) => ({ kind: "folder", path, mode: 0o755 }) as const),
  ];
}

function text(path: string, content: string): TarEntry {
  return { kind: "file", path, mode: 0o644, bytes: new TextEncoder().encode(content) };
}

function pathOf({ path }: ArchiveMember): string {
  return path.replace(/^(\.?\/)+/, "");
}
