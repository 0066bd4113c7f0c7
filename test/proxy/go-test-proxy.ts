/**
 * Go's own test proxy: cmd/go's test binary serves some 250 versions with a signed log, and prefixes under which it
 * answers wrong, redirects or fails. It is built once for each Go; one copy takes its own and its scripts' addresses from
 * the environment, so that something else can stand between the two.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGoHome } from "../go-home.ts";

/** The log that stands behind Go's test modules. */
export const testSumdb = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6";

const goroot = Bun.spawnSync(["go", "env", "GOROOT"], { env: { ...process.env, GOTOOLCHAIN: "local" } })
  .stdout.toString()
  .trim();

/** The folder that the binary runs in. */
export const cmdGoFolder = join(goroot, "src/cmd/go");

/** A running test proxy. */
export interface GoTestProxy {
  /** Ends in `/mod`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the test proxy on a free port. */
export async function startGoTestProxy(): Promise<GoTestProxy> {
  const child = Bun.spawn([await buildCmdGoTest(), "-proxy=127.0.0.1:0"], {
    cwd: cmdGoFolder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: createGoHome(mkdtempSync(join(tmpdir(), "home-"))),
      TMPDIR: tmpdir(),
    },
    stdout: "ignore",
    stderr: "pipe",
  });
  let text = "";
  for await (const chunk of child.stderr) {
    text += new TextDecoder().decode(chunk);
    const [, url] = /running at GOPROXY=(\S+)/.exec(text) ?? [];
    if (url !== undefined)
      return {
        url,
        async stop() {
          child.kill();
          await child.exited;
        },
      };
  }
  throw new Error(`Go's test proxy does not start: ${text}`);
}

/** The test binary of cmd/go; it listens on BW_TEST_PROXY_ADDRESS and tells its scripts BW_TEST_PROXY_URL where those are set. */
export async function buildCmdGoTest(): Promise<string> {
  const version = readFileSync(join(goroot, "VERSION"), "utf8").split("\n", 1)[0] ?? "go";
  const source = readFileSync(join(cmdGoFolder, "proxy_test.go"), "utf8");
  const listening = 'addr := *proxyAddr\n\t\tif addr == "" {';
  const telling = 'proxyURL = "http://" + *proxyAddr + "/mod"';
  const changed = source
    .replace(
      listening,
      `addr := *proxyAddr\n\t\tif a := os.Getenv("BW_TEST_PROXY_ADDRESS"); a != "" {\n\t\t\taddr = a\n\t\t}\n\t\tif addr == "" {`,
    )
    .replace(
      telling,
      `${telling}\n\t\tif u := os.Getenv("BW_TEST_PROXY_URL"); u != "" {\n\t\t\tproxyURL = u\n\t\t}`,
    );
  if (changed.split("BW_TEST_PROXY").length !== 3)
    throw new Error("proxy_test.go has changed: read it again");
  const program = join(
    import.meta.dir,
    "../../.cache/go-test-proxy",
    `${version}-${Bun.hash(changed).toString(16)}`,
  );
  if (existsSync(program)) return program;
  mkdirSync(join(program, ".."), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "cmd-go-test-"));
  writeFileSync(join(folder, "proxy_test.go"), changed);
  writeFileSync(
    join(folder, "overlay.json"),
    JSON.stringify({ Replace: { [join(cmdGoFolder, "proxy_test.go")]: join(folder, "proxy_test.go") } }),
  );
  const temporary = `${program}-${process.pid}`;
  const child = Bun.spawn(
    ["go", "test", "-c", "-overlay", join(folder, "overlay.json"), "-o", temporary, "cmd/go"],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: createGoHome(join(folder, "home")),
        TMPDIR: tmpdir(),
        GOENV: "off",
        GOFLAGS: "",
        GOTOOLCHAIN: "local",
        GOPROXY: "off",
        GOCACHE: join(import.meta.dir, "../../.cache/gocache"),
      },
      stdout: "ignore",
      stderr: "pipe",
    },
  );
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`Cannot build cmd/go's test binary: ${said}`);
  renameSync(temporary, program);
  return program;
}
