/** A certificate authority of our own, for tests that speak TLS. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PEM files; `caFile` is what a client trusts. */
export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for 127.0.0.1 and localhost; undefined where there is no openssl. */
export function makeCertificates(): Certificates | undefined {
  if (!Bun.which("openssl")) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  const run = (...words: string[]): void => {
    const { exitCode, stderr } = Bun.spawnSync(["openssl", ...words], { cwd: folder, stderr: "pipe" });
    if (exitCode !== 0) throw new Error(`openssl ${words[0]}: ${stderr.toString()}`);
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test-ca");
  run("req", ...curve, "-keyout", "tls.key", "-out", "tls.csr", "-subj", "/CN=127.0.0.1");
  run(
    "x509",
    "-req",
    "-in",
    "tls.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "ext",
    "-out",
    "tls.pem",
  );
  return {
    caFile: at("ca.pem"),
    certFile: at("tls.pem"),
    keyFile: at("tls.key"),
    cert: readFileSync(at("tls.pem"), "utf8"),
    key: readFileSync(at("tls.key"), "utf8"),
  };
}
