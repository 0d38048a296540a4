import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../../src/webhooks/index.js';
import { CRYPTO_BUILDS, loadWebhooks } from '../crypto-builds.js';
import { outcomeOf } from '../vendor-vectors.js';
import { NOW, SENDERS, type Sender, signedRequest } from './signing-senders.js';

type Entry = typeof Webhooks;

describe.each(CRYPTO_BUILDS)('every scheme, on the %s build', (build) => {
  let webhooks: Entry;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  describe.each(SENDERS.map((sender) => [sender.name, sender] as const))('%s', (_, sender) => {
    const judge = async (
      request: Webhooks.RawRequest,
      secrets: Webhooks.WebhookSecrets = [sender.secret],
      over: { now?: number; tenant?: string } = {},
    ): Promise<string> =>
      outcomeOf(await webhooks.verifyWebhook(sender.create(webhooks, secrets), request, { now: NOW, ...over }));

    it('accepts what its own signer signs', async () => {
      expect(await judge(await signedRequest(webhooks, sender))).toBe('valid');
    });

    it.each([
      ['no bytes', new Uint8Array()],
      ['letters of several bytes', '{"type":"überweisung","note":"日本 🎉"}'],
      ['bytes that are no UTF-8', Uint8Array.from([0x22, 0xff, 0xfe, 0x00, 0x22])],
      ['a byte order mark', '\uFEFF{"type":"order.paid"}'],
      ['what patterns of String.replace are made of', '{"type":"$$ $& $1"}'],
    ])('accepts a body of %s, byte by byte', async (_kind, body) => {
      expect(await judge(await signedRequest(webhooks, sender, body))).toBe('valid');
    });

    it('tells bytes apart that decode to the same text', async () => {
      const replaced = await signedRequest(webhooks, sender, '"\uFFFD"');
      expect(await judge({ ...replaced, body: Uint8Array.from([0x22, 0xff, 0x22]) })).toBe('signature_mismatch');
      const plain = await signedRequest(webhooks, sender, '{}');
      expect(await judge({ ...plain, body: Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]) })).toBe(
        'signature_mismatch',
      );
    });

    it('reads a body from where it begins in its buffer', async () => {
      const request = await signedRequest(webhooks, sender);
      const around = new Uint8Array(request.body.length + 9).fill(1);
      around.set(request.body, 5);
      expect(await judge({ ...request, body: around.subarray(5, -4) })).toBe('valid');
    });

    it('refuses any change of one byte of the body', async () => {
      const request = await signedRequest(webhooks, sender);
      await fc.assert(
        fc.asyncProperty(fc.nat(request.body.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
          const body = Uint8Array.from(request.body);
          body[at] = (body[at] ?? 0) ^ by;
          expect(await judge({ ...request, body })).toBe('signature_mismatch');
        }),
        { numRuns: 60 },
      );
    });

    it('refuses any change of one character of a header that it relies on', async () => {
      const request = await signedRequest(webhooks, sender);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...sender.signed),
          fc.nat(),
          fc.integer({ min: 0x20, max: 0xff }),
          async (name, where, code) => {
            const value = request.headers[name] ?? '';
            const at = where % value.length;
            const changed = value.slice(0, at) + String.fromCharCode(code) + value.slice(at + 1);
            fc.pre(changed !== value);
            expect(await judge({ ...request, headers: { ...request.headers, [name]: changed } })).not.toBe('valid');
          },
        ),
        { numRuns: 150 },
      );
    });

    it('refuses a header that it relies on, when it is missing or there twice', async () => {
      const request = await signedRequest(webhooks, sender);
      for (const name of sender.signed) {
        const { [name]: value = '', ...others } = request.headers;
        expect(await judge({ ...request, headers: others })).toBe('missing_header');
        expect(await judge({ ...request, headers: { ...others, [name]: [value, value] } })).toBe('malformed_header');
        const joined = new Headers(others);
        joined.append(name, value);
        joined.append(name, value);
        expect(await judge({ ...request, headers: joined })).not.toBe('valid');
        const single = new Headers(request.headers);
        expect(await judge({ ...request, headers: single })).toBe('valid');
      }
    });

    it('refuses ten thousand signatures', async () => {
      const request = await signedRequest(webhooks, sender);
      for (const between of [' ', ',']) {
        const headers = { ...request.headers };
        for (const name of sender.signed) {
          headers[name] = Array.from({ length: 10_000 }, () => headers[name]).join(between);
        }
        expect(await judge({ ...request, headers })).toBe('malformed_header');
      }
    });

    it('verifies nothing with an empty or blank secret', async () => {
      const request = await signedRequest(webhooks, sender);
      const none = [[], [''], [' \n'], [undefined], [new Uint8Array()], [{ secret: '' }]];
      for (const secrets of none) expect(await judge(request, secrets)).toBe('missing_secret');
      expect(await judge(request, ['', sender.secret])).toBe('valid');
    });

    it('counts a secret within its period only', async () => {
      const request = await signedRequest(webhooks, sender);
      const dated = (notBefore?: number, notAfter?: number): Webhooks.WebhookSecrets => [
        { secret: sender.secret, notBefore, notAfter },
      ];
      expect(await judge(request, dated(NOW, NOW))).toBe('valid');
      expect(await judge(request, dated(NOW + 1))).toBe('missing_secret');
      expect(await judge(request, dated(undefined, NOW - 1))).toBe('missing_secret');
    });

    it('finds the secrets of a tenant, also later, and nobody else’s', async () => {
      const request = await signedRequest(webhooks, sender);
      const ofTenant = (tenant: string): readonly string[] | undefined =>
        tenant === 'a' ? [sender.secret] : undefined;
      for (const secrets of [ofTenant, async (tenant: string) => ofTenant(tenant)]) {
        expect(await judge(request, secrets, { tenant: 'a' })).toBe('valid');
        expect(await judge(request, secrets, { tenant: 'b' })).toBe('missing_secret');
      }
      expect(await judge(request, () => Promise.reject(new Error('down')))).toBe('missing_secret');
    });
  });
});

