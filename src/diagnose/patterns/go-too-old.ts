import { definePattern } from "../pattern.ts";
import { goLineEvidence } from "../repository-evidence.ts";

const form =
  /(?:(?<file>\S*go\.(?:mod|work)) requires go >= |(?<module>\S+@\S+) requires go >= |note: (?:module requires Go|imported by a module that requires go) )(?<wanted>[\w.]+)(?: \(running go (?<running>[\w.]+)(?:; GOTOOLCHAIN=(?<setting>\S+?))?\))?$/;

/** Source of the words: cmd/go/internal/gover TooNewError (1.21 on), cmd/go/internal/work (before), modload import.go (a package that came to the standard library later). */
export default definePattern({
  id: "go-too-old",
  title: "The go that runs is older than the module asks for",
  rules: ["toolchain/go-older-than-module", "toolchain/sites-disagree"],
  needles: ["requires go >= ", "note: module requires Go ", "note: imported by a module that requires go "],
  explains: [],

  match({ line }) {
    const words = form.exec(line.text)?.groups;
    if (!words?.wanted) return undefined;
    const { wanted, running, setting, file, module } = words;
    const isImporter = line.text.includes("imported by a module");
    const asker = module ?? file ?? (isImporter ? "a module that imports a later package" : "the module");
    const isLocal = setting === "local";
    return {
      message: `${asker} asks for go ${wanted}${running === undefined ? "" : `, and go ${running} ran`}${
        isLocal ? "; GOTOOLCHAIN=local keeps it from getting a newer one" : ""
      }`,
      fix:
        module === undefined
          ? `Run it with go ${wanted} or newer (image, setup step or version file)`
          : `Run it with go ${wanted} or newer, or require an older version of ${module.split("@")[0]}`,
      confidence: running === undefined ? 0.85 : 0.97,
      subject: asker,
      values: { wanted, running: running ?? "", module: isImporter ? asker : (module ?? "") },
    };
  },

  *confirm({ values }, repository) {
    if (values?.module === "") yield* goLineEvidence(values.wanted ?? "", repository);
  },
});
