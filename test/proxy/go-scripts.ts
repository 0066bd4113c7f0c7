/** Runs cmd/go's own script tests, with and without Breakwater between the go command and its test proxy. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGoHome } from "../go-home.ts";
import { buildCmdGoTest, cmdGoFolder, startGoTestProxy } from "./go-test-proxy.ts";
import { startScriptFront } from "./script-front.ts";

/** How each script ended: `pass`, `fail` or `skip`, with what a failing one printed. */
export type ScriptOutcomes = ReadonlyMap<string, { readonly outcome: string; readonly text: string }>;

/** Runs the scripts whose names match, once with their own proxy and once through ours. */
export async function compareScripts(pattern: string): Promise<{
  readonly plain: ScriptOutcomes;
  readonly through: ScriptOutcomes;
  readonly requests: number;
  readonly failures: readonly string[];
}> {
  const plain = await runScripts(pattern, {});
  const upstream = await startGoTestProxy();
  const front = startScriptFront(upstream.url);
  try {
    const through = await runScripts(pattern, { BW_TEST_PROXY_URL: front.url });
    let requests = 0;
    const failures: string[] = [];
    for (const world of front.worlds.values()) {
      const { memoryHits, storeHits, fetched, refused } = (await world).service.counts;
      requests += memoryHits + storeHits + fetched + refused;
      for (const event of (await world).events)
        if (event.kind === "failure") failures.push(`${event.subject}: ${event.reason}`);
    }
    return { plain, through, requests, failures };
  } finally {
    await front.stop();
    await upstream.stop();
  }
}

async function runScripts(pattern: string, environment: Record<string, string>): Promise<ScriptOutcomes> {
  const child = Bun.spawn(
    [await buildCmdGoTest(), `-test.run=^TestScript$/^(${pattern})$`, "-test.v", "-test.short"],
    {
      cwd: cmdGoFolder,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: createGoHome(mkdtempSync(join(tmpdir(), "home-"))),
        TMPDIR: tmpdir(),
        GOFLAGS: "",
        GOENV: "off",
        GOTOOLCHAIN: "local",
        GOCACHE: join(import.meta.dir, "../../.cache/gocache"),
        ...environment,
      },
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const [said] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  const texts = new Map<string, string>();
  let name = "";
  for (const line of said.split("\n")) {
    const [, next] = /^=== (?:RUN|NAME|CONT|PAUSE) {1,3}TestScript\/(\S+)/.exec(line) ?? [];
    name = next ?? name;
    texts.set(name, `${texts.get(name) ?? ""}${line}\n`);
  }
  const outcomes = new Map<string, { outcome: string; text: string }>();
  for (const [, outcome = "", script = ""] of said.matchAll(
    /^ {4}--- (PASS|FAIL|SKIP): TestScript\/(\S+) /gm,
  ))
    outcomes.set(script, { outcome: outcome.toLowerCase(), text: texts.get(script) ?? "" });
  return outcomes;
}
