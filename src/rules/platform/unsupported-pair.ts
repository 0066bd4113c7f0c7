import { acceptsPlatform, platforms } from "../../go/platforms.ts";
import type { Setting } from "../../site/environment.ts";
import { leastMinorOfGo, minorOfGo } from "../../site/minor-of-go.ts";
import type { Value } from "../../site/value.ts";
import { defineRule } from "../rule.ts";

const building = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "platform/unsupported-pair",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["platform-unsupported-pair"],
  summary: "A command builds for a system and an architecture that go does not know together: it stops.",
  why: "GOOS and GOARCH must be a pair of `go tool dist list`. Names of other tools (x86_64, aarch64, arm/v7, macos) are none.",
  remedy:
    "Take a pair that `go tool dist list` prints: amd64 for x86_64, arm64 for aarch64, arm with GOARM=7 for arm/v7, darwin for macos.",
  reads: "command",

  *check({ command, site }) {
    const { goos, goarch } = command;
    // goreleaser drops pairs that go does not have; `|| true` says that the author tries what may not exist.
    if (site.kind === "goreleaser-build" || command.failure.kind !== "stops") return;
    if (!building.test(command.subcommand)) return;
    const os = command.environment.goSetting("GOOS");
    const arch = command.environment.goSetting("GOARCH");
    const strange = strangeName(os, goos, "goos") ?? strangeName(arch, goarch, "goarch");
    if (strange && (goos.kind !== "known" || goarch.kind !== "known")) {
      yield {
        at: strange.at,
        message: `"go ${command.subcommand}" stops on every machine, as no ${strange.kind} has the name ${strange.name}: go: unsupported GOOS/GOARCH pair`,
        evidence: [{ at: command.at, shows: "this command builds for it" }],
        cause: strange.name,
      };
    }
    if (goos.kind !== "known" || goarch.kind !== "known") return;
    const place = arch?.value.at ?? arch?.at ?? os?.value.at ?? os?.at;
    if (!place) return;
    const least = leastMinorOfGo(command.go);
    const pairs = platforms.filter((pair) => pair.goos === goos.text && pair.goarch === goarch.text);
    // A release newer than the least that can run may have it.
    const mayCome =
      minorOfGo(command.go) === undefined && pairs.some(({ since = 0 }) => since > (least ?? 0));
    if (mayCome || pairs.some((pair) => least === undefined || acceptsPlatform(pair, least))) return;
    yield {
      at: place,
      message: `"go ${command.subcommand}" stops: go: unsupported GOOS/GOARCH pair ${goos.text}/${goarch.text}`,
      evidence: [{ at: command.at, shows: "this command builds for it" }],
      cause: `${goos.text}/${goarch.text}`,
    };
  },
});

/** A name that is in no pair of any release, where a setting gives it. */
function strangeName(setting: Setting | undefined, value: Value, part: "goos" | "goarch") {
  const at = setting?.value.at ?? setting?.at;
  if (!at || value.kind !== "known" || setting?.value.kind !== "known") return undefined;
  const name = setting.value.text;
  if (name === "" || name !== value.text || platforms.some((pair) => pair[part] === name)) return undefined;
  return { name, at, kind: part === "goos" ? "system" : "architecture" };
}
