import { checkOptions, type OptionRule } from './check-options.js';
import type { WebhookScheme } from './schemes/webhook-scheme.js';

/**
 * A secret as the vendor shows it, or its raw bytes. Undefined is a variable that is not set, as in a build without
 * secrets: such a source loads, and verifies nothing.
 */
export type WebhookSecret = string | Uint8Array | undefined;

/** The secrets of one source, imported on first use, because nothing happens at import. */
export interface Keyring<Key> {
  /** The usable keys, in the order given. */
  keys(): readonly Key[];
  /** Position in the given secrets of the key at `keyIndex`: unusable secrets are skipped. */
  positionOf(keyIndex: number): number;
  /** The secrets that are text, to be hidden wherever they show up. */
  readonly texts: readonly string[];
}

const isSecret = (secret: unknown): boolean =>
  secret === undefined || typeof secret === 'string' || secret instanceof Uint8Array;

const aSecretList: OptionRule = [
  (secrets) => Array.isArray(secrets) && secrets.every(isSecret),
  'an array of strings or Uint8Arrays, also for a single secret',
];

/**
 * Keeps the keys for a list of secrets, so that a secret can be rotated: the old and the new verify side by side. Blank
 * secrets are skipped.
 *
 * @throws IntegrationError `CONFIGURATION` for anything but a list of secrets. A single string is refused too: each of
 * its characters would become a secret.
 */
export function createKeyring<Key>(
  service: string,
  secrets: readonly WebhookSecret[] | undefined,
  scheme: Pick<WebhookScheme<Key>, 'importKey'>,
): Keyring<Key> {
  checkOptions(service, 'options', { secrets }, { secrets: aSecretList });
  const given = [...(secrets ?? [])];
  let imported: readonly { readonly key: Key; readonly position: number }[] | undefined;
  const load = (): NonNullable<typeof imported> =>
    (imported ??= given.flatMap((secret, position) => {
      const key = secret === undefined ? undefined : scheme.importKey(secret);
      return key === undefined ? [] : [{ key, position }];
    }));

  return {
    keys: () => load().map(({ key }) => key),
    positionOf: (keyIndex) => load()[keyIndex]?.position ?? -1,
    texts: given.filter((secret) => typeof secret === 'string'),
  };
}
