import { libraryPackages } from "../c-packages.ts";
import { isCgoBuild } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /(?:cannot find|unable to find library) -l(?<name>[\w.+:-]+)(?:: No such file or directory|: not found)?$/,
  /library not found for -l(?<darwin>[\w.+-]+)$/,
  /library '(?<quoted>[\w.+-]+)' not found$/,
].map(errorReader);

/** Source of the words: GNU ld, gold, lld and Apple's ld, which cmd/link runs and quotes. */
export default definePattern({
  id: "linker-library-missing",
  title: "The C linker finds no library of this name",
  needles: ["cannot find -l", "unable to find library -l", "library not found for -l", "ld: library '"],
  explains: ["undefined-reference"],

  match(context) {
    const words = forms.map((read) => read(context.line.text)).find((found) => found !== undefined);
    if (!words || !isCgoBuild(context)) return undefined;
    const name = words.name ?? words.darwin ?? words.quoted ?? "";
    const found = libraryPackages(name);
    return {
      message: `the program is linked with -l${name}, and no lib${name} is on this machine`,
      fix:
        found?.kind === "libc"
          ? `Install the C library's development files (apt-get install libc6-dev, apk add musl-dev); for -static also its static archives (dnf install glibc-static)`
          : found
            ? `Install it before this step (apt-get install ${found.debian}${found.alpine ? `, apk add ${found.alpine}` : ""}); with -static the archive lib${name}.a is needed`
            : `Install the development package of lib${name} before this step, or name its folder with -L in CGO_LDFLAGS; with -static the archive lib${name}.a is needed`,
      confidence: 0.94,
      subject: found?.kind === "libc" ? "libc" : name,
    };
  },
});
