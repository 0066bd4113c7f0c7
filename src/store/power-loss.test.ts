import { expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNoTrace } from "./_kill-series.ts";
import { createDisk, parseTrace } from "./_power-loss.ts";
import { expectHealed } from "./_written.ts";

const missing = whyNoTrace();
if (missing !== undefined) console.log(`SKIPPED: a store after the power went out: ${missing}`);

test.skipIf(missing !== undefined)(
  "what was promised is there after the power went out at any moment",
  async () => {
    const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "power-"));
    try {
      const store = join(folder, "store");
      const log = join(folder, "trace");
      mkdirSync(store);
      const calls = "fsync,fdatasync,write,pwrite64,link,rename,mkdir,unlink,rmdir,openat";
      const words = ["-f", "-y", "-qq", "-s", "200", "-o", log, "-e", `trace=${calls}`];
      const writer = [process.execPath, join(import.meta.dir, "_writer.ts"), store, "0", "4"];
      const done = Bun.spawnSync([Bun.which("strace") ?? "strace", ...words, ...writer], {
        env: { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder },
      });
      expect(done.stdout.toString()).toContain("closed");

      const traced = parseTrace(readFileSync(log, "utf8"));
      const disk = createDisk(store, traced);
      const promises = new Set<string>();
      let moments = 0;
      for (const call of traced) {
        const [, said] = call.name === "write" ? (/^1<.*>, "(.*)\\n", \d+$/.exec(call.words) ?? []) : [];
        if (said !== undefined) for (const line of said.split("\\n")) promises.add(line);
        const isChange = disk.apply(call);
        if (!isChange && said === undefined) continue;
        for (const names of ["synced", "all"] as const) {
          const left = join(folder, "left");
          disk.write(left, names);
          await expectHealed(left, promises);
          rmSync(left, { recursive: true });
          moments++;
        }
      }
      console.log(`power loss: ${moments} states of the disk, ${promises.size} promises`);
      expect(promises).toContain("list 3");
      expect(promises).toContain("removed 1");
      expect(moments).toBeGreaterThan(200);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
