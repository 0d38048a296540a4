import { createInputError } from '../contract/parse-shape.js';
import type { TransportContext } from './call-context.js';
import type { OutgoingRequest } from './outgoing-request.js';

/** Methods that RFC 9110, section 9.2.2, defines as idempotent. */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** How a vendor lets a write be repeated safely. */
export interface IdempotencyRules {
  /** The header that carries the key, in lower case, for example `idempotency-key`. Without it the vendor knows no keys. */
  readonly idempotencyHeader?: string | undefined;
  /** Recognises a key that the SDK made up, which gives way to the key of the call. */
  readonly isGeneratedKey?: ((key: string) => boolean) | undefined;
  /** Declares further requests harmless to repeat, such as a search by POST. */
  readonly isIdempotent?: ((request: OutgoingRequest) => boolean) | undefined;
}

/** Whether a request may be repeated, and under which key. */
export interface Repeatability {
  readonly idempotent: boolean;
  readonly key: string | undefined;
}

/**
 * Decides whether a request may be repeated, and puts the key of the call into its headers. The first write of a call
 * takes the call's key; each further one a key derived from it, which is the same when the whole call is repeated.
 */
export function applyIdempotency(
  request: OutgoingRequest,
  rules: IdempotencyRules,
  context: TransportContext | undefined,
): Repeatability {
  const isWrite = !IDEMPOTENT_METHODS.has(request.method);
  const header = rules.idempotencyHeader;
  if (header !== undefined && isWrite && context !== undefined) {
    const given = request.headers.get(header);
    if (given === null || rules.isGeneratedKey?.(given) === true) {
      context.writes += 1;
      request.headers.set(
        header,
        context.writes === 1 ? context.idempotencyKey : context.deriveKey(`write-${context.writes}`),
      );
    }
  }
  const key = header === undefined ? undefined : (request.headers.get(header) ?? undefined);
  const idempotent = context?.idempotent ?? (!isWrite || key !== undefined || rules.isIdempotent?.(request) === true);
  return { idempotent, key };
}

/** Printable ASCII: what a header can carry. 200 leaves room for derived keys under the common limit of 255. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Checks a key that a caller gave.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function assertIdempotencyKey(key: unknown, service: string, operation: string): asserts key is string {
  if (typeof key === 'string' && KEY.test(key)) return;
  const received = typeof key === 'string' ? `a string of ${key.length} characters` : `a ${typeof key}`;
  const expected = '1 to 200 printable ASCII characters without spaces';
  throw createInputError([{ path: 'options.idempotencyKey', expected, received }], { service, operation });
}
