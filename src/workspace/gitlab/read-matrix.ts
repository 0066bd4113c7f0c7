import { entriesOf, entryOf, itemsOf, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import type { GitlabJob } from "./model.ts";
import type { PipelineContext } from "./pipeline-context.ts";

type Cell = ReadonlyMap<string, YamlScalar>;

/** GitLab's own limit. */
const maxCells = 200;

/** The cells of `parallel:matrix`: each item of the list is a product of its own. */
export function readMatrix(parallel: YamlNode | undefined, context: PipelineContext): GitlabJob["matrix"] {
  const matrix = entryOf(parallel, "matrix")?.value;
  if (!matrix) return { kind: "cells", cells: [new Map()], file: "" };
  const unknown = (reason: string, node: YamlNode): GitlabJob["matrix"] => ({
    kind: "unknown",
    reason,
    at: context.origins.placeOf(node),
  });
  if (matrix.kind === "scalar") return unknown("the matrix is given by an input", matrix);

  const cells: Cell[] = [];
  for (const item of itemsOf(matrix)) {
    if (item.kind !== "mapping") return unknown("the matrix has an item that is no mapping", item);
    let product: Cell[] = [new Map()];
    for (const { key, value } of entriesOf(item)) {
      const choices = itemsOf(value).filter((choice) => choice.kind === "scalar");
      if (product.length * choices.length > maxCells)
        return unknown(`the matrix has more than ${maxCells} cells`, matrix);
      product = product.flatMap((cell) => choices.map((choice) => new Map([...cell, [key.text, choice]])));
    }
    cells.push(...product);
    if (cells.length > maxCells) return unknown(`the matrix has more than ${maxCells} cells`, matrix);
  }
  return {
    kind: "cells",
    cells: cells.length > 0 ? cells : [new Map()],
    file: context.origins.fileOf(matrix),
  };
}
