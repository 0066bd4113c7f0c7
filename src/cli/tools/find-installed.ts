/** Executables of this machine that are tools of a repository: they are read, never run. */
import { join } from "node:path";
import { readProgram } from "../../binary/executable/read-program.ts";
import { toolOfPackage } from "../../tools/find-tool.ts";
import type { InstalledTool, Tool } from "../../tools/model.ts";
import { openFileBlob } from "../file-blob.ts";

/** The first executable of each tool on PATH, then in go's folder for programs, as a shell would find it. */
export function findInstalled(
  tools: readonly Tool[],
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, InstalledTool> {
  const found = new Map<string, InstalledTool>();
  const folders = foldersOf(environment);
  for (const { name } of tools) {
    for (const folder of folders) {
      const tool = readTool(join(folder, programOf(name)), name);
      if (!tool) continue;
      found.set(name, tool);
      break;
    }
  }
  return found;
}

function foldersOf({
  PATH = "",
  GOBIN,
  GOPATH,
  HOME,
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  const separator = process.platform === "win32" ? ";" : ":";
  const goFolders = [
    GOBIN,
    ...(GOPATH ?? "").split(separator).map((path) => (path === "" ? undefined : join(path, "bin"))),
    HOME === undefined ? undefined : join(HOME, "go", "bin"),
  ];
  const all = [...PATH.split(separator), ...goFolders];
  return [...new Set(all.flatMap((folder) => (folder === undefined || folder === "" ? [] : [folder])))];
}

function programOf(name: string): string {
  const program = name.replace(/ \(.*$/, "");
  return process.platform === "win32" ? `${program}.exe` : program;
}

/** Undefined where there is no such file, it is no program of Go, or it is another program of that name. */
function readTool(path: string, name: string): InstalledTool | undefined {
  let blob: ReturnType<typeof openFileBlob>;
  try {
    blob = openFileBlob(path);
  } catch {
    return undefined;
  }
  try {
    const { go } = readProgram(blob);
    if (!go || toolOfPackage(go.info.path).name !== name) return undefined;
    const version = go.info.main?.replace?.version ?? go.info.main?.version ?? "(devel)";
    return { path, version, go: go.version };
  } finally {
    blob.close();
  }
}
