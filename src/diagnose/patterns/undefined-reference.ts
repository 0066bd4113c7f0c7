import { isCgoBuild, packageBefore } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /undefined reference to [`'\u2018](?<symbol>[^'\u2019]+)['\u2019]$/,
  /(?:ld\.lld: error: |error: )?undefined symbol: (?<lld>\S.*)$/,
  /"(?<darwin>_[^"]+)", referenced from:$/,
].map(errorReader);

/** Source of the words: GNU ld, lld and Apple's ld, which cmd/link runs and quotes (`running gcc failed`). */
export default definePattern({
  id: "undefined-reference",
  title: "The C linker finds no definition of a symbol",
  needles: ["undefined reference to ", "undefined symbol: ", ", referenced from:"],

  match(context) {
    const { line, at } = context;
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words || !isCgoBuild(context)) return undefined;
    const symbol = words.symbol ?? words.lld ?? words.darwin?.slice(1) ?? "";
    const around = [-3, -2, -1, 0].map((offset) => at(offset)?.text ?? "").join("\n");
    const archive = /([^\s/\\:(]+\.(?:a|so|lib)|[^\s/\\:(]+\.so\.[\d.]+)\(/.exec(around)?.[1];
    const isMusl = /musl|alpine/.test(around);
    const owner = packageBefore(context) ?? "";
    const whose = archive === undefined ? (owner === "" ? "a C object" : owner) : archive;
    if (/^_?__\w+_chk$|^__(?:isoc99|longjmp|fdelt|strdup|res_)\w*$/.test(symbol)) {
      return {
        message: `${whose} was compiled for glibc (it wants ${symbol}), and ${isMusl ? "musl is linked here" : "the libc linked here does not have it"}`,
        fix: "Build in a glibc image (golang without -alpine), or use a version of the library that is compiled for musl (often a build tag: musl)",
        confidence: 0.93,
        subject: owner || whose,
      };
    }
    return {
      message: `the linker finds no definition of ${symbol}, which ${whose} uses`,
      fix: `Name the library that defines ${symbol} in #cgo LDFLAGS (after what uses it), or install the version of it that the Go package was written for`,
      confidence: 0.9,
      subject: owner || whose,
    };
  },
});
