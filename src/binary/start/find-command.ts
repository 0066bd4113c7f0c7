import type { RootView } from "../root/root-view.ts";

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where an engine finds the first word of an entrypoint; undefined where it finds nothing. */
export function findCommand(
  command: string,
  root: RootView,
  { environment, workingFolder }: { environment: Readonly<Record<string, string>>; workingFolder: string },
): string | undefined {
  const isFile = (path: string): boolean => root.find(path)?.kind === "file";
  if (command.includes("/")) {
    const path = command.startsWith("/") ? command : `${workingFolder}/${command}`;
    return isFile(path) ? path : undefined;
  }
  const folders = (environment.PATH ?? defaultPath).split(":");
  return folders
    .map((folder) => `${folder === "" ? workingFolder : folder}/${command}`)
    .find((path) => isFile(path) && ((root.find(path)?.mode ?? 0) & 0o111) !== 0);
}
