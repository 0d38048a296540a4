import { createInputError } from '../contract/parse-shape.js';
import type { IntegrationError } from '../errors/integration-error.js';
import type { TransportContext } from './call-context.js';
import type { OutgoingRequest } from './outgoing-request.js';

/** Methods that RFC 9110, section 9.2.2, defines as idempotent. */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** How a vendor lets a write be repeated safely. */
export interface IdempotencyRules {
  /**
   * The header that carries the key, in lower case, for example `idempotency-key`. Without it the vendor knows no keys:
   * calls get none, and a key that a caller gives is refused.
   */
  readonly idempotencyHeader?: string | undefined;
  /** Recognises a key that the SDK made up, which gives way to the key of the call. */
  readonly isGeneratedKey?: ((key: string) => boolean) | undefined;
  /** Declares further requests harmless to repeat. */
  readonly isIdempotent?: ((request: OutgoingRequest) => boolean) | undefined;
  /** Declares further requests to change nothing, such as a search by POST. @default GET, HEAD, OPTIONS and TRACE */
  readonly isRead?: ((request: OutgoingRequest) => boolean) | undefined;
}

/** Whether a request may be repeated, and under which key. */
export interface Repeatability {
  readonly idempotent: boolean;
  readonly key: string | undefined;
  /** The key that a caller repeats the call with: the call's own, where the request's is derived from it. */
  readonly callKey: string | undefined;
}

/** Read where the adapter names no header: whoever sets it by hand says that the vendor knows it. */
const COMMON_HEADER = 'idempotency-key';

/**
 * Decides whether a request may be repeated, and puts the key of the call into its headers. The first write of a call
 * takes the call's key; each further one a key derived from it, which is the same when the whole call is repeated.
 *
 * @throws IntegrationError `VALIDATION` when the caller relies on a key that the vendor would never see
 */
export function applyIdempotency(
  request: OutgoingRequest,
  rules: IdempotencyRules,
  context: TransportContext | undefined,
  service: string,
): Repeatability {
  const needsKey = !IDEMPOTENT_METHODS.has(request.method);
  const header = rules.idempotencyHeader ?? COMMON_HEADER;
  let key = request.headers.get(header) ?? undefined;
  if (needsKey && context !== undefined) {
    if (rules.idempotencyHeader === undefined) {
      if (key === undefined && context.isKeyGiven && context.idempotent !== true)
        throw createKeyError(context, service);
    } else if (key === undefined || rules.isGeneratedKey?.(key) === true) {
      key = nextKey(context);
      request.headers.set(header, key);
    }
  }
  const base = context?.idempotencyKey;
  const isOfCall = key !== undefined && base !== undefined && (key === base || key.startsWith(`${base}:`));
  if (key !== undefined) context?.progress.noteKey(key, isOfCall);
  const idempotent = context?.idempotent ?? (!needsKey || key !== undefined || rules.isIdempotent?.(request) === true);
  return { idempotent, key, callKey: isOfCall ? base : key };
}

/** The call's own key, or the first one derived from it that no request of the call has used. */
function nextKey({ progress, idempotencyKey, deriveKey }: TransportContext): string {
  let key = idempotencyKey;
  for (let number = 2; progress.hasUsed(key); number++) key = deriveKey(`write-${number}`);
  return key;
}

function createKeyError({ operation }: TransportContext, service: string): IntegrationError {
  const expected = `left out: ${service} takes no idempotency keys here, so that it would protect nothing. \`idempotent: true\` has the call repeated all the same, if a second copy does no harm`;
  const issue = { path: 'options.idempotencyKey', expected, received: 'a key' };
  return createInputError([issue], { service, operation });
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
