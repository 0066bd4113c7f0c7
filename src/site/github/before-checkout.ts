import type { WorkflowStep } from "../../workspace/github/model.ts";
import { type Machine, nothing } from "../machine.ts";
import { githubWorkspace } from "./github-context.ts";

/** Actions that bring no files of the repository. */
const bringsNone =
  /^(?:actions\/setup-|step-security\/harden-runner|jlumbroso\/free-disk-space|docker\/setup-)/i;
/** Programs that may put a repository into the workspace. */
const mayBring = /\b(?:git|gh|hub|svn|hg|tar|unzip|cp|mv|rsync|curl|wget|checkout|clone|download)\b/;

/** The machine of a job that checks out later: until then its workspace is empty, as far as the steps before show. */
export function beforeCheckout(machine: Machine, steps: readonly WorkflowStep[]): Machine {
  const first = steps.findIndex(({ uses }) => /^actions\/checkout$/i.test(uses?.action ?? ""));
  const isEmpty =
    first > 0 &&
    steps
      .slice(0, first)
      .every(({ uses, run }) =>
        uses ? bringsNone.test(uses.action) : !mayBring.test(run?.script.text ?? ""),
      );
  if (!isEmpty) return machine;
  return { ...machine, mounts: [{ path: githubWorkspace, folder: nothing, at: undefined }] };
}
