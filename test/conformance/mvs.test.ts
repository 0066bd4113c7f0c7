import { expect, test } from "bun:test";
import {
  buildList,
  type DowngradeRequirements,
  downgrade,
  type ModuleVersion,
  minimalRequirements,
  type UpgradeRequirements,
  upgrade,
  upgradeAll,
} from "../../src/go/mvs.ts";
import { readGoVariable, textOf } from "./go-literals.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const text = textOf(readGoVariable(readGoSource("cmd/go/internal/mvs/mvs_test.go"), "tests"));
const words = (value: string): string[] => value.split(/\s+/).filter((word) => word !== "");
const toModule = (word: string): ModuleVersion => ({ path: word.slice(0, 1), version: word.slice(1) });
const toWord = ({ path, version }: ModuleVersion): string => path + version;

test("version selection gives the lists of cmd/go/internal/mvs", () => {
  let scenario = "";
  let graph = new Map<string, ModuleVersion[]>();
  const pending: (() => void)[] = [];
  let count = 0;
  const finish = (): void => {
    for (const check of pending.splice(0)) check();
  };
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    const [command = "", first = "", ...rest] = words(line.slice(0, colon));
    const wanted = words(line.slice(colon + 1));
    if (command === "name") {
      finish();
      scenario = wanted[0] ?? "";
      graph = new Map();
    } else if (first === "") {
      for (const word of wanted) if (!graph.has(word)) graph.set(word, []);
      graph.set(command, wanted.map(toModule));
    } else {
      const edges = graph;
      const name = `${scenario}: ${line}`;
      count++;
      pending.push(() =>
        expect([name, answer(edges, command, first, rest).map(toWord)]).toEqual([name, wanted]),
      );
    }
  }
  finish();
  reportSuite("cmd/go/internal/mvs", count);
});

function answer(
  graph: Map<string, ModuleVersion[]>,
  command: string,
  first: string,
  rest: readonly string[],
): readonly ModuleVersion[] {
  const target = toModule(first);
  const requirements = requirementsOf(graph);
  if (command === "build") return buildList([target], requirements).modules;
  if (command === "upgrade*") return upgradeAll(target, requirements).modules;
  if (command === "upgrade") return upgrade(target, requirements, rest.map(toModule)).modules;
  if (command === "downgrade") return downgrade(target, requirements, [first, ...rest].map(toModule)).modules;
  if (command === "req") return minimalRequirements(target, rest, requirements);
  if (command !== "upgradereq") throw new Error(`Unknown command "${command}"`);
  const list = upgrade(target, requirements, rest.map(toModule)).modules;
  return minimalRequirements(target, [], requirementsOf(new Map(graph).set(first, [...list])));
}

/** The graph of the table: versions are ordered as text, and hidden ones are never offered. */
function requirementsOf(graph: Map<string, ModuleVersion[]>): UpgradeRequirements & DowngradeRequirements {
  const max = (_path: string, a: string, b: string): string => {
    if (a === "none" || b === "") return b;
    if (b === "none" || a === "") return a;
    return a < b ? b : a;
  };
  const offered = (path: string): string[] =>
    [...graph.keys()]
      .map(toModule)
      .filter((module) => module.path === path && !module.version.endsWith(".hidden"))
      .map(({ version }) => version);
  return {
    max,
    requirementsOf: (module) => graph.get(toWord(module)),
    latestOf: ({ path }) => ({ path, version: offered(path).reduce((a, b) => max(path, a, b), "none") }),
    previousOf: ({ path, version }) => {
      const lower = offered(path).filter((other) => other !== "" && other < version);
      return { path, version: lower.sort().at(-1) ?? "none" };
    },
  };
}
