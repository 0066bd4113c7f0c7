import { suppressionRules } from "../finding/suppression-rules.ts";
import { rules } from "../rules/index.gen.ts";
import type { CheckOptions } from "./check-pipeline.ts";
import { type Look, lookAt } from "./look.ts";
import { openUserTree, type UserTree } from "./open-user-tree.ts";
import { ownFiles } from "./own-files.ts";
import { createProgress, type Progress } from "./progress.ts";
import { refuseUnknownRules } from "./refuse-unknown-rules.ts";
import { selectRules } from "./select-rules.ts";
import type { Terminal } from "./terminal.ts";

/** What a command that runs rules has before it runs them. */
export interface StartedCheck {
  readonly progress: Progress;
  readonly opened: UserTree;
  readonly look: Look;
  readonly options: CheckOptions & { readonly baseline: undefined };
}

/** Selects the rules, opens the user's tree, looks at it and refuses a configuration that names no rule. */
export async function startCheck(
  input: {
    readonly path: string | undefined;
    readonly ref: string | undefined;
    readonly rules: readonly string[];
    readonly honoursSuppressions: boolean;
    /** A revision to compare with: then only files count that a commit can hold. */
    readonly newFrom?: string | undefined;
  },
  terminal: Terminal,
): Promise<StartedCheck> {
  const { honoursSuppressions } = input;
  const progress = createProgress(terminal);
  const selected = selectRules(input.rules);
  const whole = openUserTree(input, terminal);
  const isGate = input.newFrom !== undefined && input.ref === undefined;
  const opened = isGate ? { ...whole, tree: ownFiles(whole.tree, whole.folder, terminal) } : whole;
  const look = await lookAt(opened.tree, progress, opened, { honoursExclude: honoursSuppressions });
  const known = [...rules, ...suppressionRules];
  refuseUnknownRules(look.config, known, (file) => look.workspace.source(file));
  progress.step(`Checking ${selected.length} rules`);
  const today = terminal.now().toISOString().slice(0, 10);
  const options = { rules: selected, known, honoursSuppressions, baseline: undefined, today };
  return { progress, opened, look, options };
}
