import type { RootView } from "../root/root-view.ts";
import { type Credentials, reach, reachProgram } from "./access.ts";

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where an engine finds the first word of an entrypoint, or the words with which it gives up. */
export type FoundCommand =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing"; readonly words: string; readonly found: string | undefined };

/** Looks for a command as this user; a file that is there but may not be executed is found where it is named by its path. */
export function findCommand(
  command: string,
  root: RootView,
  around: {
    readonly environment: Readonly<Record<string, string>>;
    readonly workingFolder: string;
    readonly user: Credentials;
  },
): FoundCommand {
  const { environment, workingFolder, user } = around;
  if (command.includes("/")) {
    const path = command.startsWith("/") ? command : `${workingFolder}/${command}`;
    const reached = reach(path, root, user);
    if (reached.kind === "stopped") {
      // A file behind a closed folder is shown with the folder's rights.
      if (root.find(path)?.kind === "file") return { kind: "found", path };
      return missing(`exec: "${command}": stat ${command}: ${reached.words}`, reached.found);
    }
    if (reached.entry.kind === "file") return { kind: "found", path };
    return missing(
      `exec: "${command}": ${reached.entry.kind === "folder" ? "is a directory" : "permission denied"}`,
    );
  }
  const folders = (environment.PATH ?? defaultPath).split(":");
  const paths = folders.map((folder) => `${folder === "" ? workingFolder : folder}/${command}`);
  const path = paths.find((one) => reachProgram(one, root, user).kind === "reached");
  if (path !== undefined) return { kind: "found", path };
  const closed = paths.map((one) => reachProgram(one, root, user)).find(isDenied);
  return missing(`exec: "${command}": executable file not found in $PATH`, closed?.found);
}

function missing(words: string, found?: string): FoundCommand {
  return { kind: "missing", words, found };
}

function isDenied(
  reached: ReturnType<typeof reachProgram>,
): reached is Extract<typeof reached, { kind: "stopped" }> {
  return reached.kind === "stopped" && reached.found !== undefined;
}
