import { join } from "node:path";

/** The folder of a log, whose name is a host and perhaps a path; no name leads out of `folder`. */
export function logFolder(folder: string, log: string): string {
  return join(folder, ...log.split("/").map(fileNameOf));
}

/** One element of a path as a file name on every system. */
export function fileNameOf(element: string): string {
  const escaped = element.replace(/[^A-Za-z0-9!+@._~-]/g, (char) =>
    encodeURIComponent(char).replace(/\*/g, "%2A"),
  );
  return /^\.*$/.test(escaped) ? `%${escaped}` : escaped;
}
