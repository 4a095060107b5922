import { LRUCache } from "lru-cache";

/** The template that a path falls under, such as `/v1/learngenes/{owner}/{name}`; `undefined` for a path of no route. */
export type RouteFinder = (path: string) => string | undefined;

/** Finds the templates of routes, and of the address itself. Their number bounds the labels of metrics. */
export function routeFinder(templates: readonly string[]): RouteFinder {
  const routes = ["/", ...templates]
    // Fixed parts win over parameters.
    .sort((a, b) => parametersIn(a) - parametersIn(b))
    .map((template) => ({ template, pattern: patternOf(template) }));
  // Asked twice a request; the patterns take longer than all else that is done to most of them.
  const found = new LRUCache<string, { template: string | undefined }>({ max: 1000 });
  return (path) => {
    let route = found.get(path);
    if (route === undefined) {
      route = { template: routes.find(({ pattern }) => pattern.test(path))?.template };
      if (path.length <= LONGEST_REMEMBERED) {
        found.set(path, route);
      }
    }
    return route.template;
  };
}

/** Characters of a path that is remembered: more than one has whose names are as long as may be. */
const LONGEST_REMEMBERED = 400;

function parametersIn(template: string): number {
  return template.split("{").length;
}

// As Express matches: case does not matter, nor does a slash at the end.
function patternOf(template: string): RegExp {
  const escaped = template
    .replaceAll(".", "\\.")
    .replaceAll(/\{\w+\*\}/g, ".+")
    .replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${escaped.replace(/\/$/, "")}/?$`, "i");
}

/** A request's path, as it was sent, without its query. */
export function pathOf(url: string): string {
  return url.replace(/[?#].*/s, "");
}
