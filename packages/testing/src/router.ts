/** What a template's `{parameters}` stand for in a path, decoded. */
export type RouteParameters = Readonly<Record<string, string>>;

/** A route that fits a request. */
export interface RouteMatch<Handler> {
  /** As it was written: `'GET /v1/invoices/{invoice}'`. Low cardinality, for logs and books. */
  readonly route: string;
  readonly parameters: RouteParameters;
  readonly handler: Handler;
}

/** Finds the handler of a request. */
export interface Router<Handler> {
  readonly routes: readonly string[];
  /** Path without query. `undefined` when no route fits, also when a parameter is not valid percent-encoding. */
  match(method: string, path: string): RouteMatch<Handler> | undefined;
}

/**
 * Creates a router from `METHOD /template` keys. `{name}` stands for one path segment, a last `*` for the rest.
 * A literal segment wins over a parameter, so that `/invoices/create_preview` is not read as an invoice's id.
 * Throws a TypeError on a malformed key.
 *
 * @example
 * ```ts
 * import { createRouter } from '@breakwater/testing';
 *
 * const router = createRouter({ 'GET /v1/orders/{order}': 'findOrder' });
 * export const match = router.match('GET', '/v1/orders/7');
 * ```
 */
export function createRouter<Handler>(routes: Readonly<Record<string, Handler>>): Router<Handler> {
  const entries = Object.entries(routes).map(([route, handler]) => {
    const [, method, template] = /^([A-Z]+) (\/\S*)$/.exec(route) ?? [];
    if (method === undefined || template === undefined) throw new TypeError(`"${route}" is not "METHOD /template".`);
    return { route, method, template, handler, matches: compileTemplate(template) };
  });
  // Sorting once by where the first parameter stands makes the first fit the most literal one.
  entries.sort((one, other) => rank(other.template).localeCompare(rank(one.template)));
  return {
    routes: Object.keys(routes),
    match(method, path) {
      for (const entry of entries) {
        if (entry.method !== method) continue;
        const parameters = entry.matches(path);
        if (parameters) return { route: entry.route, parameters, handler: entry.handler };
      }
      return undefined;
    },
  };
}

function rank(template: string): string {
  return template
    .split('/')
    .map((segment) => (segment === '*' ? '0' : segment.startsWith('{') ? '1' : '2'))
    .join('');
}

/** Compiles one template. The function answers the parameters of a path that fits, else `undefined`. */
export function compileTemplate(template: string): (path: string) => RouteParameters | undefined {
  const segments = template.split('/');
  const open = segments.at(-1) === '*';
  if (open) segments.pop();
  return (path) => {
    const given = path.split('/');
    if (open ? given.length <= segments.length : given.length !== segments.length) return undefined;
    const parameters: Record<string, string> = {};
    for (const [index, segment] of segments.entries()) {
      const value = given[index] ?? '';
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) {
        if (segment !== value) return undefined;
        continue;
      }
      const decoded = decode(value);
      if (decoded === undefined || decoded === '') return undefined;
      parameters[name] = decoded;
    }
    return parameters;
  };
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // Not valid percent-encoding: no route has such a parameter.
  }
}
