/** `breakwater proxy` as a process of its own. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The running program. */
export interface ProxyProgram {
  readonly url: string;
  readonly id: number;
  /** What it has said so far. */
  said(): string;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Asks it to stop, and returns its exit code. */
  stop(): Promise<number>;
}

/** Starts it on a free port; it knows no settings but the words. */
export async function startProxyProgram(
  words: readonly string[],
  store = mkdtempSync(join(tmpdir(), "store-")),
): Promise<ProxyProgram> {
  const main = join(import.meta.dir, "../../src/cli/main.ts");
  const child = Bun.spawn(
    [process.execPath, main, "proxy", "--listen", "127.0.0.1:0", "--store", store, ...words],
    {
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH ?? "",
        HOME: mkdtempSync(join(tmpdir(), "home-")),
        TMPDIR: tmpdir(),
        GOENV: "off",
        NO_PROXY: "127.0.0.1,localhost",
      },
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  let said = "";
  const read = async (stream: ReadableStream<Uint8Array>, onText: () => void): Promise<void> => {
    for await (const chunk of stream) {
      said += new TextDecoder().decode(chunk);
      onText();
    }
  };
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const [, address] = /export GOPROXY=(\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    void read(child.stdout, look);
    void read(child.stderr, look);
    void child.exited.then((code) => reject(new Error(`The proxy ended with ${code}: ${said}`)));
  });
  return {
    url,
    id: child.pid,
    said: () => said,
    async kill() {
      child.kill("SIGKILL");
      await child.exited;
    },
    async stop() {
      child.kill("SIGTERM");
      return child.exited;
    },
  };
}
