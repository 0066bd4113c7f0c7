import { rules } from "../../rules/index.gen.ts";
import type { Terminal } from "../terminal.ts";
import { bashCompletion } from "./bash-completion.ts";
import { type CommandLike, describeCommands } from "./describe-commands.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `breakwater completion`: writes the script of a shell, made from the commands themselves. */
export async function runCompletion(
  { shell, program }: { readonly shell: keyof typeof writers; readonly program: CommandLike },
  terminal: Terminal,
): Promise<number> {
  const ruleIds = rules.map(({ id }) => id);
  await terminal.write(writers[shell](describeCommands(program, ruleIds)));
  return 0;
}
