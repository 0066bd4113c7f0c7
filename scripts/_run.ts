/** Runs a command of a check and shows its words; the pinned tools are called by path, not through PATH. */
import { join } from "node:path";

/** The repository's root folder. */
export const root = join(import.meta.dir, "..");

export interface Run {
  readonly exitCode: number;
  /** Standard output and error in the order in which they came, as far as pipes keep it. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command in the root folder; lines for which `shows` answers true are printed as they come. */
export async function run(
  words: readonly string[],
  shows: (line: string) => boolean = () => true,
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const startedAt = performance.now();
  const child = Bun.spawn([...words], {
    cwd: root,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...environment },
  });
  const parts: string[] = [];
  const show = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = "";
    const take = (text: string): void => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        parts.push(line);
        if (shows(line)) console.log(line);
      }
    };
    for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
    if (rest !== "") take("\n");
  };
  await Promise.all([show(child.stdout), show(child.stderr)]);
  const exitCode = await child.exited;
  return { exitCode, output: parts.join("\n"), seconds: (performance.now() - startedAt) / 1000 };
}

/** Path of a tool that npm installed. */
export function tool(name: string): string {
  return join(root, "node_modules", ".bin", name);
}
