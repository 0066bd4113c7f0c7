import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

const read = errorReader(
  /(?:download (?<missing>go[\w.-]+) for (?<platform>\w+\/\w+): toolchain not available|invalid toolchain: (?<language>go[\w.]+) is a language version but not a toolchain version|cannot find "(?<onPath>go1\.\d[\w.-]*)" in PATH|invalid GOTOOLCHAIN "(?<setting>[^"]*)"(?<why>: .*)?|invalid toolchain "(?<line>[^"]*)" in (?<file>\S+)|(?:manifest for )?(?:\S{1,200}\/)?golang:(?<tag>[\w.-]+)(?: not found: manifest|: not found$)|Could not find a version that satisfied version spec: (?<spec>\S+)|Unable to find Go version '(?<setup>[^']*)' for platform (?<system>\w+) and architecture (?<arch>\w+))/,
);

/** Source of the words: cmd/go/internal/toolchain/select.go (1.21 on); actions/setup-go says the last of them. */
export default definePattern({
  id: "toolchain-not-available",
  title: "The go release that is asked for cannot be had",
  rules: [
    "toolchain/language-version-as-toolchain",
    "toolchain/invalid-gotoolchain",
    "toolchain/exact-name-needed-on-path",
    "toolchain/directive-too-new",
    "toolchain/yaml-number-loses-zero",
  ],
  needles: [
    ": toolchain not available",
    "is a language version but not a toolchain version",
    'cannot find "go1',
    'invalid GOTOOLCHAIN "',
    'invalid toolchain "',
    "Unable to find Go version '",
    "Could not find a version that satisfied version spec: ",
    "golang:",
  ],
  explains: ["go-too-old"],

  match({ line }) {
    const words = read(line.text);
    if (!words) return undefined;
    const { missing, platform, language, onPath, setting, why = "", line: named, file } = words;
    const certain = { confidence: 0.97 };
    if (missing !== undefined && /^go1\.(?:2[1-9]|[3-9]\d)$/.test(missing))
      return {
        ...certain,
        message: `${missing} is asked for, which is a language version and no release: toolchain not available for ${platform}`,
        fix: `Write ${missing.slice(2)}.0 or a newer release in the go line (and in GOTOOLCHAIN, where it names ${missing}), or install the go that the module wants`,
        subject: missing,
        rule: "toolchain/language-version-as-toolchain",
        values: { name: missing },
      };
    if (missing !== undefined)
      return {
        ...certain,
        message: `${missing} is asked for, and GOPROXY has no such toolchain for ${platform}`,
        fix: `Name a release that exists in the go or toolchain line or in GOTOOLCHAIN; if ${missing} exists, let GOPROXY serve golang.org/toolchain`,
        subject: missing,
        values: { name: missing },
      };
    if (language !== undefined)
      return {
        ...certain,
        message: `${language} is a language version and no release: there is nothing to download under this name`,
        fix: `Write a release such as ${language}.0 where ${language} stands (GOTOOLCHAIN, go line or toolchain line)`,
        subject: language,
        rule: "toolchain/language-version-as-toolchain",
        values: { name: language },
      };
    if (onPath !== undefined)
      return {
        ...certain,
        message: `${onPath} is asked for and may only be taken from PATH, where no ${onPath} is`,
        fix: `Install ${onPath} under this name, or set GOTOOLCHAIN=auto so that it may be downloaded`,
        subject: onPath,
        rule: "toolchain/exact-name-needed-on-path",
        values: { name: onPath },
      };
    if (setting !== undefined)
      return {
        ...certain,
        message: `GOTOOLCHAIN is "${setting}", which go does not read${why}`,
        fix: "Set GOTOOLCHAIN to auto, path, local, or a release like go1.24.1 (with +auto or +path behind it)",
        subject: `GOTOOLCHAIN ${setting}`,
        rule: "toolchain/invalid-gotoolchain",
        values: { name: setting },
      };
    if (named !== undefined)
      return {
        ...certain,
        message: `${file} names the toolchain "${named}", which go does not read`,
        fix: `Write a release like go1.24.1 in the toolchain line of ${file}`,
        subject: named,
        values: { name: named },
      };
    if (words.tag !== undefined)
      return {
        ...certain,
        message: `There is no image golang:${words.tag}`,
        fix: "Write a tag that exists in FROM: a Go that is released, on a base that is still made for it",
        subject: `golang:${words.tag}`,
        values: { name: `golang:${words.tag}` },
      };
    const setup = words.setup ?? words.spec;
    const where = words.system === undefined ? "this runner" : `${words.system} ${words.arch}`;
    return {
      ...certain,
      message: `setup-go knows no Go version '${setup}' for ${where}`,
      fix: /^1\.[1-9]$/.test(setup ?? "")
        ? `Put the version in quotes if ${setup}0 is meant: without them YAML reads 1.20 as the number 1.2`
        : `Give setup-go a release that exists for ${where}`,
      subject: `setup-go ${setup}`,
      values: { name: setup ?? "" },
    };
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    const name = values?.name ?? "";
    for (const { file, stages } of workspace.dockerfiles)
      for (const { image } of stages)
        if (image.text === name)
          yield { at: { file, span: image.span }, says: "confirms", shows: `FROM ${name}` };
    for (const { file, mod } of workspace.modules) {
      if (mod.toolchain?.name === name)
        yield { at: { file, span: mod.toolchain.span }, says: "confirms", shows: `toolchain ${name}` };
      else if (mod.go && [`go${mod.go.version}`, `go${mod.go.version}.0`].includes(name))
        yield { at: { file, span: mod.go.span }, says: "confirms", shows: `go ${mod.go.version}` };
    }
  },
});
