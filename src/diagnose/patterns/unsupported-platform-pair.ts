import { platforms } from "../../go/platforms.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(/unsupported GOOS\/GOARCH pair (?<goos>[^\s/]*)\/(?<goarch>[^\s"]*)/);

/** Names that other programs have for what go calls otherwise. */
const systems: Readonly<Record<string, string>> = {
  macos: "darwin",
  osx: "darwin",
  mac: "darwin",
  win: "windows",
};
const machines: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  x64: "amd64",
  aarch64: "arm64",
  armv8: "arm64",
  armv7: "arm",
  armv7l: "arm",
  armv6: "arm",
  armhf: "arm",
  i386: "386",
  i686: "386",
  x86: "386",
};

/** Source of the words: cmd/go/internal/work/action.go, CheckGOOSARCHPair (`cmd/go: ` before 1.20). */
export default definePattern({
  id: "unsupported-platform-pair",
  title: "go builds for no such system and machine",
  rules: ["platform/unsupported-pair"],
  needles: ["unsupported GOOS/GOARCH pair "],

  match({ line }) {
    const words = read(line.text);
    if (words?.goos === undefined || words.goarch === undefined) return undefined;
    const { goos, goarch } = words;
    return {
      message: `GOOS=${goos} with GOARCH=${goarch} is no pair that the running go builds for`,
      fix: remedyOf(goos, goarch),
      confidence: 0.97,
      subject: `${goos}/${goarch}`,
    };
  },
});

/** N of the Go 1.N that dropped a pair, for those that were gone before 1.16. */
const dropped: Readonly<Record<string, number>> = {
  "darwin/386": 15,
  "darwin/arm": 15,
  "nacl/386": 14,
  "nacl/amd64p32": 14,
};

function remedyOf(goos: string, goarch: string): string {
  const known = platforms.find((pair) => pair.goos === goos && pair.goarch === goarch);
  if (known?.since !== undefined) return `Build ${goos}/${goarch} with Go 1.${known.since} or newer`;
  const until = known?.until ?? dropped[`${goos}/${goarch}`];
  if (until !== undefined)
    return `Leave ${goos}/${goarch} out, or build it with Go 1.${until - 1}: later releases have dropped it`;
  if (goarch.includes("/"))
    return `Set GOOS=${goos} and GOARCH=${goarch.split("/")[0]} apart: a platform like ${goos}/${goarch} is two settings`;
  const system = systems[goos.toLowerCase()] ?? goos.toLowerCase();
  const machine = machines[goarch.toLowerCase()] ?? goarch.toLowerCase();
  const isPair = platforms.some((pair) => pair.goos === system && pair.goarch === machine);
  const level = /^armv([67])/.exec(goarch)?.[1];
  return isPair
    ? `Set GOOS=${system} GOARCH=${machine}${level === undefined ? "" : ` GOARM=${level}`}: these are go's names`
    : "Set GOOS and GOARCH to a pair that go tool dist list prints";
}
