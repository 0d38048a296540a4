import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CipherKey, ContentCipher, Delivery, Inbox } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { asDurable, createHarness, type Harness } from './handler-harness.js';
import { keyOf } from './worker-harness.js';

const { createAesGcmCipher, createMemoryInbox, encryptInbox } = webhooks;

const EVENT = { id: 'evt_1', type: 'order.paid', note: 'canary of the customer' };
const AN_HOUR = 3_600_000;
const key = (id: string, byte: number): CipherKey => ({ id, key: new Uint8Array(32).fill(byte) });
const OLD = key('2026-01', 1);
const NEW = key('2026-02', 2);
const CONTEXT = { tenant: '', source: 'acme', id: 'evt_1' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const delivery = (id: string, body = `{"id":"${id}","type":"x"}`): Delivery => ({
  ...keyOf(id),
  idOrigin: 'sender',
  type: 'x',
  receivedAt: 0,
  headers: { 'acme-signature': 'canary of the signature' },
  body: bytes(body),
});

/** What somebody sees who reads the store: everything in it, bytes as text. */
async function dump(inbox: Inbox): Promise<string> {
  const { deliveries } = await inbox.list();
  const all = await Promise.all(deliveries.map((one) => inbox.find(one)));
  return JSON.stringify(all.map((one) => one && { ...one, body: new TextDecoder().decode(one.body) }));
}

describe('an encrypted inbox', () => {
  it('hands out exactly what was stored, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
          fc.string(),
        ),
        async (body, headers) => {
          const inbox = encryptInbox(createMemoryInbox(), createAesGcmCipher({ keys: [OLD] }));
          const given = { ...delivery('evt_1'), body, headers: { ...headers } };
          await inbox.accept([given]);
          const [claim] = await inbox.claim({ lease: 1_000 });
          expect(claim?.delivery).toMatchObject(given);
          expect(await inbox.find(given)).toMatchObject(given);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('shows nothing of bodies and headers to whoever reads the store', async () => {
    const memory = createMemoryInbox();
    const { deliver } = createHarness(webhooks, {
      inbox: asDurable(encryptInbox(memory, createAesGcmCipher({ keys: [OLD] }))),
    });
    expect((await deliver(EVENT)).status).toBe(200);
    const seen = await dump(memory);
    expect(seen).toContain('evt_1');
    expect(seen).toContain('2026-01');
    expect(seen).not.toContain('canary');
    expect(seen).not.toContain('acme-signature');
  });

  it('serves a handler and its worker like any other', async () => {
    const notes: (string | undefined)[] = [];
    const { deliver, handler, clock, inbox } = createHarness(
      webhooks,
      { on: { 'order.paid': ({ note }) => void notes.push(note) }, mode: 'persist' },
      (memory) => encryptInbox(memory, createAesGcmCipher({ keys: [OLD] })),
    );
    await deliver(EVENT);
    const worker = webhooks.createWebhookWorker({ handlers: [handler], clock });
    worker.start();
    await clock.settle(
      (async () => {
        for (let left = 200; notes.length === 0 && left > 0; left--) await clock.advance(10);
        await worker.stop();
      })(),
    );
    expect(notes).toEqual([EVENT.note]);
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done' });
  });

  it('stores nothing when it cannot encrypt', async () => {
    const memory = createMemoryInbox();
    const cipher: ContentCipher = {
      encrypt: ({ length }) => (length > 100 ? Promise.reject(new Error('key service down')) : new Uint8Array(1)),
      decrypt: (sealed) => sealed,
    };
    const inbox = encryptInbox(memory, cipher);
    await expect(inbox.accept([delivery('a'), delivery('b', 'x'.repeat(200))])).rejects.toThrow('key service down');
    expect((await memory.list()).deliveries).toEqual([]);
  });
});

describe('content that cannot be decrypted', () => {
  /** A delivery that was stored, and that the cipher of the worker then refuses. */
  const stored = async (decrypt: ContentCipher['decrypt']): Promise<Harness> => {
    const cipher = createAesGcmCipher({ keys: [OLD] });
    const harness = createHarness(
      webhooks,
      { mode: 'persist', retryPolicy: { maxRetries: 2, jitter: 'none' } },
      (memory) => encryptInbox(memory, { encrypt: (...input) => cipher.encrypt(...input), decrypt }),
    );
    await harness.deliver(EVENT);
    return harness;
  };

  it('for ever is a dead letter at once, which is kept and can be replayed when that is mended', async () => {
    const memory = createMemoryInbox();
    const options = { mode: 'persist', inbox: encryptInbox(memory, createAesGcmCipher({ keys: [OLD] })) } as const;
    const wrong = encryptInbox(memory, createAesGcmCipher({ keys: [NEW] }));
    await createHarness(webhooks, options).deliver(EVENT);
    const blind = createHarness(webhooks, { ...options, inbox: wrong });
    expect(await blind.handler.process()).toMatchObject({ dead: 1 });
    expect(blind.told('webhook.dead')).toMatchObject([
      { error: 'DecryptionFailure: It was encrypted with the key 2026-01, which is not known here.' },
    ]);
    expect(await wrong.find(keyOf('evt_1'))).toMatchObject({ state: 'dead', body: undefined, headers: {} });

    const notes: unknown[] = [];
    const seeing = createHarness(webhooks, { ...options, on: { 'order.paid': ({ note }) => void notes.push(note) } });
    await seeing.inbox.replay(keyOf('evt_1'), { actor: 'ada', reason: 'the key is back' });
    expect(await seeing.handler.process()).toMatchObject({ processed: 1 });
    expect(notes).toEqual([EVENT.note]);
  });

  it('for now is tried again by the retry policy, and holds up no other delivery', async () => {
    let isDown = true;
    const cipher = createAesGcmCipher({ keys: [OLD] });
    const { handler, clock, inbox, deliver } = await stored(async (sealed, context) => {
      if (isDown && context.id === 'evt_1') throw new Error('key service down');
      return cipher.decrypt(sealed, context);
    });
    await deliver({ ...EVENT, id: 'evt_2' });
    expect(await handler.process()).toMatchObject({ failed: 1, unhandled: 1 });
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'retry', error: 'Error: key service down' });
    isDown = false;
    await clock.advance(AN_HOUR);
    expect(await handler.process()).toMatchObject({ unhandled: 1 });
  });

  it('is told from content that was erased', async () => {
    const { inbox } = await stored(() => Promise.reject(new webhooks.DecryptionFailure('lost')));
    expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ unreadable: { message: 'lost' } });
    for (const claim of await inbox.claim({ lease: 1_000 })) {
      await inbox.complete(claim, { result: 'processed', keep: AN_HOUR, transaction: undefined });
    }
    expect(await inbox.purge({ olderThan: 0 })).toEqual({ removed: 0, erased: 1 });
    const erased = await inbox.find(keyOf('evt_1'));
    expect(erased).toMatchObject({ state: 'done', body: undefined, headers: {} });
    expect(erased).not.toHaveProperty('unreadable');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['another version', Uint8Array.of(2, 0, 0, 0, 2, 123, 125)],
    ['headers that are longer than all of it', Uint8Array.of(1, 255, 255, 255, 255, 123, 125)],
    ['headers that are no object', Uint8Array.of(1, 0, 0, 0, 2, 91, 93)],
    ['headers that are no JSON', Uint8Array.of(1, 0, 0, 0, 2, 123, 123)],
    ['headers that are not UTF-8', Uint8Array.of(1, 0, 0, 0, 2, 255, 255)],
  ])('because the hook hands back %s fails for ever', async (_, opened) => {
    const { handler } = await stored(() => opened);
    expect(await handler.process()).toMatchObject({ dead: 1 });
  });

  it('because the hook throws no error is described all the same', async () => {
    const { handler, told } = await stored(() => {
      const down: unknown = 'down';
      throw down;
    });
    expect(await handler.process()).toMatchObject({ failed: 1 });
    expect(told('webhook.failed')).toMatchObject([{ error: 'Error: The content could not be decrypted.' }]);
  });
});

