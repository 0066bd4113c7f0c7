import { judgeEnvironmentValue } from "../../go/environment-values.ts";
import { levelNames } from "../../go/level-names.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { defineRule } from "../rule.ts";

const building = /^(?:build|install|test|run|vet)$/;
export default defineRule({
  id: "platform/unknown-level",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["platform-unknown-level"],
  summary: "The level of the processor (GOAMD64, GOARM …) has a value that go does not know.",
  why:
    "From Go 1.23 on go passes over a bad GOAMD64 or GOARM in silence: it compiles for the default level, and the " +
    "build information still records the wish. Other levels, and older versions, stop with an error, also in " +
    "builds for other architectures (GO386 apart).",
  remedy: "Write the level as go does: GOAMD64=v1 … v4, GOARM=5, 6 or 7.",
  reads: "command",

  *check({ command }) {
    const { goarch, environment } = command;
    const minor = lowestMinor(command.go.version ?? command.go.range);
    if (!building.test(command.subcommand) || minor === undefined) return;
    const target = goarch.kind === "known" ? goarch.text : undefined;
    for (const name of new Set(Object.values(levelNames))) {
      const setting = environment.goSetting(name);
      if (setting?.value.kind !== "known" || setting.value.text === "") continue;
      const value = setting.value.text;
      const judged = judgeEnvironmentValue({ name, value, goMinor: minor, goarch: target });
      // A name that this version does not read yet is no wrong value.
      if (!judged || !/^(?:invalid|unsupported setting) /.test(judged.reason)) continue;
      const isSilent = judged.verdict === "ineffective";
      const isForTarget = target !== undefined && levelNames[target] === name;
      // What go passes over, and what only the compiler reads, matters to that architecture alone.
      if (!isForTarget && (isSilent || name === "GO386")) continue;
      yield {
        at: setting.value.at ?? setting.at ?? command.at,
        message: isSilent
          ? `${name}=${value} does nothing: "go ${command.subcommand}" compiles for the default level (${judged.reason})`
          : `"go ${command.subcommand}" stops at ${name}=${value}${isForTarget ? "" : ", whatever it builds for"}: ${judged.reason}`,
        outcome: isSilent ? "ineffective" : "contradicted",
        harm: isSilent ? "S1" : "S2",
        evidence: [{ at: command.at, shows: "this command builds with it" }],
        cause: `${name}=${value}`,
      };
    }
  },
});

/** The oldest minor version that may run: `1.26.3`, `1.26.x` and `>=1.26` all say 26. */
function lowestMinor(text: string | undefined): number | undefined {
  return text === undefined ? undefined : minorOfGoVersion(text.replace(/^>=/, "").replace(/\.x$/, ""));
}