describe('both builds of the crypto', () => {
  let node: Entry;
  let web: Entry;
  beforeAll(async () => {
    node = await loadWebhooks('node');
    web = await loadWebhooks('web');
  });

  const anyValue = (genuine: string | undefined): fc.Arbitrary<string | string[] | undefined> =>
    fc.oneof(
      fc.constant(genuine),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('v1a,= \t.0123456789abcdefAB+/-_T:Z')) }),
      fc.array(fc.string()),
      fc.constant(undefined),
    );

  const judge = (webhooks: Entry, sender: Sender, request: Webhooks.RawRequest): Promise<Webhooks.Verdict> =>
    webhooks.verifyWebhook(sender.create(webhooks, ['wrong', sender.secret]), request, { now: NOW });

  it.each(SENDERS.map((sender) => [sender.name, sender] as const))(
    'never throw, and say the same, whatever comes for %s',
    async (_, sender) => {
      const genuine = await signedRequest(node, sender);
      const names = Object.keys(genuine.headers);
      const headers = fc.record(Object.fromEntries(names.map((name) => [name, anyValue(genuine.headers[name])])));
      const body = fc.oneof(fc.constant(genuine.body), fc.uint8Array({ maxLength: 64 }));
      await fc.assert(
        fc.asyncProperty(headers, body, async (given, data) => {
          const request = { ...genuine, headers: given, body: data };
          expect(await judge(node, sender, request)).toEqual(await judge(web, sender, request));
        }),
        { numRuns: 200 },
      );
    },
  );

  it.each(SENDERS.map((sender) => [sender.name, sender] as const))('sign alike for %s', async (_, sender) => {
    for (const [signer, verifier] of [
      [node, web],
      [web, node],
    ] as const) {
      const verdict = await judge(verifier, sender, await signedRequest(signer, sender));
      expect(verdict).toMatchObject({ ok: true });
    }
  });
});
