import { AlgoliaApiError } from './api-error.js';
import type { Acl } from './api-request.js';
import { hmacSha256 } from './hmac-sha256.js';

/** What the emulator knows of keys. */
export interface KnownKeys {
  readonly applicationId: string;
  /** May do everything. */
  readonly apiKey: string;
  /** May only search. */
  readonly searchKey: string;
}

/** Who asks, and what the key restricts. */
export interface Caller {
  readonly apiKey: string;
  /** A filter that every search gets. */
  readonly filter: string | undefined;
  allows(acl: Acl | undefined, index: string | undefined): boolean;
}

const WRONG = 'Invalid Application-ID or API key';

/** Finds out who asks; throws 403 for whom it does not know. Secured keys are verified by their signature. */
export function authenticate(request: Request, keys: KnownKeys, now: number): Caller {
  const application = request.headers.get('x-algolia-application-id') ?? '';
  const key = request.headers.get('x-algolia-api-key') ?? '';
  if (application.toLowerCase() !== keys.applicationId.toLowerCase() || key === '')
    throw new AlgoliaApiError(403, WRONG);
  if (key === keys.apiKey) return { apiKey: key, filter: undefined, allows: () => true };
  if (key === keys.searchKey)
    return { apiKey: key, filter: undefined, allows: (acl) => acl === undefined || acl === 'search' };
  const secured = readSecuredKey(key, keys);
  if (secured === undefined) throw new AlgoliaApiError(403, WRONG);
  const { parent, restrictions } = secured;
  const validUntil = restrictions.get('validUntil');
  if (validUntil !== null && Number(validUntil) * 1_000 <= now) {
    throw new AlgoliaApiError(403, '"validUntil" parameter expired (less than current date)');
  }
  const indexes = restrictions.get('restrictIndices')?.split(',').map(toPattern);
  return {
    apiKey: key,
    filter: restrictions.get('filters') ?? undefined,
    allows: (acl, index) => {
      const mayDo = parent === keys.apiKey || acl === undefined || acl === 'search';
      return mayDo && (indexes === undefined || index === undefined || indexes.some((pattern) => pattern.test(index)));
    },
  };
}

/** A `*` stands for anything at either end. */
function toPattern(text: string): RegExp {
  const escaped = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}

interface SecuredKey {
  readonly parent: string;
  readonly restrictions: URLSearchParams;
}

function readSecuredKey(key: string, keys: KnownKeys): SecuredKey | undefined {
  const text = decode(key);
  const [, signature, query] = /^([0-9a-f]{64})(.*)$/s.exec(text) ?? [];
  if (signature === undefined || query === undefined) return undefined;
  for (const parent of [keys.searchKey, keys.apiKey]) {
    if (hmacSha256(parent, query) === signature) return { parent, restrictions: new URLSearchParams(query) };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return atob(text);
  } catch {
    return ''; // No base64, and so no secured key.
  }
}
