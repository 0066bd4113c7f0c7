/**
 * The platforms that Breakwater is released for. platforms.json records the runtime of each: npm's package of the
 * version that package.json pins, with the SHA-512 that the registry names.
 */
import recorded from "./platforms.json" with { type: "json" };

export interface Platform {
  /** Part of file and package names: `linux-x64-musl`. */
  readonly name: string;
  /** As Node's `process.platform` and npm's `os` say it. */
  readonly os: "linux" | "darwin" | "win32";
  readonly cpu: "x64" | "arm64";
  /** Absent where a system has one C library. */
  readonly libc?: "glibc" | "musl";
  /** npm package of the runtime that the executable is made of. */
  readonly runtime: string;
  /** `sha512-` and base64, as in a lockfile. */
  readonly integrity: string;
}

/** Every platform, in the order in which they are built. */
export const platforms: readonly Platform[] = recorded.platforms as readonly Platform[];

/** Version of the runtime packages. */
export const runtimeVersion: string = recorded.runtimeVersion;

/** `breakwater`, or on Windows `breakwater.exe`. */
export function programFile({ os }: Platform): string {
  return os === "win32" ? "breakwater.exe" : "breakwater";
}

/** The file of a release: `breakwater-0.1.0-linux-x64`; action/install.sh and the GitLab template build the same name. */
export function releaseFile(platform: Platform, version: string): string {
  return `breakwater-${version}-${platform.name}${platform.os === "win32" ? ".exe" : ""}`;
}

/** The platform this process runs on; undefined where none is released. */
export function ownPlatform(): Platform | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const libc = report?.header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
  return platforms.find(
    (platform) =>
      platform.os === process.platform &&
      platform.cpu === process.arch &&
      (platform.libc === undefined || platform.libc === libc),
  );
}

/** The platforms of the container image. */
export const imagePlatforms: readonly Platform[] = platforms.filter(
  ({ os, libc }) => os === "linux" && libc === "glibc",
);
