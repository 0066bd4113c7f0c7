/**
 * `npm run try [-- PATH]`: env and check on a real repository; `npm run try -- env --site ID …` runs one
 * command, as the hints of the first two print it. Without PATH it fetches a pinned module
 * with the go command; the zip of a module carries the workflows and the Dockerfile of its release.
 */
import { join, resolve } from "node:path";
import { fetchModule } from "./_fetch-module.ts";
import { root } from "./_run.ts";

const sample = "github.com/prometheus/alertmanager@v0.28.0";
/** What starts a command here: breakwater itself is on nobody's PATH in a fresh clone. */
const program = "npm run try --";
const words = process.argv.slice(2);
const [asked] = words;
const commands = ["env", "check", "explain"];
if (asked !== undefined && commands.includes(asked)) process.exit(run(words));
const folder = asked === undefined ? fetchSample() : resolve(process.env.INIT_CWD ?? process.cwd(), asked);

for (const command of ["env", "check"]) {
  console.log(`\n$ ${program} ${command} ${folder}`);
  const exit = run([command, folder]);
  // 1 means findings, which is what one comes here to see.
  if (exit > 1) process.exit(exit);
}

function run(line: readonly string[]): number {
  const done = Bun.spawnSync([process.execPath, join(root, "src/cli/main.ts"), ...line], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, BREAKWATER_PROGRAM: program },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return done.exitCode;
}

function fetchSample(): string {
  if (Bun.which("go") === null)
    fail("go is not on PATH, and without PATH a module is fetched with it: npm run try -- PATH");
  console.log(`$ go mod download -json ${sample}`);
  const fetched = fetchModule(sample);
  return "error" in fetched ? fail(fetched.error) : fetched.folder;
}

function fail(message: string): never {
  console.error(`try: ${message}`);
  process.exit(2);
}
