/** What a repository says about cgo and about the images its programs run in. */
import { imageOfStage } from "../site/docker/stage-image.ts";
import { imageFacts } from "../site/knowledge/images.ts";
import { seenSettings } from "../site/seen-settings.ts";
import type { Evidence } from "./pattern.ts";
import type { Repository } from "./repository.ts";

/** Lines that set CGO_ENABLED: those with `wanted` confirm; when there is none, each contradicts. */
export function cgoEvidence(wanted: "0" | "1", { sites }: Repository): readonly Evidence[] {
  const seen = sites.flatMap((site) => seenSettings(site, ["CGO_ENABLED"]));
  const confirming = seen.filter(({ text }) => text === wanted);
  const isConfirmed = confirming.length > 0;
  return (isConfirmed ? confirming : seen).map(({ text, at }) => ({
    at,
    says: isConfirmed ? "confirms" : "contradicts",
    shows: `CGO_ENABLED=${text}`,
  }));
}

/** FROM lines of last stages whose libc is one of `wanted`: a program for another libc is copied there. */
export function lastStageEvidence(
  wanted: readonly ("glibc" | "musl" | "none")[],
  { workspace }: Repository,
): readonly Evidence[] {
  return workspace.dockerfiles.flatMap((dockerfile): readonly Evidence[] => {
    const stage = dockerfile.stages.at(-1);
    const image = stage && imageOfStage(dockerfile, stage);
    const libc = image === undefined ? undefined : imageFacts(image).libc;
    if (!stage || libc === undefined || !wanted.includes(libc)) return [];
    const shows = `FROM ${image}${libc === "none" ? ": no libc" : libc === "musl" ? ": musl" : ""}`;
    return [{ at: { file: dockerfile.file, span: stage.span }, says: "confirms", shows }];
  });
}
