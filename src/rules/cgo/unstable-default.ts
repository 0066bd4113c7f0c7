import { cgoUsers } from "../../site/cgo-users.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cgo/unstable-default",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["cgo-unstable-default"],
  summary:
    "A release leaves CGO_ENABLED to its default: some of its programs ask for libc and others do not.",
  why:
    "Without CGO_ENABLED cgo is on for the machine's own platform when a C compiler is there, and off for every other. " +
    "So one release holds dynamic and static programs, and the machine that runs it decides which.",
  remedy: "Set CGO_ENABLED=0, or 1 with a compiler for every target, in the env of the build.",
  reads: "site",

  *check(site, { workspace }) {
    // Commands of hooks stand elsewhere.
    const builds = site.commands.filter(
      ({ subcommand, at }) => subcommand === "build" && at.span.start === site.at.span.start,
    );
    if (site.kind !== "goreleaser-build" || builds.length < 2) return;
    const open = builds.find(({ environment, goos }) => {
      const setting = environment.goSetting("CGO_ENABLED");
      const value = setting?.value.kind === "known" ? setting.value.text : setting && "0";
      return value !== "0" && value !== "1" && goos.kind === "known" && goos.text === "linux";
    });
    const closure = open && packageClosure(open, workspace);
    const [user] = closure && open?.tags.value ? cgoUsers(closure, open.tags.value) : [];
    if (!open || !user) return;
    yield {
      at: site.at,
      message: `CGO_ENABLED is not set for this release of ${builds.length} targets: ${user.name} links libc on the machine's own platform if a C compiler is there, and nowhere else`,
      evidence: [{ at: user.at, shows: "this uses cgo where it is on" }],
      cause: site.at.file,
    };
  },
});
