/** A repository with real modules, a module cache of its own, and what `verify` says of them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type VerifiedRepository, verifyRepository } from "../../src/cli/verify/verify-repository.ts";
import { withIgnoredFiles } from "../../src/cli/verify/with-ignored-files.ts";
import type { LogAnswer } from "../../src/integrity/judge-module.ts";
import { readModuleWorkspace } from "../../src/workspace/read-module-workspace.ts";
import { createFolderTree } from "../../src/workspace/tree/folder-tree.ts";
import { machineProxy, runGo } from "../differential/go-command.ts";

/** A repository and the module cache that its builds use. */
export interface VerifyWorld {
  /** Absolute path of the repository. */
  readonly repository: string;
  /** Absolute path of the module cache. */
  readonly cache: string;
}

/** Files of a repository by path; go.sum comes from a build. */
export type Files = Readonly<Record<string, string>>;

/** Makes a repository, builds it once with the real go and vendors it where asked to. */
export async function makeWorld(files: Files, vendor: "no" | "mod" | "work" = "no"): Promise<VerifyWorld> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "verify-")));
  const world = { repository: join(folder, "repository"), cache: join(folder, "cache") };
  for (const [name, text] of Object.entries(files)) {
    const path = join(world.repository, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const isWorkspace = "go.work" in files;
  // In a workspace -mod=mod is refused, and sums are written without it.
  await go(world, isWorkspace ? ["build", "./a/...", "./b/..."] : ["mod", "tidy"], isWorkspace);
  if (vendor !== "no") await go(world, [vendor, "vendor"], isWorkspace);
  return world;
}

async function go(world: VerifyWorld, args: readonly string[], isWorkspace: boolean): Promise<void> {
  const { exitCode, stderr } = await runGo(args, {
    folder: world.repository,
    environment: {
      GOMODCACHE: world.cache,
      GOPROXY: await machineProxy(),
      // What is not read-only can be tampered with.
      GOFLAGS: "-modcacherw",
      ...(isWorkspace ? { GOWORK: "" } : {}),
    },
  });
  if (exitCode !== 0) throw new Error(`go ${args.join(" ")}: ${stderr}`);
}

export function removeWorld(world: VerifyWorld): void {
  rmSync(dirname(world.repository), { recursive: true, force: true });
}

/** What `verify --offline` finds. */
export async function verifyWorld(
  { repository, cache }: VerifyWorld,
  log: LogAnswer = { kind: "unknown", reason: "offline" },
): Promise<VerifiedRepository> {
  const tree = createFolderTree(repository);
  return await verifyRepository(withIgnoredFiles(readModuleWorkspace(tree), repository), repository, {
    moduleCache: cache,
    proxy: undefined,
    ask: async () => log,
    onProgress: () => undefined,
  });
}
