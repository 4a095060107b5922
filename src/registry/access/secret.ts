import { createHash, randomBytes } from "node:crypto";

/** What every token starts with, so that people and scanners know one where it does not belong. */
export const TOKEN_PREFIX = "lg_";

/** A new token: the prefix and 32 random bytes as base64url. */
export function newSecret(): string {
  return `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;
}

/** Whether a text can be a token. */
export function isSecret(text: string): boolean {
  return /^lg_[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * What is kept of a token: its SHA-256 in hexadecimal. Guessing 256 random bits is hopeless however fast the hash,
 * and looking the hash up tells by its time nothing about the token.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** A text without the tokens in it, for logs and answers: people write them where they do not belong. */
export function hideSecrets(text: string): string {
  return text.replaceAll(/lg_[A-Za-z0-9_-]{24,}/g, `${TOKEN_PREFIX}…`);
}
