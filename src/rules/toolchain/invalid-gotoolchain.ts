import { isLanguageToolchain, parseGotoolchainSyntax } from "../../go/toolchain-name.ts";
import { fixSetting } from "../edit-text.ts";
import { defineRule } from "../rule.ts";
import { readsGotoolchain } from "./_reads-gotoolchain.ts";

export default defineRule({
  id: "toolchain/invalid-gotoolchain",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-invalid-gotoolchain"],
  summary: "GOTOOLCHAIN holds something that is no toolchain name: every go command stops.",
  why:
    "GOTOOLCHAIN takes local, auto, path, or a release with go in front (go1.26.0), which +auto or +path may follow. " +
    "A bare version, latest or stable is refused before go looks at anything else.",
  remedy: "Write the release with go in front, as in go1.26.0, or local or auto.",
  reads: "command",

  *check({ command }, { workspace }) {
    const { gotoolchain } = command.go;
    if (gotoolchain.kind !== "known" || !gotoolchain.at || !readsGotoolchain(command)) return;
    const { text, at } = gotoolchain;
    const parsed = parseGotoolchainSyntax(text);
    if (!("problem" in parsed) || command.failure.kind === "handled") return;
    const version = /^v?(1\.\d+(?:\.\d+|rc\d+)?)(\+auto|\+path)?$/.exec(text);
    const name = `go${version?.[1] ?? ""}`;
    const release = isLanguageToolchain(name) ? `${name}.0` : name;
    yield {
      at,
      message: `GOTOOLCHAIN=${text} names no toolchain, and every go command stops: go: ${parsed.problem}`,
      ...(version ? { remedy: `Write GOTOOLCHAIN=${release}${version[2] ?? ""}.` } : {}),
      ...(version &&
        fixSetting(
          workspace,
          { name: "GOTOOLCHAIN", at, from: text, to: `${release}${version[2] ?? ""}` },
          { title: `Write GOTOOLCHAIN=${release}${version[2] ?? ""}` },
        )),
      evidence: [{ at: command.at, shows: "this command stops" }],
      cause: `GOTOOLCHAIN=${text}`,
    };
  },
});
