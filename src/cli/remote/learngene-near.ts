import type { LearngeneClient } from "../../client/index.js";
import { nearest } from "../../model/index.js";

/** How many learngenes are looked at for one that was meant. */
const MOST = 1000;

/** The learngene of the server whose name is most like that in a request's address, as `owner/name`, if one is alike. */
export async function learngeneNear(url: string, client: LearngeneClient): Promise<string | undefined> {
  const [, owner, name] = /\/v1\/learngenes\/([^/]+)\/([^/]+)/.exec(url) ?? [];
  if (owner === undefined || name === undefined) {
    return undefined;
  }
  const wanted = `${decodeURIComponent(owner)}/${decodeURIComponent(name)}`;
  const there: string[] = [];
  try {
    for await (const learngene of client.listLearngenes({ limit: 200 })) {
      if (there.push(`${learngene.owner}/${learngene.name}`) >= MOST) {
        break;
      }
    }
  } catch {
    // Advice alone: what went wrong first is what is told.
  }
  const sameName = there.find((each) => each.endsWith(`/${decodeURIComponent(name)}`));
  return nearest(wanted, there) ?? sameName;
}
