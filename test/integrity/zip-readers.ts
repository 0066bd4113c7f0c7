/** What Go's own reader makes of zips, and what ours makes of them. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readZip } from "../../src/workspace/tree/read-zip.ts";
import { runGo } from "../differential/go-command.ts";
import { writeFiles } from "../write-files.ts";

/** Prints one line for each zip: "refused", or the sum of its names with the sums of their contents. */
const program = `package main

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strconv"
)

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	for i := range count {
		fmt.Println(read(fmt.Sprintf("zips/%d.zip", i)))
	}
}

func read(name string) string {
	r, err := zip.OpenReader(name)
	if err != nil {
		return "refused"
	}
	defer r.Close()
	all := sha256.New()
	for _, f := range r.File {
		fmt.Fprintf(all, "%x %s\\n", f.Name, sumOf(f))
	}
	return fmt.Sprintf("%d %x", len(r.File), all.Sum(nil))
}

func sumOf(f *zip.File) string {
	if f.UncompressedSize64 > 1<<29 {
		return "large"
	}
	c, err := f.Open()
	if err != nil {
		return "bad"
	}
	defer c.Close()
	h := sha256.New()
	if _, err := io.Copy(h, c); err != nil {
		return "bad"
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
`;

/** Reads zips with the real archive/zip, each from a file of its own. */
export async function readWithGo(zips: readonly Uint8Array[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "zips-"));
  try {
    writeFiles(folder, { "go.mod": "module m\n\ngo 1.22\n", "main.go": program });
    mkdirSync(join(folder, "zips"));
    for (const [index, zip] of zips.entries()) writeFileSync(join(folder, `zips/${index}.zip`), zip);
    const { stdout, stderr, exitCode } = await runGo(["run", ".", String(zips.length)], { folder });
    if (exitCode !== 0) throw new Error(stderr);
    return stdout.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same by the reader that module zips are read with. */
export function readWithOurs(zip: Uint8Array): string {
  try {
    const members = readZip(zip, { hasFolders: true, isModule: true });
    const all = createHash("sha256");
    for (const { path, open } of members) all.update(`${Buffer.from(path).toString("hex")} ${sumOf(open)}\n`);
    return `${members.length} ${all.digest("hex")}`;
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function sumOf(open: () => Uint8Array): string {
  try {
    return createHash("sha256").update(open()).digest("hex");
  } catch {
    return "bad";
  }
}
