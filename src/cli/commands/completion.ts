import { Argument, Command } from "commander";
import { completionScript, shells, type Shell } from "../completion/index.js";
import { addExample } from "../options/index.js";

/** `learngene completion`: what shells complete by. */
export function completionCommand(): Command {
  const command = new Command("completion")
    .summary("print a script by which a shell completes commands and flags")
    .description(
      'Print a script by which a shell completes commands, flags and their values. For every shell to come: eval "$(learngene ' +
        'completion bash)" in ~/.bashrc, source <(learngene completion zsh) in ~/.zshrc after compinit, or learngene ' +
        "completion fish > ~/.config/fish/completions/learngene.fish.",
    )
    .addArgument(new Argument("<shell>", "which shell").choices(shells));
  return addExample(command, "learngene completion bash").action((shell: Shell) => {
    process.stdout.write(completionScript(shell, programOf(command)));
  });
}

function programOf(command: Command): Command {
  return command.parent === null ? command : programOf(command.parent);
}
