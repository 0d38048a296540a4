import { createHmac } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawRequest, Verdict } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as SentryWebhooks from '../src/webhooks/index.js';

const BUILDS = ['node', 'web'] as const;
const SECRET = 'client secret of the integration';
const NOW = 1_700_000_000_000;

const envelope = { actor: { id: 'sentry', name: 'Sentry', type: 'application' }, installation: { uuid: 'uuid_1' } };
const issue = {
  id: '1170820242',
  title: 'ReferenceError: blooopy is not defined',
  status: 'unresolved',
  substatus: 'new',
  statusDetails: {},
  assignedTo: null,
  count: '1',
  userCount: 1,
  firstSeen: '2019-08-19T20:58:37.391000Z',
  lastSeen: '2019-08-20T10:00:00.000000Z',
};
const event = {
  event_id: 'e4874d664c3540c1a32eab185f12c5ab',
  issue_id: '1117540176',
  datetime: '2019-08-19T21:06:17.677000Z',
};
const comment = {
  comment: 'hm',
  project_slug: 'p',
  comment_id: 1234,
  issue_id: 100,
  timestamp: '2022-03-02T21:51:44.118160Z',
};

/** One genuine body for each resource. */
const BODIES = {
  issue: { ...envelope, action: 'created', data: { issue } },
  error: { ...envelope, action: 'created', data: { error: event } },
  event_alert: { ...envelope, action: 'triggered', data: { event, triggered_rule: 'Very Important' } },
  activity_alert: { ...envelope, action: 'triggered', data: { issue, activity: { type: 'set_resolved' } } },
  metric_alert: { ...envelope, action: 'resolved', data: { metric_alert: { id: '4' }, description_title: 'Resolved' } },
  comment: { ...envelope, action: 'created', data: comment },
  installation: { ...envelope, action: 'created', data: { installation: { uuid: 'uuid_1', code: 'grant' } } },
} as const;
const BODY = JSON.stringify(BODIES.issue);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const macOf = (body: string | Uint8Array, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');
const GOOD = macOf(BODY);

describe.each(BUILDS)('sentryWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let sentry: typeof SentryWebhooks;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () =>
      build === 'node'
        ? import('../../core/src/runtime/crypto.node.js')
        : import('../../core/src/runtime/crypto.web.js'),
    );
    core = await import('@breakwater/core/webhooks');
    sentry = await import('../src/webhooks/index.js');
  });

  const verify = (
    signature: string | readonly string[] | undefined,
    body: string | Uint8Array = BODY,
    options: Partial<SentryWebhooks.SentryWebhookOptions> = {},
  ): Promise<Verdict> => {
    const raw = typeof body === 'string' ? bytes(body) : body;
    const headers = { 'Sentry-Hook-Signature': signature, 'Sentry-Hook-Resource': 'issue' };
    const request: RawRequest = { method: 'POST', url: 'https://shop.test/webhooks', headers, body: raw };
    return core.verifyWebhook(sentry.sentryWebhook({ secrets: [SECRET], ...options }), request, { now: NOW });
  };
  const outcomeOf = async (...input: Parameters<typeof verify>): Promise<string> => {
    const verdict = await verify(...input);
    return verdict.ok ? 'valid' : verdict.reason;
  };

  it('reads event and key out of a genuine request', async () => {
    expect(await verify(GOOD)).toEqual({
      ok: true,
      eventIds: [expect.stringMatching(/^[\da-f]{64}$/)],
      keyIndex: 0,
    });
  });

  it.each([
    ['undefined', undefined, 'missing_header'],
    ['blank', ' ', 'missing_header'],
    ['repeated', [GOOD, GOOD], 'malformed_header'],
    ['two in one', `${GOOD}, ${GOOD}`, 'malformed_header'],
    ['longer than 8 KB', GOOD.repeat(200), 'malformed_header'],
    ['no hex', 'z'.repeat(64), 'signature_mismatch'],
    ['upper-case hex', GOOD.toUpperCase(), 'signature_mismatch'],
    ['one digit short', GOOD.slice(1), 'signature_mismatch'],
    ['64 characters that are 128 bytes', 'é'.repeat(64), 'signature_mismatch'],
    ['that of another body', macOf(`${BODY}\n`), 'signature_mismatch'],
    ['made with another secret', macOf(BODY, 'other'), 'signature_mismatch'],
  ])('refuses a signature that is %s', async (_, signature, reason) => {
    expect(await outcomeOf(signature)).toBe(reason);
  });

  it('does not take a signature of a part of the body for one of the whole (D12)', async () => {
    // What another verifier does: a MAC over `data.issue_alert` alone vouches there for whatever is around it.
    const issue_alert = { title: 'Very Important', settings: [] };
    const forged = {
      ...BODIES.event_alert,
      data: { ...BODIES.event_alert.data, triggered_rule: 'Forged', issue_alert },
    };
    const body = JSON.stringify(forged);
    for (const part of [issue_alert, forged.data, forged.data.event, forged.action]) {
      expect(await outcomeOf(macOf(JSON.stringify(part)), body)).toBe('signature_mismatch');
    }
    expect(await outcomeOf(macOf(body), body)).toBe('valid');
  });

  it.each(['$$', '$&', '$1', "$'", '$`', '%s', '\\u0000', '{{', '\u2028'])(
    'verifies a body with %s in it (D13)',
    async (text) => {
      const body = JSON.stringify({ ...BODIES.issue, data: { issue: { ...issue, title: text } } });
      expect(await outcomeOf(macOf(body), body)).toBe('valid');
      expect(await outcomeOf(macOf(body.replace(JSON.stringify(text), '""')), body)).toBe('signature_mismatch');
    },
  );

  it('verifies the bytes of Python, which JSON.stringify does not write', async () => {
    const body = '{"action": "created", "data": {"issue": {"id": "1", "title": "caf\\u00e9 \\ud83d\\ude00"}}}';
    expect(await outcomeOf(macOf(body), body)).toBe('valid');
    expect(await outcomeOf(macOf(body), JSON.stringify(JSON.parse(body)))).toBe('signature_mismatch');
  });

  it('verifies bytes: what decodes to the same text is another body', async () => {
    expect(await outcomeOf(GOOD, bytes(`\uFEFF${BODY}`))).toBe('signature_mismatch');
    expect(await outcomeOf(macOf(`${BODY}\uFFFD`), Uint8Array.from([...bytes(BODY), 0xff]))).toBe('signature_mismatch');
  });

  it('refuses an empty body', async () => {
    expect(await outcomeOf(macOf(''), '')).toBe('empty_body');
  });

  it('takes the old and the new secret while they are rotated, and says which it was', async () => {
    const secrets = ['new secret', undefined, SECRET];
    expect(await verify(GOOD, BODY, { secrets })).toMatchObject({ ok: true, keyIndex: 2 });
    expect(await verify(macOf(BODY, 'new secret'), BODY, { secrets })).toMatchObject({ ok: true, keyIndex: 0 });
    expect(await outcomeOf(GOOD, BODY, { secrets: ['new secret'] })).toBe('signature_mismatch');
  });

  it('loads without a secret, and verifies nothing: not under the empty one either (D6)', async () => {
    for (const secrets of [undefined, [], [''], [' '], [undefined]]) {
      for (const secret of ['', ' ']) {
        expect(await outcomeOf(macOf(BODY, secret), BODY, { secrets })).toBe('missing_secret');
      }
    }
  });

  it.each([
    ['a single secret', { secrets: SECRET }],
    ['an unknown option', { secrets: [SECRET], secret: SECRET }],
    ['a tolerance, since no time is signed', { secrets: [SECRET], tolerance: 300_000 }],
  ])('refuses %s when it is made', (_, options) => {
    const make = (): unknown => sentry.sentryWebhook(options as SentryWebhooks.SentryWebhookOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'sentry' }));
  });

  it('agrees with the formula on whatever is sent, and never throws', async () => {
    const signature = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(GOOD), fc.array(fc.string()));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), signature, async (body, value) => {
        expect((await outcomeOf(value, body)) === 'valid').toBe(value === macOf(body));
        expect(await outcomeOf(macOf(body), body)).toBe('valid');
      }),
    );
  });

  describe('split', () => {
    type Split = ReturnType<CoreWebhooks.WebhookSource<SentryWebhooks.SentryEvents>['split']>;
    const split = (resource: string | readonly string[] | undefined, body: unknown): Split => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const raw = body instanceof Uint8Array ? body : bytes(text);
      return sentry.sentryWebhook({ secrets: [SECRET] }).split(raw, { 'sentry-hook-resource': resource });
    };
    const itemOf = (resource: string, body: unknown): CoreWebhooks.WebhookItem => {
      const result = split(resource, body);
      if (!result.ok || !result.items[0]) throw new Error(`no item in ${JSON.stringify(result)}`);
      return result.items[0];
    };

    it.each([
      ['issue', 'issue.created', 'derived', '1170820242', Date.parse('2019-08-19T20:58:37.391Z')],
      ['error', 'error.created', 'derived', '1117540176', Date.parse('2019-08-19T21:06:17.677Z')],
      ['event_alert', 'event_alert.triggered', 'derived', '1117540176', Date.parse('2019-08-19T21:06:17.677Z')],
      ['activity_alert', 'activity_alert.triggered', 'body-hash', '1170820242', undefined],
      ['metric_alert', 'metric_alert.resolved', 'body-hash', '4', undefined],
      ['comment', 'comment.created', 'derived', '100', Date.parse('2022-03-02T21:51:44.118Z')],
      ['installation', 'installation.created', 'derived', 'uuid_1', undefined],
    ] as const)(
      'finds type, subject and time of an event of the resource %s',
      (resource, type, idOrigin, subject, at) => {
        const body = BODIES[resource];
        expect(itemOf(resource, body)).toEqual({
          id: expect.stringMatching(/^[\da-f]{64}$/),
          idOrigin,
          type,
          subject,
          occurredAt: at,
          event: body,
        });
      },
    );

    it('does not take the first sight of an issue for the time at which it was resolved', () => {
      const resolved = { ...BODIES.issue, action: 'resolved', data: { issue: { ...issue, status: 'resolved' } } };
      expect(itemOf('issue', resolved)).toMatchObject({ type: 'issue.resolved', occurredAt: undefined });
    });

    it('takes resources that are newer, and finds the issue that Seer works on', () => {
      const seer = { ...envelope, action: 'root_cause_started', data: { run_id: 12_345, group_id: 1_170_820_242 } };
      expect(itemOf('seer', seer)).toMatchObject({
        type: 'seer.root_cause_started',
        idOrigin: 'body-hash',
        subject: '1170820242',
      });
      const build_ = { ...envelope, action: 'size_analysis_completed', data: { buildId: '72' } };
      expect(itemOf('preprod_artifact', build_)).toMatchObject({ subject: '72', idOrigin: 'body-hash' });
      expect(itemOf('toaster', { action: 'burnt' })).toMatchObject({ type: 'toaster.burnt', subject: undefined });
    });

    it('gives an issue event the same id when a retry counts more occurrences', () => {
      const { id } = itemOf('issue', BODIES.issue);
      const later = { ...BODIES.issue, data: { issue: { ...issue, count: '812', userCount: 40 } } };
      expect(itemOf('issue', later).id).toBe(id);
      expect(itemOf('issue', JSON.stringify(BODIES.issue, undefined, 2)).id).toBe(id);
    });

    it('gives different events different ids', () => {
      const changed = (change: object): unknown => ({ ...BODIES.issue, data: { issue: { ...issue, ...change } } });
      const alerted = (change: object): unknown => ({
        ...BODIES.event_alert,
        data: { ...BODIES.event_alert.data, ...change },
      });
      const items = [
        itemOf('issue', BODIES.issue),
        itemOf('issue', { ...BODIES.issue, action: 'resolved' }),
        itemOf('issue', { ...BODIES.issue, actor: { id: 1, name: 'A', type: 'user' } }),
        itemOf('issue', { ...BODIES.issue, installation: { uuid: 'uuid_2' } }),
        itemOf('issue', changed({ id: '2' })),
        itemOf('issue', changed({ lastSeen: '2019-08-20T10:00:00.000001Z' })),
        itemOf('issue', changed({ status: 'ignored' })),
        itemOf('issue', changed({ substatus: 'regressed' })),
        itemOf('issue', changed({ statusDetails: { ignoreCount: 5 } })),
        itemOf('issue', changed({ assignedTo: { type: 'user', id: '1' } })),
        itemOf('issue', changed({ assignedTo: { type: 'user', id: '2' } })),
        itemOf('error', BODIES.error),
        itemOf('event_alert', BODIES.event_alert),
        itemOf('event_alert', alerted({ triggered_rule: 'Another' })),
        itemOf('event_alert', alerted({ issue_alert: { id: 7 } })),
        itemOf('event_alert', alerted({ event: { ...event, event_id: 'other' } })),
        itemOf('comment', BODIES.comment),
        itemOf('comment', { ...BODIES.comment, action: 'deleted' }),
        itemOf('comment', { ...BODIES.comment, action: 'updated', data: { ...comment, comment: 'first' } }),
        itemOf('comment', { ...BODIES.comment, action: 'updated', data: { ...comment, comment: 'second' } }),
        itemOf('metric_alert', BODIES.metric_alert),
        itemOf('metric_alert', { ...BODIES.metric_alert, action: 'critical' }),
        itemOf('installation', BODIES.installation),
        itemOf('installation', { ...BODIES.installation, action: 'deleted' }),
      ];
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    });

    it('falls back to the bytes where an event names nothing', () => {
      const unnamed = { ...BODIES.error, data: { error: {} } };
      expect(itemOf('error', unnamed)).toMatchObject({ idOrigin: 'body-hash', subject: undefined });
      expect(itemOf('error', unnamed).id).toBe(core.hashBody(bytes(JSON.stringify(unnamed))));
    });

    it('refuses a genuine body under the name of another resource: the header is not signed', () => {
      const resources = Object.keys(BODIES);
      for (const [resource, body] of Object.entries(BODIES)) {
        for (const other of resources.filter((name) => name !== resource)) {
          const result = split(other, body);
          // The issue of an activity alert is an issue; its action is none of an issue.
          if (resource === 'activity_alert' && other === 'issue') {
            expect(result).toMatchObject({ ok: true, items: [{ type: 'issue.triggered' }] });
          } else expect(result).toMatchObject({ ok: false, reason: 'invalid_payload' });
        }
      }
    });

    it('gives a body that it cannot place one id under all names, so that none of them is a replay', () => {
      const { id } = itemOf('toaster', { ...envelope, action: 'burnt', data: {} });
      expect(itemOf('kettle', { ...envelope, action: 'burnt', data: {} }).id).toBe(id);
    });

    it.each([
      ['without resource', undefined, BODIES.issue, 'invalid_payload'],
      ['with two resources', ['issue', 'error'], BODIES.issue, 'invalid_payload'],
      ['with two resources in one', 'issue, error', BODIES.issue, 'invalid_payload'],
      ['with a resource that is no word', 'issue.created', BODIES.issue, 'invalid_payload'],
      ['with a resource that is too long', 'x'.repeat(65), BODIES.issue, 'invalid_payload'],
      ['without action', 'issue', { ...BODIES.issue, action: undefined }, 'invalid_payload'],
      ['with an action that is too long', 'issue', { ...BODIES.issue, action: 'x'.repeat(255) }, 'invalid_payload'],
      ['without data', 'issue', { ...BODIES.issue, data: null }, 'invalid_payload'],
      ['that is null', 'issue', null, 'invalid_payload'],
      ['that is a list', 'issue', [BODIES.issue], 'invalid_payload'],
      ['that is truncated JSON', 'issue', BODY.slice(0, -3), 'invalid_json'],
      ['with a byte order mark', 'issue', `\uFEFF${BODY}`, 'invalid_json'],
      ['that is not UTF-8', 'issue', Uint8Array.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ])('refuses a body %s', (_, resource, body, reason) => {
      expect(split(resource, body)).toMatchObject({ ok: false, reason });
    });

    it('never throws, whatever the body is: every event has a short id and is found again by it', () => {
      const mark = fc.constantFrom(
        'issue',
        'error',
        'event',
        'metric_alert',
        'comment_id',
        'installation',
        '__proto__',
      );
      const inner = fc.dictionary(fc.constantFrom('id', 'uuid', 'event_id', 'issue_id', 'datetime'), fc.jsonValue());
      const payload = fc.record({
        action: fc.oneof(fc.constantFrom('created', 'resolved'), fc.jsonValue()),
        actor: fc.jsonValue(),
        installation: fc.jsonValue(),
        data: fc.oneof(fc.dictionary(mark, fc.oneof(inner, fc.jsonValue())), fc.jsonValue()),
      });
      const body = fc.oneof(
        payload.map((value) => bytes(JSON.stringify(value))),
        fc.jsonValue().map((value) => bytes(JSON.stringify(value))),
        fc.uint8Array(),
      );
      const resource = fc.oneof(fc.constantFrom(...Object.keys(BODIES), 'seer'), fc.string());
      fc.assert(
        fc.property(resource, body, (name, raw) => {
          const once = split(name, raw);
          expect(split(name, raw)).toEqual(once);
          if (once.ok) expect(once.items).toMatchObject([{ id: expect.stringMatching(/^[\da-f]{64}$/) }]);
          else expect(['invalid_json', 'invalid_utf8', 'invalid_payload']).toContain(once.reason);
        }),
      );
    });
  });

  describe('behind a handler', () => {
    const clock = { now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} };
    const post = async (
      body: string | Uint8Array,
      over: Partial<SentryWebhooks.SignSentryWebhookOptions> = {},
    ): Promise<Request> => {
      const headers = await sentry.signSentryWebhook(body, { secret: SECRET, resource: 'issue', at: NOW, ...over });
      return new Request('https://shop.test/webhooks', { method: 'POST', headers, body: body as BodyInit });
    };
    const create = (
      over: { secrets?: readonly string[]; fail?: boolean; durable?: boolean } = {},
    ): { handler: CoreWebhooks.WebhookHandler; inbox: CoreWebhooks.Inbox<undefined>; seen: string[] } => {
      const { secrets = [SECRET], fail, durable = false } = over;
      const seen: string[] = [];
      const inbox = { ...core.createMemoryInbox({ clock }), durable };
      const handler = core.createWebhookHandler({
        source: sentry.sentryWebhook({ secrets }),
        inbox,
        clock,
        on: {
          'issue.created': (issueEvent) => {
            if (fail) throw new Error('the tracker is down');
            seen.push(issueEvent.data.issue.id);
          },
          'event_alert.triggered': (alert) => void seen.push(alert.data.triggered_rule),
          'seer.pr_created': (step) => void seen.push(String(step.data.run_id)),
          // @ts-expect-error there is no such action
          'issue.reopened': () => {},
        },
        onUnhandled: (_, { type }) => void seen.push(type),
      });
      return { handler, inbox, seen };
    };

    it('reads what signSentryWebhook signs: text, bytes, known and unknown types', async () => {
      const { handler, seen } = create();
      const requests = [
        await post(BODY),
        await post(bytes(JSON.stringify(BODIES.event_alert)), { resource: 'event_alert' }),
        await post(JSON.stringify({ ...envelope, action: 'pr_created', data: { run_id: 1 } }), { resource: 'seer' }),
        await post(JSON.stringify({ ...envelope, action: 'burnt', data: {} }), { resource: 'toaster' }),
      ];
      for (const request of requests) expect((await handler(request)).status).toBe(200);
      expect(seen).toEqual(['1170820242', 'Very Important', '1', 'toaster.burnt']);
    });

    it('applies a duplicate once, although each attempt has another Request-ID and time', async () => {
      const { handler, seen } = create();
      for (const attempt of [1, 2, 3]) {
        const request = await post(BODY, { at: NOW + attempt * 300_000, requestId: `request_${attempt}` });
        expect((await handler(request)).status).toBe(200);
      }
      expect(seen).toEqual(['1170820242']);
    });

    it('stores before it works with a durable inbox, and finds the type of the event again', async () => {
      const { handler, inbox, seen } = create({ durable: true });
      expect((await handler(await post(BODY))).status).toBe(200);
      expect(seen).toEqual([]);
      const [delivery] = (await inbox.list()).deliveries;
      const stored = await inbox.find({ tenant: '', source: 'sentry', id: delivery?.id ?? '' });
      expect(stored?.headers).toMatchObject({ 'sentry-hook-resource': 'issue', 'sentry-hook-signature': GOOD });
      expect(await handler.process()).toMatchObject({ processed: 1, dead: 0 });
      expect(seen).toEqual(['1170820242']);
    });

    it("answers in Sentry's terms: what is to come again must be 5xx", async () => {
      const { handler, inbox, seen } = create();
      expect((await handler(await post(BODY, { secret: 'wrong' }))).status).toBe(401);
      expect((await handler(await post(BODY, { resource: 'error' }))).status).toBe(400);
      expect((await handler(await post('{'))).status).toBe(400);
      expect((await create({ fail: true }).handler(await post(BODY))).status).toBe(503);
      expect((await create({ secrets: [''] }).handler(await post(BODY))).status).toBe(503);
      expect(seen).toEqual([]);
      expect((await inbox.list()).deliveries).toEqual([]);
      expect(sentry.sentryWebhook({ secrets: [] }).delivery).toMatchObject({
        statuses: { done: 200, stored: 200, inProgress: 503, failed: 503, unverified: 401, missingSecret: 503 },
        retention: 86_400_000,
        maxBodyBytes: 4_194_304,
      });
    });
  });

  it('signs the headers that Sentry sends, and refuses a blank secret', async () => {
    expect(await sentry.signSentryWebhook(BODY, { secret: SECRET, resource: 'issue', at: NOW + 999 })).toEqual({
      'content-type': 'application/json',
      'request-id': '0'.repeat(32),
      'sentry-hook-resource': 'issue',
      'sentry-hook-signature': GOOD,
      'sentry-hook-timestamp': '1700000000',
    });
    const blank = sentry.signSentryWebhook('{}', { secret: ' ', resource: 'issue', at: NOW });
    await expect(blank).rejects.toThrow(RangeError);
  });
});
