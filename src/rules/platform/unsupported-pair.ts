import { minorOfGoVersion } from "../../go/minor-version.ts";
import { platforms, supportedPlatforms } from "../../go/platforms.ts";
import { defineRule } from "../rule.ts";

const building = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "platform/unsupported-pair",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["platform-unsupported-pair"],
  summary: "A command builds for a system and an architecture that go does not know together: it stops.",
  why: "GOOS and GOARCH must be a pair of `go tool dist list`. Names of other tools (x86_64, aarch64, arm/v7) are none.",
  remedy:
    "Take a pair that `go tool dist list` prints: amd64 for x86_64, arm64 for aarch64, arm with GOARM=7 for arm/v7.",
  reads: "command",

  *check({ command, site }) {
    const { goos, goarch } = command;
    // goreleaser drops pairs that go does not have; `|| true` says that the author tries what may not exist.
    if (site.kind === "goreleaser-build" || command.failure.kind !== "stops") return;
    if (!building.test(command.subcommand) || goos.kind !== "known" || goarch.kind !== "known") return;
    const os = command.environment.goSetting("GOOS");
    const arch = command.environment.goSetting("GOARCH");
    const place = arch?.value.at ?? arch?.at ?? os?.value.at ?? os?.at;
    if (!place) return;
    const minor = command.go.version === undefined ? undefined : minorOfGoVersion(command.go.version);
    const known = minor === undefined ? platforms : supportedPlatforms(minor);
    if (known.some((pair) => pair.goos === goos.text && pair.goarch === goarch.text)) return;
    yield {
      at: place,
      message: `"go ${command.subcommand}" stops: go: unsupported GOOS/GOARCH pair ${goos.text}/${goarch.text}`,
      evidence: [{ at: command.at, shows: "this command builds for it" }],
      cause: `${goos.text}/${goarch.text}`,
    };
  },
});
