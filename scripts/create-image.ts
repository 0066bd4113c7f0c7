import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { root } from "./_run.ts";
import { debianFiles, imageCertificates, imageFolder, imageUser } from "./image-files.ts";
import type { Platform } from "./platforms.ts";
import { thirdPartyText } from "./third-party.ts";
import { writeImageLayout } from "./write-image-layout.ts";

/** Where the image has the executable. */
export const imageProgram = "/usr/local/bin/breakwater";
/** What an engine calls it after loading; names without a host would be those of a public registry. */
export const imageName = "localhost/breakwater";

/** The container image of Breakwater with these executables, one for each platform, as a tar with an OCI layout. */
export function createImage(options: {
  readonly programs: readonly { readonly platform: Platform; readonly bytes: Uint8Array }[];
  readonly created: Date;
  readonly commit?: string;
}): ReturnType<typeof writeImageLayout> {
  const { created, commit } = options;
  const { version, description } = manifest;
  const about = {
    "org.opencontainers.image.title": "Breakwater",
    "org.opencontainers.image.description": description,
    "org.opencontainers.image.version": version,
    // Breakwater, its runtime and libraries, the C library, the certificates.
    "org.opencontainers.image.licenses": "Apache-2.0 AND MIT AND ISC AND LGPL-2.1-or-later AND MPL-2.0",
    ...(commit === undefined ? {} : { "org.opencontainers.image.revision": commit }),
  };
  const config = {
    User: `${imageUser}:${imageUser}`,
    Env: ["PATH=/usr/local/bin:/usr/bin:/bin", `SSL_CERT_FILE=${imageCertificates}`],
    Entrypoint: [imageProgram],
    Cmd: ["check"],
    WorkingDir: imageFolder,
    Labels: about,
  };
  const documents = [
    {
      kind: "file",
      path: "usr/share/doc/breakwater/LICENSE",
      mode: 0o644,
      bytes: readFileSync(join(root, "LICENSE")),
    },
    {
      kind: "file",
      path: "usr/share/doc/breakwater/THIRD-PARTY.txt",
      mode: 0o644,
      bytes: new TextEncoder().encode(thirdPartyText()),
    },
  ] as const;
  const images = options.programs.map(({ platform, bytes }) => {
    const architecture = platform.cpu === "x64" ? ("amd64" as const) : ("arm64" as const);
    const program = { kind: "file", path: imageProgram.slice(1), mode: 0o755, bytes } as const;
    return { architecture, config, layers: [debianFiles(architecture), [program, ...documents]] };
  });
  return writeImageLayout({ images, name: imageName, tag: version, created, about });
}
