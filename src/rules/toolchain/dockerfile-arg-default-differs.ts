import { defineRule } from "../rule.ts";

/** The Go version that a value begins with: `1.25`, `1.25.3-alpine`. */
const leadingVersion = /^(\d+\.\d+)(\.\d+)?(?:$|-)/;

export default defineRule({
  id: "toolchain/dockerfile-arg-default-differs",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["toolchain-sites-disagree"],
  summary:
    "A build passes another Go version than the Dockerfile's default: two ways to build, two compilers.",
  why:
    "The default of an ARG decides for everyone who builds the image without the argument: developers, compose files and " +
    "services that build from the repository. What CI tests is then not what they get.",
  remedy: "Give both places the same version, or leave the default away so that the argument is required.",
  reads: "site",

  *check(site, { workspace }) {
    const { installed } = site.go;
    const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
    if (!dockerfile || !installed || installed.at.file !== dockerfile.file) return;
    const image = workspace
      .source(dockerfile.file)
      ?.text.slice(installed.at.span.start, installed.at.span.end);
    for (const { name, defaultValue } of dockerfile.globalArgs) {
      if (!defaultValue || !new RegExp(`\\$\\{?${RegExp.escape(name)}\\b`).test(image ?? "")) continue;
      for (const { args } of site.imageBuilds ?? []) {
        const given = args.get(name);
        if (given?.kind !== "known" || !given.at || !isOther(given.text, defaultValue.text)) continue;
        yield {
          at: { file: dockerfile.file, span: defaultValue.span },
          message: `Without the argument ${name} this image is built with go ${defaultValue.text}; ${given.at.file} passes ${given.text}`,
          evidence: [{ at: given.at, shows: `this build passes ${given.text}` }],
          cause: `${name}: ${given.text} beside ${defaultValue.text}`,
        };
        return;
      }
    }
  },
});

/** Whether two tags certainly name different releases: `1.25` may be any patch of it. */
function isOther(given: string, standing: string): boolean {
  const [, minor, patch] = leadingVersion.exec(given) ?? [];
  const [, otherMinor, otherPatch] = leadingVersion.exec(standing) ?? [];
  if (minor === undefined || otherMinor === undefined) return false;
  if (minor !== otherMinor) return true;
  return patch !== undefined && otherPatch !== undefined && patch !== otherPatch;
}
