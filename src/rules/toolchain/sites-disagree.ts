import type { Problem } from "../../finding/finding.ts";
import { exceptionOf } from "../../site/contract.ts";
import { lockstepBreaches } from "../../site/lockstep-breaches.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import { type SiteCommand, shippingSites, testingSites } from "../../site/shipped-and-tested.ts";
import { defineRule, type RuleContext } from "../rule.ts";

export default defineRule({
  id: "toolchain/sites-disagree",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["toolchain-sites-disagree"],
  summary:
    "Sites run versions of Go that should be one: what is shipped against all that is tested, or any two under lockstep.",
  why:
    "Each minor version has its own compiler, library and files (//go:build go1.N). A test with one says little about a " +
    "binary of another. Under the policy lockstep any two sites that differ, a patch included, break the contract, and " +
    "the harm is S2.",
  remedy: "Use one minor version in both places, or add the shipped version to the tests.",
  reads: "repository",

  *check(_, context) {
    if (context.contract.policy === "lockstep") yield* fromLockstep(context);
    else yield* fromTests(context);
  },
});

function* fromLockstep({ sites, contract }: RuleContext): Iterable<Problem> {
  for (const { different, usual } of lockstepBreaches(sites, contract)) {
    yield {
      at: different.installed.at,
      message: `go ${different.version} runs here and go ${usual.version} in ${usual.site.title}: the contract is lockstep`,
      remedy: `Use ${usual.version} here too, or list the site under go.sites with a reason`,
      evidence: [{ at: usual.installed.at, shows: `most sites run go ${usual.version}` }],
      site: different.site.id,
      harm: "S2",
      cause: `go ${different.version} beside ${usual.version}`,
    };
  }
}

function* fromTests({ sites, contract, workspace }: RuleContext): Iterable<Problem> {
  const held = sites.filter(({ id }) => exceptionOf(contract, id) === undefined);
  for (const module of workspace.modules) {
    const tests = testingSites(module, held);
    const [test] = tests;
    const tested = new Set(tests.map(minorIn));
    // A job whose version is not known may be the one that tests what is shipped.
    if (!test?.command.go.installed || tested.has(undefined)) continue;
    for (const ship of shippingSites(module, held)) {
      const minor = minorIn(ship);
      const { installed } = ship.command.go;
      if (minor === undefined || tested.has(minor) || !installed) continue;
      const others = [...tested].map((each) => `1.${each}`).sort();
      yield {
        at: installed.at,
        message: `This site builds ${module.file} with go 1.${minor}, and no job tests it with that: tests run ${others.join(", ")}`,
        evidence: [
          { at: ship.command.at, shows: `go 1.${minor} builds here` },
          { at: test.command.go.installed.at, shows: `${test.site.title} tests with go 1.${minorIn(test)}` },
        ],
        site: ship.site.id,
        cause: `${module.file}: 1.${minor} beside ${others.join(", ")}`,
      };
    }
  }
}

function minorIn({ command }: SiteCommand): number | undefined {
  return minorOfGo(command.go);
}
