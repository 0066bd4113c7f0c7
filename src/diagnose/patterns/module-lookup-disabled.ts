import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /(?:(?<module>[^\s@]+)@(?<version>[^\s:]+): )?(?:cannot find module providing package (?<package>[^\s:]+): )?(?:module|import|repo version) lookup disabled by (?<by>GOPROXY=off|-mod=vendor|-mod=readonly)/,
  /(?:cannot query module due to|'?go get'?:? (?:is )?disabled by) (?<by>-mod=vendor|-mod=readonly)/,
  /can't (?<what>determine available upgrades|resolve module|compute 'all'|match module patterns)[^:]*? using the vendor directory/,
].map(errorReader);

/** Source of the words: cmd/go/internal/modfetch repo.go, modload import.go, list.go and query.go. */
export default definePattern({
  id: "module-lookup-disabled",
  title: "A module is needed, and this run may not look for it",
  rules: ["vendor/breaks-module-queries", "vendor/missing-package", "vendor/forced-without-vendor"],
  needles: [
    " lookup disabled by ",
    "cannot query module due to -mod=",
    "disabled by -mod=",
    " using the vendor directory",
  ],
  explains: ["no-required-module"],

  match({ line, at }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const { module, version, package: imported, what } = words;
    const by = words.by ?? "-mod=vendor";
    // An import that go.mod does not cover: no-required-module says so.
    if (by === "-mod=readonly" && imported !== undefined) return undefined;
    const asked = imported ?? (module === undefined ? undefined : `${module}@${version}`);
    const isByItself = /^\s*\(Go version in go\.(?:mod|work) is at least/.test(at(1)?.text ?? "");
    if (by === "GOPROXY=off") {
      return {
        message: `${asked ?? "a module"} is not in the module cache, and GOPROXY=off forbids to download it`,
        fix: "Take GOPROXY=off away for this command, or fill the module cache before (go mod download with a proxy) and keep it",
        confidence: 0.93,
        subject: by,
      };
    }
    if (imported !== undefined) {
      return {
        message: `the vendor folder has no ${imported}, and with ${by} nothing else is looked at${isByItself ? "; go took it by itself, because a vendor folder is there" : ""}`,
        fix: `Run go mod tidy and go mod vendor and commit all of vendor; without a vendor folder take -mod=vendor out of the command and of GOFLAGS`,
        confidence: 0.93,
        subject: by,
      };
    }
    return {
      message: `${what === undefined ? `${asked ?? "a module"} must be looked up` : `go is asked to ${what} and cannot do it from the vendor folder`}, and ${by} is in force`,
      fix: `Add -mod=${by === "-mod=vendor" ? "readonly or -mod=mod" : "mod"} to this command, or take ${by} out of GOFLAGS`,
      confidence: 0.93,
      subject: by,
    };
  },
});