describe('deliveries that were stored without encryption', () => {
  it('are refused, unless they are asked for', async () => {
    const memory = createMemoryInbox();
    await memory.accept([delivery('a')]);
    const cipher = createAesGcmCipher({ keys: [OLD] });
    expect(await encryptInbox(memory, cipher).find(keyOf('a'))).toMatchObject({
      body: undefined,
      unreadable: { message: 'It is stored without encryption, which is refused.' },
    });
    const lenient = encryptInbox(memory, { ...cipher, plaintext: 'read' });
    expect(await lenient.find(keyOf('a'))).toMatchObject({ body: delivery('a').body });
  });
});

describe('the AES-GCM cipher', () => {
  const cipher = createAesGcmCipher({ keys: [OLD] });

  it('never encrypts alike', async () => {
    const both = await Promise.all([cipher.encrypt(bytes('x'), CONTEXT), cipher.encrypt(bytes('x'), CONTEXT)]);
    expect(both[0]).not.toEqual(both[1]);
  });

  it('reads what older keys have encrypted, and encrypts with the first', async () => {
    const sealed = await cipher.encrypt(bytes('x'), CONTEXT);
    const rotated = createAesGcmCipher({ keys: [NEW, OLD] });
    expect(await rotated.decrypt(sealed, CONTEXT)).toEqual(bytes('x'));
    const anew = await rotated.encrypt(bytes('x'), CONTEXT);
    await expect(cipher.decrypt(anew, CONTEXT)).rejects.toThrow('the key 2026-02, which is not known here');
    expect(await createAesGcmCipher({ keys: [OLD, NEW] }).decrypt(anew, CONTEXT)).toEqual(bytes('x'));
  });

  it.each([
    ['id', { ...CONTEXT, id: 'evt_2' }],
    ['tenant', { ...CONTEXT, tenant: 't' }],
    ['source', { ...CONTEXT, source: 'other' }],
  ])('refuses what was put in the place of a delivery with another %s', async (_, context) => {
    const sealed = await cipher.encrypt(bytes('x'), CONTEXT);
    const failure = await Promise.resolve(cipher.decrypt(sealed, context)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(webhooks.DecryptionFailure);
    expect(webhooks.isPermanentFailure(failure)).toBe(true);
  });

  it('refuses a change in any byte, and any cut', async () => {
    const sealed = await cipher.encrypt(bytes('some content'), CONTEXT);
    for (let index = 0; index < sealed.length; index++) {
      const changed = new Uint8Array(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await expect(cipher.decrypt(changed, CONTEXT), `byte ${index}`).rejects.toThrow(webhooks.DecryptionFailure);
      const cut = sealed.slice(0, index);
      await expect(cipher.decrypt(cut, CONTEXT), `cut at ${index}`).rejects.toThrow(webhooks.DecryptionFailure);
    }
  });

  it('keeps its own copy of a key', async () => {
    const mine = new Uint8Array(OLD.key);
    const copying = createAesGcmCipher({ keys: [{ id: OLD.id, key: mine }] });
    mine.fill(0);
    expect(await cipher.decrypt(await copying.encrypt(bytes('x'), CONTEXT), CONTEXT)).toEqual(bytes('x'));
  });

  it.each([
    ['no keys', []],
    ['a short key', [{ id: 'a', key: new Uint8Array(16) }]],
    ['a password', [{ id: 'a', key: 'canary password' }]],
    ['an id that is none', [{ id: 'a b', key: OLD.key }]],
    ['the same id twice', [OLD, { ...NEW, id: OLD.id }]],
  ])('is refused with %s, without showing it', (_, keys) => {
    let message = '';
    try {
      createAesGcmCipher({ keys: keys as readonly CipherKey[] });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('options.keys must be an array of { id, key } with 32 bytes');
    expect(message).not.toContain('canary');
  });
});

it('an encrypted inbox without an inbox or a cipher is refused', () => {
  const cipher = createAesGcmCipher({ keys: [OLD] });
  expect(() => encryptInbox({} as Inbox, cipher)).toThrow('encryptInbox.inbox must be an inbox');
  expect(() => encryptInbox(createMemoryInbox(), {} as ContentCipher)).toThrow('options.encrypt must be a function');
  expect(() => encryptInbox(createMemoryInbox(), { ...cipher, plain: true } as ContentCipher)).toThrow('options.plain');
});
