import type { Terminal } from "../terminal.ts";
import { Argument, type Command } from "./commander.ts";
import { examples } from "./examples.ts";

/** Adds `breakwater completion` to the program. */
export function addCompletion(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("completion")
    .description("Print the completion script of a shell.")
    .addArgument(new Argument("<SHELL>", "whose script to print").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      examples([
        'eval "$(breakwater completion bash)"    # in ~/.bashrc',
        'eval "$(breakwater completion zsh)"     # in ~/.zshrc, after compinit',
        "breakwater completion fish | source     # in ~/.config/fish/config.fish",
      ]),
    )
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { runCompletion } = await import("../completion/completion.ts");
      exit(await runCompletion({ shell, program }, terminal));
    });
}
