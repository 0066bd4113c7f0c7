import { isVersionedCall } from "./is-versioned-call.ts";
import type { GoCommand } from "./site.ts";

/** Commands whose mode, tags and target are the site's. */
const isBuilding = new Set(["build", "install", "test", "run", "vet"]);

/**
 * The command whose values stand for its site: the first that builds or tests the module. A tool that is
 * installed by its version on the way says nothing about that.
 */
export function mainCommand(commands: readonly GoCommand[]): GoCommand | undefined {
  const building = commands.filter(({ subcommand }) => isBuilding.has(subcommand));
  return building.find((command) => !isVersionedCall(command)) ?? building[0] ?? commands[0];
}

/** Whether a command is one whose settings are those of a build. */
export function isBuildingCommand({ subcommand }: GoCommand): boolean {
  return isBuilding.has(subcommand);
}
