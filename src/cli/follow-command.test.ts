import { afterAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cannotLaunch, createLauncher } from "../../scripts/start-launcher.ts";
import { memoryBlob } from "../binary/blob-reader.ts";
import { rootUser } from "../binary/start/access.ts";
import { findCommand } from "../binary/start/find-command.ts";
import { folderRoot } from "./folder-root.ts";
import { nextStart } from "./follow-command.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-follow-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
if (cannotLaunch !== undefined) console.log(`SKIPPED: shells are not started: ${cannotLaunch}`);

const environment = { PATH: "/opt/bin:/bin", APP: "/app", SPACED: "/app -x", EMPTY: "", GONE: "/gone" };

/** Texts for `sh -c`, of which some start /app, some nothing, and some only a shell knows. */
const texts = [
  ..."/app|exec /app|exec /app -x 'a b'|exec app|app|tool|exec tool|/gone|exec /gone|exec $APP|exec \"$APP\"|exec ${APP}".split(
    "|",
  ),
  ...'exec $SPACED|exec "$SPACED"|exec $EMPTY /app|exec $GONE|"/a"\'pp\'|/a\\pp|exec /ap?|~/app|exec ./app|app/|/app/'.split(
    "|",
  ),
  ..."set -e; exec /app|set -eu\nexec /app|set -x -e\n/app|set -- /gone; exec /app|echo a; exec /gone|exec /gone; exec /app".split(
    "|",
  ),
  ..."export A=b; exec /app|export PATH=/none; app|PATH=/none app|A=b /app|A=b exec /app|A=b; /app|cd /opt; exec bin/tool".split(
    "|",
  ),
  ..."# comment\n/app|/app # comment|/app#no|echo '# no' ; /app|: && /app|false; /app|true;/app|/gone; /app|/app; /gone".split(
    "|",
  ),
  ..."if true; then /app; fi|{ /app; }|( /app )|! /app|/app &|/app > /dev/null|/app 2>&1|exec 2>&1; /app|$(echo /app)|`echo /app`".split(
    "|",
  ),
  ...'/app\\\n -x|exec \\\n/app|"/app|\'/app|eval /app|command /app|exec -a x /app|exec "$@"|"$@"|exec $@|exec "$0"|time /app|. /app'.split(
    "|",
  ),
  ..."trap : TERM; /app|umask 022; /app|ulimit -n 10; exec /app|printf x; exec tool|exec env /app|env A=b /app|env -i /app|\t/app \n\n".split(
    "|",
  ),
  ..."exit 0; /app|return; /app|[ -x /app ] && /app|case a in a) /app;; esac|while :; do exec /app; done|f() { /app; }; f|!|;|".split(
    "|",
  ),
  ...'/app; |exec /app;|set -o pipefail; /app|set +e; /app|set -n; /app|set -q; /app|set a b; exec "$@"|echo $UNSET; /app|$UNSET /app|exec $UNSET/app|/app $UNSET|a=1 b=2 /app|unset PATH; app'.split(
    "|",
  ),
];

describe.skipIf(cannotLaunch !== undefined)("what a shell starts", () => {
  test("is what was followed, for every text that is followed at all", async () => {
    const launch = createLauncher(work);
    if (!launch) {
      console.log("SKIPPED: shells are not started: no right to mount");
      return;
    }
    const folder = join(work, "root");
    for (const name of ["bin", "opt/bin", "lib64", "lib/x86_64-linux-gnu", "dev"])
      mkdirSync(join(folder, name), { recursive: true });
    chmodSync(folder, 0o755);
    copyFileSync("/bin/dash", join(folder, "bin/sh"));
    copyFileSync("/usr/bin/env", join(folder, "bin/env"));
    copyFileSync("/lib64/ld-linux-x86-64.so.2", join(folder, "lib64/ld-linux-x86-64.so.2"));
    copyFileSync("/lib/x86_64-linux-gnu/libc.so.6", join(folder, "lib/x86_64-linux-gnu/libc.so.6"));
    writeFileSync(
      join(work, "main.c"),
      '#include <stdio.h>\nint main(void) { puts("reached"); return 0; }\n',
    );
    expect(Bun.spawnSync(["gcc", "-static", "main.c", "-o", "app"], { cwd: work }).exitCode).toBe(0);
    for (const name of ["app", "opt/bin/tool"]) copyFileSync(join(work, "app"), join(folder, name));
    const root = folderRoot(folder);
    const shell = memoryBlob(readFileSync("/bin/dash"));
    const wrong: string[] = [];
    let followed = 0;
    for (const text of texts) {
      for (const form of ["text", "script"] as const) {
        writeFileSync(join(folder, "run.sh"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        const words = form === "text" ? ["/bin/sh", "-c", text, "zero", "/app"] : ["/run.sh", "/app"];
        const blob = form === "text" ? shell : memoryBlob(readFileSync(join(folder, "run.sh")));
        let next = await nextStart({ words, blob, environment, read: async () => undefined });
        for (let steps = 0; next.kind === "words" && next.words[0]?.endsWith("env") && steps < 3; steps++)
          next = await nextStart({
            words: next.words,
            blob: memoryBlob(new Uint8Array(64)),
            environment,
            read: async () => undefined,
          });
        if (next.kind === "unknown") continue;
        followed++;
        const command = next.kind === "words" ? (next.words[0] ?? "") : undefined;
        const found =
          command === undefined
            ? undefined
            : findCommand(command, root, { environment, workingFolder: "/", user: rootUser });
        const isStarted = found?.kind === "found";
        const [path = "", ...more] = words;
        const as = { uid: 0, gid: 0, groups: [] };
        const { hasReached, said } = launch({ root: folder, path, words: more, environment, ...as });
        if (hasReached !== isStarted)
          wrong.push(`${form} ${JSON.stringify(text)}: ${JSON.stringify(next)}; it said ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(followed).toBeGreaterThan(60);
    console.log(`texts for shells: ${texts.length * 2}, ${followed} followed`);
  });
});
