import { equalBytes } from '#crypto';
import type { WebhookScheme } from '../schemes/webhook-scheme.js';
import type { DatedSecret, WebhookSecret } from './webhook-secret.js';

/** Keys that count at a time, and where their secrets stand in the list. */
export interface KeysInForce<Key> {
  readonly keys: readonly Key[];
  readonly positions: readonly number[];
}

/**
 * A secret with its key, which is undefined for a secret that verifies nothing. Bytes are a copy, so that it is noticed
 * when the application writes into its own.
 */
export interface ImportedSecret<Key> extends DatedSecret {
  readonly key: Key | undefined;
}

const isPlain = (secret: unknown): secret is string | Uint8Array | undefined =>
  secret === undefined || typeof secret === 'string' || secret instanceof Uint8Array;

const isTime = (time: unknown): boolean => time === undefined || (typeof time === 'number' && !Number.isNaN(time));

function isSecret(value: unknown): value is WebhookSecret {
  if (isPlain(value)) return true;
  if (typeof value !== 'object' || value === null || !('secret' in value)) return false;
  const { secret, notBefore, notAfter, ...others } = value as Record<keyof DatedSecret, unknown>;
  return isPlain(secret) && isTime(notBefore) && isTime(notAfter) && Object.keys(others).length === 0;
}

/** Whether something is a list of secrets. */
export const isSecretList = (value: unknown): value is readonly WebhookSecret[] =>
  Array.isArray(value) && value.every(isSecret);

const toDated = (secret: WebhookSecret): DatedSecret => (isPlain(secret) ? { secret } : secret);

const isSame = (left: DatedSecret['secret'], right: DatedSecret['secret']): boolean =>
  left instanceof Uint8Array && right instanceof Uint8Array ? equalBytes(left, right) : left === right;

/** Whether a list says what was imported. */
export function sameSecrets(imported: readonly DatedSecret[], list: readonly WebhookSecret[]): boolean {
  const isKept = (kept: DatedSecret, index: number): boolean => {
    const { secret, notBefore, notAfter } = toDated(list[index]);
    return kept.notBefore === notBefore && kept.notAfter === notAfter && isSame(kept.secret, secret);
  };
  return imported.length === list.length && imported.every(isKept);
}

/** Imports a list. */
export function importSecrets<Key>(
  list: readonly WebhookSecret[],
  scheme: Pick<WebhookScheme<Key>, 'importKey'>,
): readonly ImportedSecret<Key>[] {
  return list.map((given) => {
    const dated = toDated(given);
    const secret = dated.secret instanceof Uint8Array ? Uint8Array.from(dated.secret) : dated.secret;
    return { ...dated, secret, key: secret === undefined ? undefined : scheme.importKey(secret) };
  });
}

/** The keys that count at `now`. */
export function selectInForce<Key>(imported: readonly ImportedSecret<Key>[], now: number): KeysInForce<Key> {
  const keys: Key[] = [];
  const positions: number[] = [];
  for (const [position, { key, notBefore, notAfter }] of imported.entries()) {
    const isInForce = (notBefore === undefined || now >= notBefore) && (notAfter === undefined || now <= notAfter);
    if (key === undefined || !isInForce) continue;
    keys.push(key);
    positions.push(position);
  }
  return { keys, positions };
}
