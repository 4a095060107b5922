/**
 * The longest header read or written, bytes. The reference implementation allows 100 MB. The deepest network a
 * plan may ask for (1,024 layers) takes 1.5 MB of it, so 16 MiB leaves room for a manifest of
 * {@link MAX_MANIFEST_BYTES} with its quotes escaped, and parsing it cannot exhaust a small server.
 */
export const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** The longest manifest, as JSON before it is escaped. One with names for 100,000 classes takes some 3 MB. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** The most tensors in a file: over five times what 1,024 ViT layers have. */
export const MAX_TENSORS = 65_536;

/** The most dimensions of a tensor; PyTorch's own limit. */
export const MAX_RANK = 64;

/** Header, tensor, its shape: nothing in a header lies deeper. */
export const MAX_HEADER_DEPTH = 3;

/** The deepest nesting in a manifest. Its own parts need seven; recipes are free-form. */
export const MAX_MANIFEST_DEPTH = 32;

/** Bytes read at a time where whole files are gone through. */
export const CHUNK_BYTES = 1024 * 1024;
