/** Finds the template of a path, so that names stay few: `/v1/customers/cus_1` becomes `/v1/customers/{customer}`. */
export type RouteTemplate = (pathname: string) => string;

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  template: string | undefined;
}

const createNode = (): Node => ({ literals: new Map(), parameter: undefined, template: undefined });

/** A segment that names a kind of thing rather than one thing: short, and of lower-case words. */
const LOOKS_LITERAL = /^(?:v\d{1,2}|[a-z]+(?:[_-][a-z]+)*)$/;
const MAX_SEGMENTS = 16;

/**
 * Builds a {@link RouteTemplate} from the vendor's own templates, such as `/v1/customers/{customer}`. Literal segments
 * win over parameters. A path that no template fits keeps the segments that look like words and shows the rest as `{id}`.
 * @example
 * ```ts
 * import { createRouteTemplate } from '@breakwater/core';
 *
 * const toRoute = createRouteTemplate(['/v1/customers/{customer}']);
 * toRoute('/v1/customers/cus_1'); // '/v1/customers/{customer}'
 * ```
 */
export function createRouteTemplate(templates: readonly string[] = []): RouteTemplate {
  const root = createNode();
  for (const template of templates) {
    let node = root;
    for (const segment of template.split('/').filter(Boolean)) {
      if (segment.startsWith('{')) node = node.parameter ??= createNode();
      else {
        const next = node.literals.get(segment) ?? createNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.template = template;
  }
  return (pathname) => {
    const segments = pathname.split('/').filter(Boolean);
    if (segments.length > MAX_SEGMENTS) return '/{path}';
    return (
      find(root, segments, 0) ??
      `/${segments.map((segment) => (LOOKS_LITERAL.test(segment) ? segment : '{id}')).join('/')}`
    );
  };
}

function find(node: Node, segments: readonly string[], index: number): string | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.template;
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, index + 1);
  return found ?? (node.parameter && find(node.parameter, segments, index + 1));
}
