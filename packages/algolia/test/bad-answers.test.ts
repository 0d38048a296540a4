import { createAlgolia } from '@breakwater/algolia';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, createFilledBench, definitions, haircut } from './algolia-bench.js';

const first = 'emulated-dsn.algolia.net';
const json = { 'content-type': 'application/json' };
const begin = '{"hits":[{"objectID":"1"}';

type Answer = (init?: RequestInit) => Response;

function stream(start: (controller: ReadableStreamDefaultController<Uint8Array>) => void): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(begin));
      start(controller);
    },
  });
  return new Response(body, { headers: json });
}

const html = (status: number): Response =>
  new Response('<html>gateway</html>', { status, headers: { 'content-type': 'text/html' } });

const answers = {
  'a body that stalls': (init) =>
    stream((controller) => init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))),
  'a body that stalls, whoever gives up': () => stream(() => {}),
  'half a body': () =>
    stream((controller) => {
      const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      queueMicrotask(() => controller.error(new TypeError('terminated', { cause })));
    }),
  'half of a JSON': () => new Response(begin, { headers: json }),
  'no body at all': () => new Response(null, { status: 204 }),
  'an empty body': () => new Response('', { headers: json }),
  'a text in JSON': () => new Response('"ok"', { headers: json }),
  'a page of HTML': () => html(200),
  'a page of HTML that is refused': () => html(403),
  'a page of HTML that is not found': () => html(404),
  'a gateway’s JSON that is not found': () => Response.json({ message: 'no Route matched' }, { status: 404 }),
  'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } }),
  'a 503 whose body stalls': () => new Response(stream(() => {}).body, { status: 503 }),
} satisfies Readonly<Record<string, Answer>>;

/** A filled bench, one of whose hosts gives such an answer. */
async function createBenchWith(answer: Answer, bad: (host: string) => boolean): Promise<Bench & { asked: string[] }> {
  const asked: string[] = [];
  let isOn = false;
  const bench = await createFilledBench({}, {}, (fetch) => async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    if (isOn) asked.push(host);
    return isOn && bad(host) ? answer(init) : await fetch(input, init);
  });
  isOn = true;
  return { ...bench, asked };
}

const cases = Object.entries<Answer>(answers);

describe('a host that answers with', () => {
  it.each(cases)('%s is passed over within the same attempt, and asked last afterwards', async (_, answer) => {
    const { algolia, services, asked, settle } = await createBenchWith(answer, (host) => host === first);
    for (let round = 0; round < 3; round++) {
      const { hits } = await settle(services.search('haircut', {}, { timeout: 2_000 }));
      expect(hits).toMatchObject([haircut]);
    }
    expect(asked.filter((host) => host === first)).toHaveLength(1);
    expect(algolia.hosts().find(({ origin }) => origin === `https://${first}`)).toMatchObject({
      state: 'down',
      failures: 1,
      failovers: 1,
    });
  });

  it.each(cases)('%s is not believed when every host does', async (name, answer) => {
    const { services, fail, asked } = await createBenchWith(answer, () => true);
    const error = await fail(services.search('haircut', {}, { timeout: 8_000 }));
    expect(error.outcome).toBe('not_applied');
    if (name.includes('refused')) expect([error.code, asked.length]).toEqual(['PERMISSION', 4]);
    else expect(error.code).toMatch(/^(?:UNAVAILABLE|NETWORK|TIMEOUT|DEADLINE_EXCEEDED)$/);
    expect(new Set(asked).size).toBeGreaterThanOrEqual(name.includes('503') ? 3 : 4);
  });
});

describe('a 404 that is not Algolia’s', () => {
  const notFound = (name: string, answer: Answer) => [name, answer] as const;
  const gateways = [
    notFound('HTML', () => html(404)),
    notFound('an empty answer', () => new Response(null, { status: 404 })),
    notFound('JSON', () => Response.json({ message: 'no Route matched' }, { status: 404 })),
    notFound('a 410', () => html(410)),
  ];

  it.each(gateways)('does not mean that a record is not there: %s', async (_, answer) => {
    const { algolia, services, fail, settle } = await createBenchWith(answer, () => true);
    expect(await fail(services.find('1'))).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    const client = await algolia.client();
    await expect(settle(client.indexExists({ indexName: 'services' }))).rejects.toMatchObject({ name: 'RetryError' });
  });

  it.each(gateways)('does not let `sync` take an index for a new one: %s', async (_, answer) => {
    const { services, emulator, fail } = await createBenchWith(answer, () => true);
    const before = emulator.book.count();
    const error = await fail(services.sync({ approve: ({ exists }) => !exists }));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', operation: 'settings.get' });
    expect(emulator.book.count()).toBe(before);
  });

  it('does not let `replaceAll` lose the settings', async () => {
    const { services, emulator, fail } = await createFilledBench();
    const fault = { type: 'status', status: 404, body: '<html>', headers: { 'content-type': 'text/html' } } as const;
    emulator.faults.add({ match: 'POST /1/indexes/services/operation', times: Infinity, fault });
    expect(await fail(services.replaceAll([haircut]))).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    emulator.publish();
    expect(emulator.book.index('services')?.settings).toMatchObject({ customRanking: ['asc(price)'] });
    expect(emulator.book.index('services')?.records).toHaveLength(3);
  });

  it('leaves open whether a write was applied', async () => {
    const { services, emulator, fail } = await createFilledBench();
    const fault = { type: 'status', status: 404, body: '<html>', when: 'after' } as const;
    emulator.faults.add({ match: 'POST /1/indexes/services/1/partial', fault });
    const change = { visits: { _operation: 'Increment', value: 1 } } as const;
    expect(await fail(services.partialUpdate('1', change))).toMatchObject({ outcome: 'unknown', attempts: 1 });
  });
});

describe('a path that begins like a host', () => {
  it('leads nowhere else, with the key or without', async () => {
    const asked: URL[] = [];
    const bench = await createBench();
    const algolia = createAlgolia({
      applicationId: 'APPLICATION',
      apiKey: 'canary',
      fetch: (input) => {
        asked.push(new URL(input instanceof Request ? input.url : input));
        return Promise.resolve(Response.json({}));
      },
      clock: bench.clock,
    });
    const client = await algolia.client();
    await bench.settle(client.customGet({ path: '///evil.example/x' }));
    expect(asked.map(({ host }) => host)).toEqual([expect.stringMatching(/\.algolia(?:net)?\.(?:net|com)$/)]);
    expect(asked[0]?.pathname).toContain('/evil.example/x');
  });
});

describe('a redirect to another origin', () => {
  it.each([301, 302, 303, 307, 308])('with %i delivers nothing there, and is an error', async (status) => {
    const asked: string[] = [];
    const bench = await createBench();
    const algolia = createAlgolia({
      applicationId: 'REDIRECTED',
      apiKey: 'canary',
      baseUrl: 'https://one.example',
      indexes: definitions,
      fetch: (input) => {
        const url = new URL(input instanceof Request ? input.url : input);
        asked.push(url.origin);
        if (url.origin !== 'https://one.example')
          return Promise.resolve(Response.json({ hits: [{ objectID: 'evil' }] }));
        const location = `https://evil.example${url.pathname}`;
        return Promise.resolve(new Response(null, { status, headers: { location } }));
      },
      clock: bench.clock,
    });
    await algolia.client();
    const { services } = algolia.indexes;
    const codes: string[] = [];
    const calls = [() => services.search('secret words'), () => services.find('1'), () => services.save(haircut)];
    for (const call of calls) codes.push((await bench.fail(call())).code);
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
    expect(new Set(asked)).toEqual(new Set(['https://one.example']));
  });
});
