import { imageOfStage } from "../../site/docker/stage-image.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "image/unpinned-base-image",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary: "A base image named by tag can change between two builds of one commit.",
  why: "A tag is a pointer. Whoever owns it can move it, and the same commit then starts from different bytes.",
  remedy: "Name the image by digest and keep the tag for readers: golang:1.25@sha256:….",
  reads: "dockerfile",

  *check(dockerfile) {
    for (const stage of dockerfile.stages) {
      const image = imageOfStage(dockerfile, stage);
      // An argument without default is chosen by the build; a stage of this file is no image.
      if (stage.buildsOn !== undefined || image === undefined || image === "scratch") continue;
      if (image.includes("@") || dockerfile.stages.some(({ name }) => name === image)) continue;
      yield {
        at: { file: dockerfile.file, span: stage.image.span },
        message: `Base image "${image}" has no digest: the tag can point to other bytes tomorrow`,
        remedy: `Add the digest and keep the tag for readers: FROM ${image}@sha256:…`,
        cause: dockerfile.file,
      };
    }
  },
});
