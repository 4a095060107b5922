import { useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import { client, storedToken, storeToken } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import { Problem } from "../parts/problem.js";

/** Takes a token, which is kept until the tab is closed. */
export function SignIn({ onToken }: { onToken: (token: string | undefined) => void }) {
  const [secret, setSecret] = useState("");
  const [refused, setRefused] = useState<unknown>();
  const who = useAsked("who", (signal) => client.getWhoami({ signal }));
  const token = storedToken();
  const signIn = async () => {
    setRefused(undefined);
    const before = storedToken();
    storeToken(secret.trim());
    try {
      const { token: known } = await client.getWhoami();
      if (known === undefined) {
        throw new Error("This token is of no use: it was revoked, has expired, or was never made here.");
      }
      onToken(secret.trim());
    } catch (error) {
      storeToken(before);
      setRefused(error);
    }
  };
  return (
    <>
      <h1>{token === undefined ? "Sign in" : "Signed in"}</h1>
      {who.error === undefined ? null : <Problem error={who.error} />}
      {who.value === undefined ? null : <Grants {...who.value} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        <div class="fields">
          <label>
            Token
            <input
              type="password"
              required
              autocomplete="off"
              placeholder="lg_…"
              value={secret}
              onInput={(event) => {
                setSecret(event.currentTarget.value);
              }}
            />
          </label>
        </div>
        <button type="submit" class="main">
          Sign in
        </button>{" "}
        {token === undefined ? null : (
          <button
            type="button"
            onClick={() => {
              storeToken(undefined);
              onToken(undefined);
            }}
          >
            Sign out
          </button>
        )}
      </form>
      {refused === undefined ? null : <Problem error={refused} />}
      <p class="soft">
        Kept in this tab alone, and sent to this server alone. <code>learngene tokens create</code> makes one.
      </p>
    </>
  );
}

function Grants({ token, grants }: Schema<"Whoami">) {
  const all = grants.map(({ owner, scope }) => `${scope} on ${owner === "*" ? "all owners" : owner}`);
  return (
    <p>
      {token === undefined ? "Without a token: " : `As ${token.name}: `}
      {all.length === 0 ? "reading what is public" : all.join(", ")}.
    </p>
  );
}
