import { ProblemError } from "../../client/index.js";

/** What went wrong, in the server's words, and what to do instead. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const { detail, fix } = wordsOf(error);
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{detail}</strong>
      </p>
      {fix === undefined ? null : <p>{fix}</p>}
      {retry === undefined ? null : (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

function wordsOf(error: unknown): { detail: string; fix?: string | undefined } {
  if (error instanceof ProblemError) {
    const { detail, fix } = error.problem;
    const signIn =
      error.status === 401 || error.status === 404 ? "If it is private, sign in with a token." : undefined;
    return { detail, fix: fix ?? signIn };
  }
  return { detail: error instanceof Error ? error.message : String(error) };
}
