import { compileTemplate } from './router.js';

/** What a {@link RequestMatch} looks at. */
export interface RequestTarget {
  /** In capitals. */
  readonly method: string;
  /** Path without query, as it was sent. */
  readonly path: string;
}

/**
 * Chooses requests: `'POST /v1/refunds'`, `'/v1/refunds'` (any method), `'POST'` (any path), `'GET /v1/invoices/{invoice}'`,
 * `'POST /v1/*'` (a last `*` stands for the rest), a pattern that is tried on `METHOD /path`, or a function.
 */
export type RequestMatch = string | RegExp | ((target: RequestTarget) => boolean);

/** Compiles a {@link RequestMatch}. Without one, every request matches. Throws a TypeError on a malformed string. */
export function toRequestPredicate(match?: RequestMatch): (target: RequestTarget) => boolean {
  if (match === undefined) return () => true;
  if (typeof match === 'function') return match;
  if (match instanceof RegExp) {
    // A copy without the flags that remember a position: the same request must get the same answer twice.
    const pattern = new RegExp(match.source, match.flags.replaceAll(/[gy]/g, ''));
    return ({ method, path }) => pattern.test(`${method} ${path}`);
  }
  const parts = /^(?:([A-Z]+|\*)(?: |$))?(\/\S*)?$/.exec(match);
  if (!parts || match === '') {
    throw new TypeError(`"${match}" does not choose requests: write "METHOD /path", "/path" or "METHOD".`);
  }
  const [, method, template] = parts;
  const odd = template?.split('/').find((segment, index, all) => !isSegment(segment, index === all.length - 1));
  if (odd !== undefined) {
    throw new TypeError(
      `"${match}": "${odd}" fits no request. Write {name} for any one segment, and * only as the last.`,
    );
  }
  const matches = template === undefined ? () => true : compileTemplate(template);
  return (target) =>
    (method === undefined || method === '*' || method === target.method) && matches(target.path) !== undefined;
}

/** A literal, a whole `{name}`, or `*` at the end: anything between these would be taken literally, and never strike. */
function isSegment(segment: string, isLast: boolean): boolean {
  return /^\{\w+\}$/.test(segment) || (segment === '*' ? isLast : !/[*{}]/.test(segment));
}
