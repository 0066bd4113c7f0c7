import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?:go: unknown GOEXPERIMENT (?<experiment>\S+)$|(?<insecure>-insecure flag is no longer supported); use GOINSECURE instead)/,
);
/** These begin with a dash as lines of diffs do: they are read whole. */
const ofFlag =
  /^(?:go: )?(?:-mod=(?<mod>\S+) not supported(?: \(can be .+\))?|-buildmode=(?<mode>\S+) not supported)$/;

/** Sources of the words: cmd/go/internal/modload init.go, internal/buildcfg exp.go, cmd/go/internal/modget get.go, work/init.go. */
export default definePattern({
  id: "invalid-setting",
  title: "go was given a value that it does not know",
  needles: [" not supported", "unknown GOEXPERIMENT ", "-insecure flag is no longer supported"],

  match({ line }) {
    const words = read(line.text) ?? ofFlag.exec(bareLine(line.text))?.groups;
    if (!words) return undefined;
    const { mod, experiment, insecure, mode } = words;
    if (insecure !== undefined)
      return {
        message: "go get has no -insecure from go 1.17 on",
        fix: "Take -insecure away and name the hosts in GOINSECURE (and in GONOSUMDB where the checksum database does not know them)",
        confidence: 0.97,
        subject: "-insecure",
      };
    if (experiment !== undefined)
      return {
        message: `GOEXPERIMENT names "${experiment.replace(/^no/, "")}", which the go that ran does not know`,
        fix: `Take ${experiment} out of GOEXPERIMENT, or run the release of go that has it: experiments come and go with releases (go doc internal/goexperiment lists them)`,
        confidence: 0.96,
        subject: experiment,
      };
    const value = mod === undefined ? `-buildmode=${mode}` : `-mod=${mod}`;
    return {
      message: `${value} is no value that the go that ran takes`,
      fix:
        mod === undefined
          ? "Write one of those that go help buildmode lists"
          : "Write -mod=mod, -mod=readonly or -mod=vendor, in the command or in GOFLAGS",
      confidence: 0.95,
      subject: value,
    };
  },
});
