import { bunRuntime } from "../../scripts/bun-runtime.ts";
import type { Platform } from "../../scripts/platforms.ts";

/** Why no executable for a platform can be built here; undefined where one can. Wrong bytes are no such reason. */
export async function missingRuntime(platform: Platform): Promise<string | undefined> {
  const problem = await bunRuntime(platform).then(
    () => undefined,
    (error: Error) => error.message.split("\n")[0],
  );
  return problem === undefined || /is not what/.test(problem) ? undefined : problem;
}
