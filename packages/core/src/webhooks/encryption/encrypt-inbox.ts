import { checkOptions, type OptionRule } from '../check-options.js';
import type { Claim, Delivery, DeliveryKey, Inbox, StoredDelivery } from '../inbox/inbox.js';
import type { UnreadableDelivery } from '../processing/unreadable-delivery.js';
import { DecryptionFailure } from './decryption-failure.js';
import { packContent, unpackContent } from './sealed-content.js';

/** Turns the content of deliveries into bytes that say nothing, and back. Which key that takes is its own business. */
export interface ContentCipher {
  /**
   * @param context To be authenticated with the bytes, so that the content of one delivery cannot be put in the place of
   * that of another.
   */
  encrypt(bytes: Uint8Array, context: DeliveryKey): Uint8Array | Promise<Uint8Array>;
  /**
   * Rejects with a `DecryptionFailure` (or another `PermanentFailure`) for bytes that can never be decrypted; with anything
   * else when it may work later, for example because a key service cannot be reached.
   */
  decrypt(bytes: Uint8Array, context: DeliveryKey): Uint8Array | Promise<Uint8Array>;
}

/** Options of {@link encryptInbox}. */
export interface EncryptInboxOptions extends ContentCipher {
  /**
   * Whether deliveries are read that were stored before there was encryption. Only while such are left: somebody who can
   * write to the store can otherwise put plain ones in. @default 'refuse'
   */
  readonly plaintext?: 'refuse' | 'read' | undefined;
}

/** Stands in the headers of a delivery whose body holds its headers and body, encrypted. */
const MARK = 'breakwater-encryption';

const METHODS = ['accept', 'claim', 'extend', 'transaction', 'complete', 'fail', 'bury', 'find', 'list', 'replay'];
const hasMethods = (inbox: unknown): boolean =>
  typeof inbox === 'object' &&
  inbox !== null &&
  METHODS.every((name) => typeof (inbox as Readonly<Record<string, unknown>>)[name] === 'function');

const rules: Readonly<Record<string, OptionRule>> = {
  'encrypt!': 'function',
  'decrypt!': 'function',
  plaintext: ['refuse', 'read'],
};

const toContext = ({ tenant, source, id }: DeliveryKey): DeliveryKey => Object.freeze({ tenant, source, id });

/**
 * The same inbox, in which bodies and headers are encrypted where they are stored. What a store searches by stays readable:
 * keys, types, subjects, times, and redacted errors.
 *
 * Content that cannot be decrypted is never lost, and holds up nothing else: an attempt to handle it fails with what the
 * cipher rejected with (permanently for a `DecryptionFailure`, else to be tried again by the retry policy), and the delivery
 * ends among the dead letters, from which it can be replayed.
 *
 * Wrap an inbox once, and give the same wrapped one to handlers, workers and dead letters.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createAesGcmCipher, createMemoryInbox, encryptInbox } from '@breakwater/core/webhooks';
 *
 * const key = crypto.getRandomValues(new Uint8Array(32)); // from your secret manager, the same for every process
 * export const inbox = encryptInbox(createMemoryInbox(), createAesGcmCipher({ keys: [{ id: '2026-01', key }] }));
 * ```
 */
export function encryptInbox<Transaction>(inbox: Inbox<Transaction>, options: EncryptInboxOptions): Inbox<Transaction> {
  checkOptions('inbox', 'encryptInbox', { inbox }, { 'inbox!': [hasMethods, 'an inbox'] });
  const { encrypt, decrypt, plaintext = 'refuse', ...others } = options;
  checkOptions('inbox', 'options', { encrypt, decrypt, plaintext, ...others }, rules);

  const seal = async (delivery: Delivery): Promise<Delivery> => {
    const body = await options.encrypt(packContent(delivery), toContext(delivery));
    return { ...delivery, headers: { [MARK]: '1' }, body };
  };

  const open = async (stored: StoredDelivery): Promise<StoredDelivery | UnreadableDelivery> => {
    const { headers, body } = stored;
    if (!body) return stored;
    const isSealed = headers[MARK] !== undefined;
    if (!isSealed && plaintext === 'read') return stored;
    try {
      if (!isSealed) throw new DecryptionFailure('It is stored without encryption, which is refused.');
      return { ...stored, ...unpackContent(await options.decrypt(body, toContext(stored))) };
    } catch (failure) {
      const unreadable = failure instanceof Error ? failure : new Error('The content could not be decrypted.');
      return { ...stored, headers: {}, body: undefined, unreadable };
    }
  };
  const openClaim = async (claim: Claim): Promise<Claim> => ({ ...claim, delivery: await open(claim.delivery) });

  return {
    name: inbox.name,
    durable: inbox.durable,
    accept: async (deliveries) => inbox.accept(await Promise.all(deliveries.map(seal))),
    claim: async (claiming) => Promise.all((await inbox.claim(claiming)).map(openClaim)),
    async find(key) {
      const found = await inbox.find(key);
      return found && open(found);
    },
    extend: (claim, lease) => inbox.extend(claim, lease),
    transaction: (work) => inbox.transaction(work),
    complete: (claim, completing) => inbox.complete(claim, completing),
    fail: (claim, failing) => inbox.fail(claim, failing),
    bury: (claim, burying) => inbox.bury(claim, burying),
    list: (filter) => inbox.list(filter),
    replay: (key, replaying) => inbox.replay(key, replaying),
    replays: (key) => inbox.replays(key),
    purge: (purging) => inbox.purge(purging),
    ...(inbox.release && { release: async (claim: Claim) => inbox.release?.(claim) ?? false }),
    ...(inbox.onArrival && { onArrival: (listener: () => void) => inbox.onArrival?.(listener) ?? ((): void => {}) }),
  };
}
