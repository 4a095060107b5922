import { InputError } from "../model/index.js";
import { asking, credentialsPath, forgetTokens, keepToken, type Server } from "./remote/index.js";
import { readSecret } from "./terminal/index.js";

/** Asks for a token and keeps it, if the server takes it. Throws `invalid-request`. */
export async function login({ url, signal }: Server): Promise<void> {
  const token = await readSecret(`Token for ${url}: `, signal);
  if (token === "") {
    throw new InputError("invalid-request", "no token was given", {
      fix: "Type one that learngene tokens create printed, or pipe it in.",
    });
  }
  const whoami = await asking({ url, token, signal }, (client) => client.getWhoami({ signal }));
  if (whoami.token === undefined) {
    throw new InputError("invalid-request", `${url} does not know this token, or it is expired or revoked`, {
      fix: "Ask whoever runs the server for another.",
    });
  }
  await keepToken(url, token);
  const grants = whoami.grants.map(({ owner, scope }) => `${owner}:${scope}`).join(", ");
  process.stdout.write(`Logged in to ${url} as ${whoami.token.name}: ${grants}.\n`);
  process.stderr.write(`The token is kept in ${credentialsPath()}.\n`);
}

/** Forgets the token of a server, or without one all. */
export async function logout(url: string | undefined): Promise<void> {
  const forgotten = await forgetTokens(url);
  const place = url ?? `${forgotten} servers`;
  process.stdout.write(forgotten === 0 ? "No token was kept.\n" : `Logged out of ${place}.\n`);
}
