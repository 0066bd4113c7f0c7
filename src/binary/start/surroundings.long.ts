/** Certificates, time zones and users as a program of Go itself finds them in roots with and without them. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { plainGo } from "../../../scripts/plain-go.ts";
import { openFileBlob } from "../../cli/file-blob.ts";
import { folderRoot } from "../../cli/folder-root.ts";
import { findProgramParts } from "../executable/program-parts.ts";
import { readProgram } from "../executable/read-program.ts";
import { findSurroundings } from "./surroundings.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-surroundings-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const zoneFile = "/usr/share/zoneinfo/Europe/Zurich";
const hasTools = Bun.which("go") !== null && Bun.which("openssl") !== null && existsSync(zoneFile);
const canRun = process.getuid?.() === 0 && process.platform === "linux" && hasTools;
if (!canRun) console.log("SKIPPED: programs are run by chroot, which needs root, go, openssl and zoneinfo");

const source = `package main

import (
	"crypto/x509"
	"fmt"
	"os/user"
	"time"
)

func main() {
	pool, _ := x509.SystemCertPool()
	_, zoneError := time.LoadLocation("Europe/Zurich")
	_, userError := user.Lookup("app")
	fmt.Println(pool != nil && len(pool.Subjects()) > 0, zoneError == nil, userError == nil)
}
`;

test.skipIf(!canRun)("what is foretold is what the program finds", () => {
  writeFileSync(join(work, "go.mod"), "module x.test/surroundings\n\ngo 1.21\n");
  writeFileSync(join(work, "main.go"), source);
  const file = join(work, "program");
  const done = Bun.spawnSync(["go", "build", "-o", file, "."], {
    cwd: work,
    env: plainGo({ CGO_ENABLED: "0" }),
  });
  expect(done.stderr.toString()).toBe("");
  const openssl = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=x",
    "-keyout",
    "/dev/null",
    "-out",
    join(work, "ca.pem"),
  ];
  expect(Bun.spawnSync(["openssl", ...openssl]).exitCode).toBe(0);
  const bytes = {
    ca: readFileSync(join(work, "ca.pem")),
    zone: readFileSync(zoneFile),
    passwd: new TextEncoder().encode("app:x:1000:1000::/:/bin/sh\n"),
  };
  const parts = [
    ["/etc/ssl/certs/ca-certificates.crt", bytes.ca],
    ["/usr/share/zoneinfo/Europe/Zurich", bytes.zone],
    ["/etc/passwd", bytes.passwd],
  ] as const;
  const blob = openFileBlob(file);
  const program = readProgram(blob);
  if (!program.executable) throw new Error("no executable");
  const found = findProgramParts(program.part, program.executable);
  let roots = 0;
  for (let mask = 0; mask < 8; mask++, roots++) {
    const root = join(work, `root${mask}`);
    mkdirSync(root);
    Bun.spawnSync(["cp", file, join(root, "program")]);
    for (const [index, [path, content]] of parts.entries()) {
      if ((mask & (1 << index)) === 0) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const foretold = findSurroundings(found, folderRoot(root), {})
      .map(({ outcome }) => outcome === "present")
      .join(" ");
    const seen = Bun.spawnSync(["/usr/sbin/chroot", root, "/program"], { env: {} }).stdout.toString().trim();
    expect(`${mask}: ${foretold}`).toBe(`${mask}: ${seen}`);
  }
  blob.close();
  console.log(`surroundings as the program finds them: ${roots} roots`);
});
