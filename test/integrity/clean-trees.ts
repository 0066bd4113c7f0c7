/** Real modules as repositories: tidy, vendored by the real go, and two of them in a vendored workspace. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VerifiedRepository } from "../../src/cli/verify/verify-repository.ts";
import { machineProxy, runGo } from "../differential/go-command.ts";
import { verifyWorld } from "./verify-world.ts";

/** Modules with dependencies of many kinds: assembly, embedded files, replacements, old and new go lines. */
export const realModules: readonly string[] = [
  "github.com/spf13/cobra@v1.8.1",
  "github.com/stretchr/testify@v1.9.0",
  "github.com/sirupsen/logrus@v1.9.3",
  "github.com/spf13/viper@v1.19.0",
  "github.com/gin-gonic/gin@v1.10.0",
  "github.com/labstack/echo/v4@v4.12.0",
  "github.com/urfave/cli/v2@v2.27.4",
  "github.com/prometheus/client_golang@v1.20.4",
  "go.uber.org/zap@v1.27.0",
  "google.golang.org/grpc@v1.67.1",
  "golang.org/x/net@v0.30.0",
  "golang.org/x/tools@v0.26.0",
  "golang.org/x/crypto@v0.28.0",
  "github.com/rs/zerolog@v1.33.0",
  "github.com/fatih/color@v1.17.0",
  "github.com/gorilla/websocket@v1.5.1",
  "github.com/go-playground/validator/v10@v10.22.1",
  "github.com/jackc/pgx/v5@v5.7.1",
  "github.com/redis/go-redis/v9@v9.6.1",
  "github.com/go-sql-driver/mysql@v1.8.1",
  "github.com/alecthomas/chroma/v2@v2.14.0",
  "github.com/charmbracelet/bubbletea@v1.1.1",
  "github.com/yuin/goldmark@v1.7.4",
  "github.com/evanphx/json-patch/v5@v5.9.0",
];

/** Where a module and the one before it need no versions that exclude each other. */
const endsWorkspace: ReadonlySet<number> = new Set([1, 5, 13, 21]);

/** What a tree is, and what was found in it. */
export interface CleanTree extends VerifiedRepository {
  readonly name: string;
}

/** Verifies each module tidied, with and without vendor/; `go` needs the network for what the module cache lacks. */
export async function verifyCleanTrees(modules: readonly string[]): Promise<readonly CleanTree[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clean-")));
  const cache = join(folder, "cache");
  const environment = { GOMODCACHE: cache, GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" };
  const go = async (place: string, args: readonly string[], more = {}): Promise<string> => {
    const done = await runGo(args, { folder: place, environment: { ...environment, ...more } });
    if (done.exitCode !== 0) throw new Error(`go ${args.join(" ")} in ${place}: ${done.stderr}`);
    return done.stdout;
  };
  const trees: CleanTree[] = [];
  const verify = async (name: string, repository: string): Promise<void> => {
    trees.push({ name, ...(await verifyWorld({ repository, cache })) });
  };
  try {
    for (const [index, module] of modules.entries()) {
      const { Dir } = JSON.parse(await go(folder, ["mod", "download", "-json", module])) as { Dir: string };
      const repository = join(folder, `m${index}`);
      cpSync(Dir, repository, { recursive: true });
      makeWritable(repository);
      // What a release left in go.sum is a true finding, and not what is asked here.
      await go(repository, ["mod", "tidy"]);
      await go(repository, ["mod", "vendor"]);
      await verify(`${module}, vendored`, repository);
      rmSync(join(repository, "vendor"), { recursive: true, force: true });
      await verify(module, repository);
      if (!endsWorkspace.has(index)) continue;
      const work = join(folder, `w${index}`);
      mkdirSync(work);
      const members = [index - 1, index].map((member) => join(folder, `m${member}`));
      for (const [at, member] of members.entries()) cpSync(member, join(work, `m${at}`), { recursive: true });
      writeFileSync(join(work, "go.work"), "go 1.23.0\n\nuse ./m0\n\nuse ./m1\n");
      await go(work, ["work", "vendor"], { GOWORK: "" });
      await verify(`${modules[index - 1]} and ${module}, a vendored workspace`, work);
    }
    return trees;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of the module cache are read-only, and so are copies of them. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(place);
    else chmodSync(place, 0o644);
  }
}
