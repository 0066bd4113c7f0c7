/**
 * The Go that releases of Linux distributions package as `golang-go` or `go`: a release keeps its minor version
 * for life. https://packages.debian.org/golang-go https://packages.ubuntu.com/golang-go https://pkgs.alpinelinux.org
 */
import type { Distribution } from "../machine.ts";

const debian: ReadonlyMap<string, string> = new Map([
  ["10", "1.11"],
  ["buster", "1.11"],
  ["11", "1.15"],
  ["bullseye", "1.15"],
  ["12", "1.19"],
  ["bookworm", "1.19"],
  ["13", "1.24"],
  ["trixie", "1.24"],
]);

const ubuntu: ReadonlyMap<string, string> = new Map([
  ["18.04", "1.10"],
  ["bionic", "1.10"],
  ["20.04", "1.13"],
  ["focal", "1.13"],
  ["22.04", "1.18"],
  ["jammy", "1.18"],
  ["24.04", "1.22"],
  ["noble", "1.22"],
]);

const alpine: ReadonlyMap<string, string> = new Map([
  ["3.12", "1.13"],
  ["3.13", "1.15"],
  ["3.14", "1.16"],
  ["3.15", "1.17"],
  ["3.16", "1.18"],
  ["3.17", "1.19"],
  ["3.18", "1.20"],
  ["3.19", "1.21"],
  ["3.20", "1.22"],
  ["3.21", "1.23"],
  ["3.22", "1.24"],
]);

const releases: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ["debian", debian],
  ["buildpack-deps", debian],
  ["ubuntu", ubuntu],
  ["alpine", alpine],
]);

/** The distribution of an official base image, where its tag names a release. */
export function distributionOf(repository: string, tag: string | undefined): Distribution | undefined {
  const release = /^(?:\d+\.\d+|\d+|[a-z]+)(?=$|[-.])/.exec(tag ?? "")?.[0];
  if (release === undefined) return undefined;
  // Debian numbers its point releases: 12.5 is bookworm.
  const key = repository === "alpine" || repository === "ubuntu" ? release : release.replace(/\..*$/, "");
  const go = releases.get(repository)?.get(key);
  return go === undefined ? undefined : { name: `${repository} ${key}`, go };
}
