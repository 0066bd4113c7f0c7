/** Stops a writer at exact points by strace, or lets its system calls fail there, and looks at what is left. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectHealed, promisesOf } from "./_written.ts";

const strace = Bun.which("strace");

/** Why no process can be traced here; undefined when one can. */
export function whyNoTrace(): string | undefined {
  if (strace === null) return "there is no strace";
  const done = Bun.spawnSync([strace, "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]);
  return done.success ? undefined : "strace may not trace";
}

/** `signal=KILL` or `error=…`, at the `at`-th call of `call` in one of the process's threads. */
export interface Stop {
  readonly call: string;
  readonly at: number;
  readonly effect: string;
  /** A file system without links. */
  readonly hasNoLinks?: boolean;
}

/** What came of a stop. */
export interface StopResult {
  readonly stop: Stop;
  /** Whether the point was reached: the process died, or a call failed. */
  readonly isHit: boolean;
  readonly versions: number;
}

/**
 * Runs one writer after the other on one folder (or `place`), each stopped at its point; after each, a process that opens the folder
 * has to find what was promised and nothing wrong, and the next one goes on. Fails in `expect`.
 */
export async function runStops(
  stops: readonly Stop[],
  count: number,
  place?: string,
): Promise<readonly StopResult[]> {
  const home = mkdtempSync(join(tmpdir(), "kill-"));
  const folder = place ?? join(home, "store");
  const promises = new Set<string>();
  const results: StopResult[] = [];
  let next = 0;
  try {
    for (const stop of stops) {
      const { output, isHit } = await runWriter({ home, folder, first: next, last: next + count, stop });
      for (const promise of promisesOf(output)) if (!/^(failed|$)/.test(promise)) promises.add(promise);
      const versions = await expectHealed(folder, promises);
      results.push({ stop, isHit, versions });
      // The one at which a writer was killed is written again, as a proxy does that is asked again.
      const wholes = [...promisesOf(output)].filter((line) => line.startsWith("whole ")).length;
      next += output.includes("closed") ? count : wholes;
    }
    const { output } = await runWriter({ home, folder, first: next, last: next + count, stop: undefined });
    for (const promise of promisesOf(output)) promises.add(promise);
    if (!promises.has("closed") || output.includes("failed"))
      throw new Error(`The last writer said:\n${output}`);
    await expectHealed(folder, promises);
    return results;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What a writer says, and whether it was stopped. */
export async function runWriter(options: {
  readonly home: string;
  readonly folder: string;
  readonly first: number;
  readonly last: number;
  readonly stop: Stop | undefined;
}): Promise<{ readonly output: string; readonly isHit: boolean }> {
  const { home, folder, first, last, stop } = options;
  const log = join(home, "trace");
  const trace = stop
    ? [
        strace ?? "strace",
        ...["-f", "-qq", "-o", log],
        ...["-e", `trace=${stop.call}${stop.hasNoLinks ? ",link" : ""}`],
        ...["-e", `inject=${stop.call}:${stop.effect}:when=${stop.at}`],
        ...(stop.hasNoLinks ? ["-e", "inject=link:error=EPERM"] : []),
      ]
    : [];
  const program = join(import.meta.dir, "_writer.ts");
  const words = [process.execPath, program, folder, String(first), String(last)];
  // One that works alone may remove what nobody names.
  if (stop) words.push("upkeep");
  const child = Bun.spawn([...trace, ...words], {
    env: { PATH: process.env.PATH ?? "", HOME: home, TMPDIR: home },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  const traced = stop ? await Bun.file(log).text() : "";
  rmSync(log, { force: true });
  const lines = traced.split("\n").filter((line) => !stop?.hasNoLinks || !/ link\(|link resumed/.test(line));
  const isHit = lines.some((line) => /killed by SIGKILL|\(INJECTED\)/.test(line));
  if (!isHit && !output.includes("closed")) throw new Error(`A writer failed:\n${output}${errors}`);
  return { output, isHit };
}
