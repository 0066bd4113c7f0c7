/** A real registry for tests of images. */
import { checkTool } from "./check-tools.ts";

/** Starts a registry on a free port of this machine; `stop` ends it. */
export async function startRegistry(): Promise<{ readonly host: string; stop(): void } | undefined> {
  const tool = checkTool("registry");
  if ("missing" in tool) return undefined;
  const probe = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const port = probe.port;
  await probe.stop(true);
  const child = Bun.spawn([tool.path, "-port", `${port}`], { stdout: "ignore", stderr: "ignore" });
  const host = `127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok) return { host, stop: () => child.kill() };
    await Bun.sleep(50);
  }
  child.kill();
  return undefined;
}
