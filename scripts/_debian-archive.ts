/** For tests: an archive of Debian on this machine, and an apt that knows no other sources. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TestArchive {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** Puts a file into it. */
  put(path: string, content: string): void;
  /** From now on apt has these sources, as on a machine that never ran apt-get update. */
  useSources(lines: readonly string[]): void;
  /** Ends the server and gives apt its own sources back. */
  stop(): void;
}

/** Starts the archive. The code under test waits for apt, so the server is a process of its own. */
export async function startArchive(): Promise<TestArchive> {
  const work = mkdtempSync(join(tmpdir(), "breakwater-debian-"));
  const files = join(work, "files");
  mkdirSync(join(work, "lists/partial"), { recursive: true });
  mkdirSync(files);
  const code = `
    const server = Bun.serve({ hostname: "127.0.0.1", port: 0, async fetch({ url }) {
      const file = Bun.file(process.argv[1] + new URL(url).pathname);
      return (await file.exists()) ? new Response(file) : new Response("", { status: 404 });
    } });
    console.log(server.url.href);`;
  const child = Bun.spawn([process.execPath, "-e", code, files], { stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  const before = process.env.APT_CONFIG;
  return {
    address: new TextDecoder().decode(value).trim(),
    put(path, content) {
      mkdirSync(dirname(join(files, path)), { recursive: true });
      writeFileSync(join(files, path), content);
    },
    useSources(lines) {
      writeFileSync(join(work, "sources.list"), lines.map((line) => `${line}\n`).join(""));
      const settings = [
        `Dir::Etc::sourcelist "${work}/sources.list";`,
        'Dir::Etc::sourceparts "/dev/null";',
        `Dir::State::lists "${work}/lists";`,
        'Acquire::Retries "0";',
        'Acquire::http::Proxy "DIRECT";',
      ];
      writeFileSync(join(work, "apt.conf"), settings.join("\n"));
      process.env.APT_CONFIG = join(work, "apt.conf");
    },
    stop() {
      child.kill();
      if (before === undefined) delete process.env.APT_CONFIG;
      else process.env.APT_CONFIG = before;
      rmSync(work, { recursive: true, force: true });
    },
  };
}
