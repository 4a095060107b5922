/** Where in the page somebody is: kept behind the address's `#`, so that every place has a link. */
export type Route =
  | { readonly view: "browse"; readonly query: URLSearchParams }
  | {
      readonly view: "learngene";
      readonly owner: string;
      readonly name: string;
      /** A version's number, tag or digest. */
      readonly ref: string;
      readonly query: URLSearchParams;
    }
  | { readonly view: "jobs" }
  | { readonly view: "job"; readonly id: string }
  | { readonly view: "publish" }
  | { readonly view: "sign-in" }
  | { readonly view: "nowhere" };

/** Reads `location.hash`. */
export function parseRoute(hash: string): Route {
  const [path = "", text = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const query = new URLSearchParams(text);
  const [first = "", ...rest] = path.split("/").map(decode);
  const [second, third] = rest;
  if (rest.length === 0) {
    switch (first) {
      case "":
        return { view: "browse", query };
      case "jobs":
      case "publish":
      case "sign-in":
        return { view: first };
    }
  }
  if (first === "jobs" && second !== undefined && rest.length === 1) {
    return { view: "job", id: second };
  }
  if (first === "learngenes" && second !== undefined && third !== undefined && rest.length === 2) {
    const [name = "", ref = "latest"] = third.split("@", 2);
    return { view: "learngene", owner: second, name, ref, query };
  }
  return { view: "nowhere" };
}

/** The link to a learngene, or one of its versions. */
export function learngeneLink(owner: string, name: string, ref = "latest", query?: URLSearchParams): string {
  const version = ref === "latest" ? "" : `@${encodeURIComponent(ref)}`;
  const asked = query === undefined || query.size === 0 ? "" : `?${query.toString()}`;
  return `#/learngenes/${encodeURIComponent(owner)}/${encodeURIComponent(name)}${version}${asked}`;
}

export function jobLink(id: string): string {
  return `#/jobs/${encodeURIComponent(id)}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Somebody's own percent sign.
    return part;
  }
}
