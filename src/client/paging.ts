/** Everything of a list, asked for page by page, as far as it is read. */
export async function* allOf<Item>(
  pageAt: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor?: string | undefined }>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await pageAt(cursor);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
