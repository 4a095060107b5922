/** Who asks for a write, as the audit log names them. What is absent is not known, or was not asked for. */
export interface Actor {
  /** Of the token that the write was made with. */
  readonly tokenId?: string | undefined;
  readonly tokenName?: string | undefined;
  /** The HTTP request, as the log names it. */
  readonly requestId?: string | undefined;
  readonly remoteAddress?: string | undefined;
}

/** The program itself, as when it publishes its sample. */
export const theProgram: Actor = {};
