/** actions/checkout on a machine: where this tree lies afterwards, and where another one lies in its place. */
import type { Place } from "../../text/span.ts";
import type { WorkflowStep } from "../../workspace/github/model.ts";
import { isOwnRepository } from "../is-own-repository.ts";
import { elsewhere, type Machine, type Mount } from "../machine.ts";
import { normalizePath } from "../shell/join-folder.ts";
import type { SiteEvent } from "../site.ts";
import { unknown } from "../value.ts";
import { githubWorkspace } from "./github-context.ts";
import type { StepRun } from "./run-steps.ts";

interface Checkout {
  readonly step: WorkflowStep;
  readonly inputs: Extract<SiteEvent, { kind: "uses" }>["inputs"];
  readonly at: Place;
}

/** The machine after a checkout; the folder that it fills is cleared before. */
export function applyCheckout({ step, inputs, at }: Checkout, machine: Machine, run: StepRun): Machine {
  const path = inputs.get("path")?.value;
  if (path?.kind === "unknown") {
    return { ...machine, mounts: [], folder: unknown(`checkout's path: ${path.reason}`, path.at) };
  }
  const folder = normalizePath(`${githubWorkspace}/${path?.text ?? ""}`);
  const isOther = takesAnotherRepository(step, inputs, run) || takesAnotherRevision(step, inputs, run);
  const mount: Mount = { path: folder, folder: isOther ? elsewhere : "", at };
  const kept = machine.mounts.filter(
    (other) => other.path !== folder && !other.path.startsWith(`${folder}/`) && isStill(other, mount),
  );
  return { ...machine, mounts: [...kept, mount] };
}

/** That the tree lies in the workspace is taken for granted only until a checkout puts it elsewhere. */
function isStill({ path, at }: Mount, checkedOut: Mount): boolean {
  return at !== undefined || path !== githubWorkspace || checkedOut.folder === elsewhere;
}

/** `github.repository`, and the repository a pull request comes from: the one a reader has before them. */
const thisRepository = /\bgithub\.repository\b|\bhead\.repo\b|\bhead_repository\b/;

const choosesRepository = /\b(?:inputs|matrix|needs|steps)\./;

function takesAnotherRepository(step: WorkflowStep, inputs: Checkout["inputs"], run: StepRun): boolean {
  const repository = inputs.get("repository")?.value;
  if (!repository) return false;
  if (repository.kind === "known")
    return repository.text !== "" && !isOwnRepository(repository.text, run.host.workspace);
  const texts = textsBehind("repository", step, run);
  // A workflow that takes the name from its environment has mostly put the pull request's there.
  return (
    texts.some((text) => choosesRepository.test(text)) && !texts.some((text) => thisRepository.test(text))
  );
}

/** The trunk under its usual names, and pull requests: the revision that a reader has before them. */
const thisRevision = /^(?:refs\/heads\/)?(?:main|master|trunk|develop)?$|^refs\/pull\//;

/** A `ref` that names a branch or tag, or that another job or step finds out; `github.*` is the commit at hand. */
function takesAnotherRevision(step: WorkflowStep, inputs: Checkout["inputs"], run: StepRun): boolean {
  const ref = inputs.get("ref")?.value;
  if (!ref) return false;
  if (ref.kind === "known") return !thisRevision.test(ref.text);
  return textsBehind("ref", step, run).some((text) => /\b(?:needs|steps|matrix)\./.test(text));
}

/** The expressions of an input, and why the inputs that they name are not known. */
function textsBehind(input: string, step: WorkflowStep, run: StepRun): readonly string[] {
  const holes = step.inputs.find(({ name }) => name.toLowerCase() === input)?.value.holes ?? [];
  return holes.flatMap(({ expression }) => {
    const names = [...expression.matchAll(/\binputs\.([\w-]+)/g)].map((match) => match[1] ?? "");
    const given = names.map((name) => run.context.inputs.get(name.toLowerCase()));
    return [expression, ...given.map((value) => (value?.kind === "unknown" ? value.reason : ""))];
  });
}
