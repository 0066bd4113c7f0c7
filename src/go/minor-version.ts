import { parseGoVersion } from "./go-version.ts";

/** N of a Go version 1.N (`1.21`, `1.21.3`, `go1.22rc1`); undefined when the text is no version of Go 1. */
export function minorOfGoVersion(version: string): number | undefined {
  const parsed = parseGoVersion(version.startsWith("go") ? version.slice(2) : version);
  return parsed?.major === "1" ? Number(parsed.minor) : undefined;
}
