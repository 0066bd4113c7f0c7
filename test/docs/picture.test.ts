/** The picture of the README: how it is drawn, and that it still shows what the executable says. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { drawTerminal, readTerminal } from "../../scripts/terminal-picture.ts";
import { root } from "./pages.ts";

setDefaultTimeout(180_000);

test("a line that is gone back to and cleared shows what came last", () => {
  const [line, ...rest] = readTerminal("\r\u001b[KReading …\r\u001b[KS1  found\r\n");
  expect(line).toEqual([{ text: "S1  found", style: {}, column: 0 }]);
  expect(rest).toEqual([]);
});

test("colours and weights are kept where they stand", () => {
  expect(
    readTerminal("  \u001b[31mS1\u001b[39m \u001b[1mTitle\u001b[22m\r\n\r\n\u001b[2mdim\u001b[22m"),
  ).toEqual([
    [
      { text: "S1", style: { color: "#ff7b72" }, column: 2 },
      { text: "Title", style: { isBold: true }, column: 5 },
    ],
    [],
    [{ text: "dim", style: { isDim: true }, column: 0 }],
  ]);
});

test("a drawn run begins at its column, is as long as its characters and is escaped", () => {
  const picture = drawTerminal(readTerminal("a   <✓&>"), { title: "a < b", columns: 10 });
  expect(picture).toContain("<title>a &lt; b</title>");
  expect(picture).toContain(
    '<text x="20.0" y="34.0" textLength="67.2" lengthAdjust="spacingAndGlyphs" fill="#e6edf3">a   &lt;✓&amp;&gt;</text>',
  );
});

test("docs/picture.svg shows what the executable says today", () => {
  const words = ["--no-install", "scripts/make-picture.ts", "--check"];
  const { GOPROXY, GOSUMDB, HTTPS_PROXY, NO_PROXY, PATH, HOME } = process.env;
  const done = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: "utf8",
    env: { GOPROXY, GOSUMDB, HTTPS_PROXY, NO_PROXY, PATH, HOME },
  });
  if (done.status === 2) {
    console.log(`docs: SKIPPED, the picture is not compared: ${done.stderr.trim()}`);
    return;
  }
  expect(done.stdout).toMatch(/^1 picture of \S+ looked at: up to date\n$/);
  expect(done.status).toBe(0);
});
