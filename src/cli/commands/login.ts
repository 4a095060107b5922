import { Command } from "commander";
import { addExample, addRemoteOption, readServer, remoteOptionsSchema, serverOf } from "../options/index.js";

/** `learngene login`: keeps a token. */
export function loginCommand(signal: AbortSignal): Command {
  const command = new Command("login")
    .summary("keep a token for a server")
    .description(
      "Keep a token for a server, in a file that its owner alone can read, once the server has taken it. It is asked for, " +
        "unseen, or read from standard input where that is piped. LEARNGENE_TOKEN goes before it.",
    );
  addExample(addRemoteOption(command), "learngene login --server https://genes.example");
  return command.action(async () => {
    const server = serverOf(remoteOptionsSchema.parse(command.opts()), signal);
    const { login } = await import("../logging-in.js");
    await login(server);
  });
}

/** `learngene logout`: forgets it. */
export function logoutCommand(): Command {
  const command = new Command("logout")
    .summary("forget the token that is kept for a server")
    .description(
      "Forget the token that is kept for a server. It goes on being good: learngene tokens revoke ends that.",
    )
    .option("--all", "of all servers (default: no)");
  addExample(addRemoteOption(command), "learngene logout --server https://genes.example");
  return command.action(async () => {
    const { server, all } = command.opts<{ server: string; all?: boolean }>();
    const { logout } = await import("../logging-in.js");
    await logout(all === true ? undefined : readServer(server).url);
  });
}
