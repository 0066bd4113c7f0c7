import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";

export type FetchedModule = { readonly folder: string } | { readonly error: string };

/** Fetches `PATH@VERSION` into .cache/, through the proxy that this machine's go is configured for. */
export function fetchModule(module: string): FetchedModule {
  if (Bun.which("go") === null) return { error: "go is not on PATH, and a module is fetched with it" };
  const modules = join(root, ".cache", "modules");
  const done = Bun.spawnSync(["go", "mod", "download", "-json", module], {
    cwd: root,
    env: { ...process.env, GOFLAGS: "-modcacherw", GOMODCACHE: modules, GOWORK: "off", GOTOOLCHAIN: "local" },
  });
  const { Dir, Error: refusal } = parseAnswer(done.stdout.toString());
  if (refusal === undefined && Dir !== undefined && existsSync(Dir)) return { folder: Dir };
  return { error: `go cannot download ${module}: ${refusal ?? done.stderr.toString().trim()}` };
}

function parseAnswer(text: string): { readonly Dir?: string; readonly Error?: string } {
  try {
    return JSON.parse(text) as { Dir?: string; Error?: string };
  } catch {
    return {};
  }
}
