import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseGoproxy } from "../../src/go/goproxy.ts";
import { goEnvironment } from "../go-home.ts";
import { reportSuite } from "./report-suite.ts";

/** Nothing listens on port 1 of this machine, so a list that go accepts ends in a refused connection. */
const lists = [
  "http://127.0.0.1:1",
  "127.0.0.1:1",
  "http://127.0.0.1:1?timeout=5s,off",
  "http://127.0.0.1:1#x,off",
  " http://127.0.0.1:1 | off",
  "off",
  "off,nonsense",
  "nonsense",
  "none",
  "noproxy",
  "off noproxy",
  "http://127.0.0.1:1,nonsense",
  "ftp://127.0.0.1:1",
  "HTTP://127.0.0.1:1",
  "a:b",
  "mailto:a@b.test",
  " ",
  ",",
  " , |",
  "/tmp/proxy",
  "file:///no/such",
  "file:///no/such,off",
  "file:///no/such?x=1",
  "file:///no/such#x",
  "file://host/no/such",
  "file:no/such",
  "file:/no/such",
  "http://127.0.0.1:port",
  "http://127.0.0.1:1/%zz",
  "http://exa mple.test",
  "http://127.0.0.1:1 http://127.0.0.1:2",
  "http://user:secret@127.0.0.1:1",
  "ftp://user:secret@127.0.0.1:1",
  "ftp://secret@127.0.0.1:1",
  "://x",
  "1http://x",
  "http://[::1",
  "a.test\u007f",
  "http://127.0.0.1:1\u00a0",
];

test("the real go refuses the same GOPROXY lists in the same words", () => {
  const folder = mkdtempSync(join(tmpdir(), "goproxy-"));
  for (const GOPROXY of lists) {
    const { stderr } = Bun.spawnSync(["go", "list", "-m", "x.test/m@v1.0.0"], {
      cwd: folder,
      env: { ...goEnvironment(folder), GOSUMDB: "off", GOPROXY },
    });
    const output = stderr.toString();
    const refusal =
      /(invalid (?:file:\/\/ )?proxy URL.*|GOPROXY list is not.*|parse ".*)/.exec(output)?.[1] ?? "";
    expect([GOPROXY, parseGoproxy(GOPROXY).problems[0]?.text ?? ""]).toEqual([GOPROXY, refusal]);
  }
  rmSync(folder, { recursive: true });
  reportSuite("GOPROXY against the real go", lists.length);
}, 60_000);
