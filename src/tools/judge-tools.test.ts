import { describe, expect, test } from "bun:test";
import { type Cell, cells, judgeMatrix, lineOf, releaseOf } from "./_matrix-fixture.ts";

/** Each reads the whole repository anew. */
const mutations = 100;

/** A small generator of numbers, so that a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

describe("a matrix of four tools in six places", () => {
  test("has its 24 cells, each with file and line", async () => {
    const { workspace, table } = await judgeMatrix();
    const found = table.tools.flatMap(({ name, places }) =>
      places.map(
        ({ at }) => `${name} ${at.file}:${workspace.source(at.file)?.lines.positionAt(at.span.start).line}`,
      ),
    );
    expect(cells).toHaveLength(24);
    expect(found.toSorted()).toEqual(
      cells.map((cell) => `${cell.tool} ${cell.file}:${lineOf(cell)}`).toSorted(),
    );
    expect(table.unknowns).toEqual([]);
  });

  test("has no finding where every cell says the same", async () => {
    expect((await judgeMatrix()).findings).toEqual([]);
  });

  test("names the cell that was changed, whichever it is", async () => {
    const seed = Number(process.env.BREAKWATER_SEED ?? 1);
    const random = createRandom(seed);
    const missed: string[] = [];
    for (let count = 0; count < mutations; count++) {
      const cell = cells[Math.floor(random() * cells.length)] as Cell;
      const [major, minor, patch] = releaseOf(cell).split(".").map(Number) as [number, number, number];
      const step = 1 + Math.floor(random() * 4);
      const isRaised = random() < 0.5;
      const change = random();
      const release =
        change < 0.4
          ? [major, minor, isRaised ? patch + step : Math.max(0, patch - step)]
          : [major, isRaised ? minor + step : Math.max(0, minor - step), patch];
      const text = release.join(".");
      if (text === releaseOf(cell)) continue;
      const { workspace, findings } = await judgeMatrix(new Map([[cell.marker, text]]));
      const line = (at: { file: string; span: { start: number } }): string =>
        `${at.file}:${workspace.source(at.file)?.lines.positionAt(at.span.start).line}`;
      const place = `${cell.file}:${lineOf(cell)}`;
      const drift = findings.filter(({ kind }) => kind === "drift");
      // A raised cell is the highest: the others are told to differ from it.
      const isNamed = drift.some((each) => line(each.at) === place || each.also.map(line).includes(place));
      const isOthers = drift.some(({ tool }) => tool !== cell.tool);
      if (!isNamed || isOthers) missed.push(`${place} ${text}: ${JSON.stringify(findings)}`);
    }
    expect({ seed, missed }).toEqual({ seed, missed: [] });
  }, 120_000);

  test("takes a floor for no pin, wherever it stands", async () => {
    for (const cell of cells) {
      // go.mod and tags of images have no such form.
      if (/\.mod$/.test(cell.file) || cell.marker === "{golangci-lint:4}") continue;
      const { workspace, findings } = await judgeMatrix(new Map([[cell.marker, `${releaseOf(cell)}+`]]));
      const [first] = findings.filter(({ kind }) => kind === "floor");
      const at =
        first &&
        `${first.at.file}:${workspace.source(first.at.file)?.lines.positionAt(first.at.span.start).line}`;
      expect(`${cell.marker} ${at}`).toBe(`${cell.marker} ${cell.file}:${lineOf(cell)}`);
    }
  });
});
