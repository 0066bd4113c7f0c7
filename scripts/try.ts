/**
 * `npm run try [-- PATH]`: env and check on a real repository. Without PATH it fetches a pinned module
 * with the go command; the zip of a module carries the workflows and the Dockerfile of its release.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "./_run.ts";

const sample = "github.com/prometheus/alertmanager@v0.28.0";
const [asked] = process.argv.slice(2);
const folder = asked === undefined ? fetchSample() : resolve(process.env.INIT_CWD ?? process.cwd(), asked);

for (const command of ["env", "check"]) {
  console.log(`\n$ breakwater ${command} ${folder}`);
  const done = Bun.spawnSync([process.execPath, join(root, "src/cli/main.ts"), command, folder], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  // 1 means findings, which is what one comes here to see.
  if (done.exitCode > 1) process.exit(done.exitCode);
}

/** Downloads the sample into .cache/, through the proxy that this machine's go is configured for. */
function fetchSample(): string {
  if (Bun.which("go") === null)
    fail("go is not on PATH, and without PATH a module is fetched with it: npm run try -- PATH");
  console.log(`$ go mod download -json ${sample}`);
  const modules = join(root, ".cache", "modules");
  const done = Bun.spawnSync(["go", "mod", "download", "-json", sample], {
    cwd: root,
    env: { ...process.env, GOFLAGS: "-modcacherw", GOMODCACHE: modules, GOWORK: "off", GOTOOLCHAIN: "local" },
  });
  const answer = parseAnswer(done.stdout.toString());
  if (answer.Error !== undefined) fail(`go cannot download ${sample}: ${answer.Error}`);
  if (answer.Dir === undefined || !existsSync(answer.Dir))
    fail(`go cannot download ${sample}: ${done.stderr.toString().trim()}`);
  return answer.Dir;
}

function parseAnswer(text: string): { readonly Dir?: string; readonly Error?: string } {
  try {
    return JSON.parse(text) as { Dir?: string; Error?: string };
  } catch {
    return {};
  }
}

function fail(message: string): never {
  console.error(`try: ${message}`);
  process.exit(2);
}
