import type { WebhookSecrets } from '../verification/keyring.js';
import type { DatedSecret, WebhookSecret } from '../verification/webhook-secret.js';
import { encodeBase64 } from './base64.js';
import { PUBLIC_KEY_PREFIX } from './standard-v1a.js';
import { whenAll } from './when-all.js';

/** Says of a key that it is public. One without its prefix would pass for the secret of an HMAC, which everybody knows. */
function markKey(key: DatedSecret['secret']): string | undefined {
  const text = key instanceof Uint8Array ? encodeBase64(key) : key?.trim();
  return text === undefined || text.startsWith(PUBLIC_KEY_PREFIX) ? text : `${PUBLIC_KEY_PREFIX}${text}`;
}

const markPublic = (key: WebhookSecret): WebhookSecret =>
  typeof key === 'object' && !(key instanceof Uint8Array) ? { ...key, secret: markKey(key.secret) } : markKey(key);

type SecretsFound = readonly WebhookSecret[] | undefined;

const find = (secrets: WebhookSecrets, tenant: string): SecretsFound | Promise<SecretsFound> =>
  typeof secrets === 'function' ? secrets(tenant) : secrets;

/** One list out of the secrets and the public keys, in this order, each of them told apart by its prefix. */
export function joinKeys(secrets: WebhookSecrets, publicKeys: WebhookSecrets): WebhookSecrets {
  const join = ([shared = [], open = []]: readonly SecretsFound[]): readonly WebhookSecret[] => [
    ...shared,
    ...open.map(markPublic),
  ];
  if (typeof secrets !== 'function' && typeof publicKeys !== 'function') return join([secrets, publicKeys]);
  return (tenant) => whenAll([find(secrets, tenant), find(publicKeys, tenant)], join);
}
