import { nameOf, type PlainCommand } from "../shell/command-host.ts";

const tools = new Set(["docker", "podman", "nerdctl", "buildah", "buildx", "docker-buildx"]);

/** Whether a command may build an image from a Dockerfile: `build` or `bud` stands among its first words. */
export function isDockerBuild({ words }: PlainCommand): boolean {
  if (!tools.has(nameOf(words) ?? "")) return false;
  const start = words.findIndex(
    ({ value }, index) =>
      index > 0 && value.kind === "known" && (value.text === "build" || value.text === "bud"),
  );
  return start !== -1 && start <= 3;
}
