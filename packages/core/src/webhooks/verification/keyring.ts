import { checkOptions, type OptionRule } from '../check-options.js';
import type { WebhookScheme } from '../schemes/webhook-scheme.js';
import {
  type ImportedSecret,
  importSecrets,
  isSecretList,
  type KeysInForce,
  sameSecrets,
  selectInForce,
} from './key-period.js';
import type { DatedSecret, WebhookSecret } from './webhook-secret.js';

/**
 * The secrets of a source: a list, or a function that finds the list of a tenant, also in a database.
 */
export type WebhookSecrets =
  | readonly WebhookSecret[]
  | ((tenant: string) => readonly WebhookSecret[] | undefined | Promise<readonly WebhookSecret[] | undefined>)
  | undefined;

/** The secrets of one source, imported on first use, because nothing happens at import. */
export interface Keyring<Key> {
  /** The keys that count at `now`, in milliseconds since the epoch. Rejects, or throws, when a look-up does. */
  inForce(now: number, tenant: string): KeysInForce<Key> | Promise<KeysInForce<Key>>;
  /** The secrets that are text and known so far, to be hidden wherever they show up. */
  texts(): readonly string[];
}

/** Tenants whose imported keys are kept; the one that was added first makes room. Those without secrets take none. */
const MAX_TENANTS = 1_000;

/** What `secrets` may be. */
export const aSecretList: OptionRule = [
  (secrets) => typeof secrets === 'function' || isSecretList(secrets),
  'an array of strings or Uint8Arrays (each also as { secret, notBefore, notAfter }), also for a single secret, or a function that finds it',
];

const textsOf = (list: readonly DatedSecret[]): readonly string[] =>
  list.flatMap(({ secret }) => (typeof secret === 'string' ? [secret] : []));

/**
 * Keeps the keys for lists of secrets, so that a secret can be rotated: the old and the new verify side by side. Blank
 * secrets are skipped.
 *
 * @throws IntegrationError `CONFIGURATION` for anything but a list of secrets. A single string is refused too: each of
 * its characters would become a secret.
 */
export function createKeyring<Key>(
  service: string,
  secrets: WebhookSecrets,
  scheme: Pick<WebhookScheme<Key>, 'importKey'>,
): Keyring<Key> {
  checkOptions(service, 'options', { secrets }, { secrets: aSecretList });
  const known = new Map<string, readonly ImportedSecret<Key>[]>();

  /** The keys for the list of a tenant, imported anew only when the list has changed. */
  const remember = (tenant: string, list: readonly WebhookSecret[]): readonly ImportedSecret<Key>[] => {
    const kept = known.get(tenant);
    if (kept && sameSecrets(kept, list)) return kept;
    const imported = importSecrets(list, scheme);
    known.delete(tenant);
    if (list.length === 0) return imported;
    const [first] = known.keys();
    if (known.size >= MAX_TENANTS && first !== undefined) known.delete(first);
    known.set(tenant, imported);
    return imported;
  };

  if (typeof secrets === 'function') {
    const use = (tenant: string, found: unknown, now: number): KeysInForce<Key> => {
      const list = found ?? [];
      if (!isSecretList(list)) throw new TypeError('The secrets that were found are no list of secrets.');
      return selectInForce(remember(tenant, list), now);
    };
    return {
      inForce(now, tenant) {
        const list = secrets(tenant);
        if (Array.isArray(list)) return use(tenant, list, now);
        return Promise.resolve(list).then((found) => use(tenant, found, now));
      },
      texts: () => [...known.values()].flatMap(textsOf),
    };
  }
  const given = [...(secrets ?? [])];
  let imported: readonly ImportedSecret<Key>[] | undefined;
  const load = (): readonly ImportedSecret<Key>[] => (imported ??= importSecrets(given, scheme));
  return { inForce: (now) => selectInForce(load(), now), texts: () => textsOf(load()) };
}
