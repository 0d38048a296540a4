import { describe, expect, it } from 'vitest';
import { type Acme, failure, hang, json, reset, setUp } from '../contract/acme-integration.js';

const keysOf = (sent: readonly Request[]): (string | null)[] =>
  sent.map((request) => request.headers.get('idempotency-key'));
const answer = (paths: Record<string, () => Response | Promise<Response>>) => (request: Request) =>
  paths[new URL(request.url).pathname]?.() ?? json(200);

describe('the outcome of a call of several requests', () => {
  it('is unknown when a write was applied before another was refused', async () => {
    const { acme, clock } = setUp(answer({ '/bad': () => json(402) }));
    const call = acme.run('orders.place', async (client) => {
      await client.post('/good');
      await client.post('/bad');
    });
    const error = await failure(call, clock);
    expect(error).toMatchObject({ code: 'DECLINED', outcome: 'unknown', idempotencyKey: 'made-key', attempts: 2 });
    expect(error.message).toContain('repeat it with idempotency key made-key');
  });

  it('is unknown when a write was applied before a read failed', async () => {
    const { acme, clock } = setUp((request) => (request.method === 'GET' ? json(500) : json(200)));
    const call = acme.run('orders.place', async (client) => {
      await client.post('/order');
      await client.get('/balance');
    });
    expect(await failure(call, clock)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
  });

  it("is unknown when the application's own code fails after a write", async () => {
    const { acme, clock } = setUp(() => json(200));
    const call = acme.run('orders.place', async (client) => {
      await client.post('/order');
      throw new TypeError('the database is away');
    });
    expect(await failure(call, clock)).toMatchObject({
      code: 'UNKNOWN',
      outcome: 'unknown',
      idempotencyKey: 'made-key',
    });
  });

  it("is not_applied when the application's own code fails after nothing but reads", async () => {
    const { acme, clock } = setUp(() => json(200));
    const call = acme.run('orders.find', async (client) => {
      await client.get('/order');
      throw new TypeError('the database is away');
    });
    expect(await failure(call, clock)).toMatchObject({ outcome: 'not_applied', idempotencyKey: undefined });
  });

  it('is unknown while another write of the call is still under way', async () => {
    const { acme, clock } = setUp(answer({ '/slow': hang, '/bad': () => json(402) }));
    const call = acme.run('orders.place', (client) => Promise.all([client.post('/slow'), client.post('/bad')]));
    expect(await failure(call, clock)).toMatchObject({ code: 'DECLINED', outcome: 'unknown' });
  });

  it('is that of the failure that is thrown, not of the one that came last', async () => {
    const { acme, clock } = setUp(answer({ '/first': () => json(500), '/last': () => json(402) }));
    const call = acme.run('orders.place', async (client) => {
      const [first] = await Promise.allSettled([client.post('/first'), client.post('/last')]);
      if (first.status === 'rejected') throw first.reason;
    });
    expect(await failure(call, clock)).toMatchObject({ code: 'UNAVAILABLE', status: 500, outcome: 'unknown' });
  });

  it('stays unknown when the application has swallowed the failure', async () => {
    let posts = 0;
    const { acme, clock } = setUp((request) => {
      if (request.method === 'GET') return json(402);
      posts += 1;
      return posts <= 3 ? reset() : json(402);
    });
    const call = acme.run('orders.place', async (client) => {
      await client.post('/order').catch(() => undefined);
      throw new Error('gave up');
    });
    expect(await failure(call, clock)).toMatchObject({ outcome: 'unknown', attempts: 3 });
  });

  it('is unknown at the deadline only when a write had begun', async () => {
    const reading = setUp(hang);
    const read = reading.acme.run('orders.find', (client) => client.get('/order'), { timeout: 500 });
    expect(await failure(read, reading.clock)).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    const writing = setUp(() => json(200));
    const write = writing.acme.run(
      'orders.place',
      async (client) => {
        await client.post('/order');
        await hang();
      },
      { timeout: 500, idempotencyKey: 'order-7' },
    );
    const error = await failure(write, writing.clock);
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown', idempotencyKey: 'order-7' });
  });
});

describe('the keys of a call of several requests', () => {
  const place = async (client: Acme): Promise<void> => {
    await client.post('/order');
    await client.post('/line');
  };

  it('are told as the one key that repeats the whole call', async () => {
    const { acme, clock, sent } = setUp(answer({ '/line': reset }));
    const error = await failure(acme.run('orders.place', place, { idempotencyKey: 'order-7' }), clock);
    expect(error.idempotencyKey).toBe('order-7');
    const first = keysOf(sent).slice(0, 2);
    sent.length = 0;
    await failure(acme.run('orders.place', place, { idempotencyKey: error.idempotencyKey }), clock);
    expect(keysOf(sent).slice(0, 2)).toEqual(first);
  });

  it('are never the same for two writes, also when the application uses the key of the call itself', async () => {
    const { acme, clock, sent } = setUp(() => json(200));
    const call = acme.run('orders.place', async (client, context) => {
      await client.post('/first', context.idempotencyKey);
      await client.post('/second');
    });
    await clock.settle(call);
    expect(keysOf(sent)).toEqual(['made-key', 'made-key:write-2']);
  });

  it('are refused where the vendor knows none, because they would protect nothing', async () => {
    const { acme, clock, sent } = setUp(() => json(200), {}, false);
    const error = await failure(acme.run('orders.place', place, { idempotencyKey: 'order-7' }), clock);
    expect(error).toMatchObject({ code: 'VALIDATION', issues: [{ path: 'options.idempotencyKey' }] });
    expect(sent).toHaveLength(0);
  });
});

describe('a call inside a call', () => {
  it('takes its key from the outer one, so that a repeat of both is a repeat', async () => {
    const { acme, clock, sent } = setUp(() => json(200));
    const call = (): Promise<unknown> =>
      acme.run('outer', () => acme.run('inner', (client) => client.post('/order')), { idempotencyKey: 'order-7' });
    await clock.settle(call());
    await clock.settle(call());
    expect(keysOf(sent)).toEqual(['order-7:run-1', 'order-7:run-1']);
  });

  it('ends with the deadline of the outer one, whose error knows of its write', async () => {
    const { acme, clock } = setUp(hang);
    const startedAt = clock.now();
    const call = acme.run('outer', () => acme.run('inner', (client) => client.post('/order')), { timeout: 1_000 });
    const error = await failure(call, clock);
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown', attempts: 1 });
    expect(clock.now() - startedAt).toBe(1_000);
    expect(clock.pending).toBe(0);
  });

  it('counts for the outer one when that fails afterwards', async () => {
    const { acme, clock } = setUp(() => json(200));
    const call = acme.run('outer', async () => {
      await acme.run('inner', (client) => client.post('/order'));
      throw new Error('the database is away');
    });
    expect(await failure(call, clock)).toMatchObject({
      operation: 'outer',
      outcome: 'unknown',
      idempotencyKey: 'made-key',
    });
  });
});

describe('what a call leaves behind', () => {
  it('does not run under its key and deadline', async () => {
    const { acme, clock, sent } = setUp(() => json(200));
    let later: Promise<unknown> | undefined;
    await clock.settle(
      acme.run('orders.place', async (client) => {
        clock.setTimeout(() => {
          later = client.post('/later');
        }, 60_000);
      }),
    );
    await clock.advance(60_000);
    await clock.settle(Promise.resolve(later));
    expect(keysOf(sent)).toEqual([null]);
  });

  it('sends nothing more after a clock step has stretched its deadline', async () => {
    const { acme, clock, sent } = setUp(() => json(429, {}, { 'retry-after': '30' }));
    const call = acme.run(
      'orders.place',
      async (client) => {
        clock.set(clock.now() - 3_600_000);
        await client.post('/order');
      },
      { timeout: 1_000 },
    );
    await failure(call, clock);
    await clock.advance(120_000);
    expect(sent.length).toBeLessThanOrEqual(1);
  });

  it('is not changed by what the caller does to its options meanwhile', async () => {
    let posts = 0;
    const { acme, clock, sent } = setUp(() => (++posts === 1 ? reset() : json(200)));
    const options = { idempotencyKey: 'order-1' };
    const call = acme.run('orders.place', (client) => client.post('/order'), options);
    options.idempotencyKey = 'order-2';
    await clock.settle(call);
    expect(keysOf(sent)).toEqual(['order-1', 'order-1']);
  });
});
