import type { Place } from "../../text/span.ts";
import type { GitlabJob, GitlabPipeline } from "../../workspace/gitlab/model.ts";
import { entryOf, itemsOf } from "../../workspace/yaml/node.ts";
import type { VendorChange } from "../changes-of-vendor.ts";

/** Vendor folders that a job's cache, or the artifacts of jobs before it, may bring. */
export function vendorOfOthers(job: GitlabJob, { jobs }: GitlabPipeline): readonly VendorChange[] {
  const cached = job.cache.flatMap(({ node, file }) =>
    itemsOf(entryOf(node, "paths")?.value).flatMap((path) =>
      path.kind === "scalar" && isVendor(path.text)
        ? [change("the job's cache", path.text, { file, span: path.span })]
        : [],
    ),
  );
  const handed = jobs
    .filter(
      ({ name, isHidden, stage }) =>
        !isHidden && name !== job.name && (job.takesFrom?.includes(name) ?? stage !== job.stage),
    )
    .flatMap(({ name, artifactPaths = [], at }) =>
      artifactPaths.filter(isVendor).map((path) => change(`the artifact of ${name}`, path, at)),
    );
  return [...cached, ...handed];
}

function isVendor(path: string): boolean {
  return /(?:^|\/)vendor(?:\/\**)*$/.test(path);
}

function change(from: string, path: string, at: Place): VendorChange {
  const reason = { text: `${from} may bring ${path}`, at };
  return { folder: undefined, effect: "made", isSure: false, reason };
}
