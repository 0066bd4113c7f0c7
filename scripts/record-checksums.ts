import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the GitHub action looks. */
const actionFile = "checksums.txt";
const templateFile = "templates/breakwater.gitlab-ci.yml";

/** Writes the checksums of the downloads to the two files that verify them, in place of older ones; returns the files' names. */
export function recordChecksums(checksums: string, folder: string): readonly string[] {
  const lines = checksums.split("\n").filter((line) => line.endsWith(".gz"));
  if (lines.length === 0) throw new Error("There is no checksum of a download");
  change(join(folder, actionFile), (before) => `${before.split("\n")[0]}\n${lines.join("\n")}\n`);
  const ofLinux = lines.filter((line) => line.includes("-linux-")).map((line) => `      ${line}\n`);
  change(join(folder, templateFile), (before) =>
    before.replace(
      /^( {4}BREAKWATER_CHECKSUMS:).*\n(?: {6}.*\n)*/m,
      (_, key: string) => `${key} |\n${ofLinux.join("")}`,
    ),
  );
  return [actionFile, templateFile];
}

function change(file: string, edit: (before: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}
