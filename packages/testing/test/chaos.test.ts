import { describe, expect, it } from 'vitest';
import { type Chaos, type ChaosOptions, chaos } from '../src/chaos.js';
import { createVirtualClock } from '../src/virtual-clock.js';

const outcomesOf = async (call: () => Promise<unknown>, times: number): Promise<string> => {
  const marks: string[] = [];
  for (let index = 0; index < times; index++) {
    marks.push(
      await call().then(
        () => '.',
        () => 'x',
      ),
    );
  }
  return marks.join('');
};

describe('chaos', () => {
  it('strikes the share of calls that it was told to, and counts', async () => {
    const flaky = chaos({ rate: 0.2, error: () => new Error('struck') });
    const marks = await outcomesOf(
      flaky(async () => 'fine'),
      2_000,
    );
    const struck = marks.replaceAll('.', '').length;
    expect(struck).toBeGreaterThan(320);
    expect(struck).toBeLessThan(480);
    expect([flaky.calls, flaky.struck]).toEqual([2_000, struck]);
  });

  it('strikes the same calls for the same seed and others for another', async () => {
    const run = (seed: number): Promise<string> =>
      outcomesOf(
        chaos({ rate: 0.3, error: 'down', seed })(async () => 1),
        60,
      );
    expect(await run(5)).toBe(await run(5));
    expect(await run(5)).not.toBe(await run(6));
  });

  it('strikes the same calls whether they are delayed or not', async () => {
    const clock = createVirtualClock();
    const plain = await outcomesOf(
      chaos({ rate: 0.3, error: 'down' })(async () => 1),
      40,
    );
    const late = outcomesOf(
      chaos({ rate: 0.3, error: 'down', latency: { min: 1, max: 9 }, clock })(async () => 1),
      40,
    );
    expect(await clock.settle(late)).toBe(plain);
  });

  it('never strikes at rate 0 and always at rate 1', async () => {
    expect(
      await outcomesOf(
        chaos({ rate: 0, error: 'down' })(async () => 1),
        50,
      ),
    ).not.toContain('x');
    expect(
      await outcomesOf(
        chaos({ rate: 1, error: 'down' })(async () => 1),
        50,
      ),
    ).not.toContain('.');
  });

  it('hands input, output and errors of the target through', async () => {
    const wrapped = chaos({ rate: 0, error: 'down' })(async (left: number, right: number) => {
      if (right === 0) throw new RangeError('zero');
      return left / right;
    });
    expect(await wrapped(6, 3)).toBe(2);
    await expect(wrapped(1, 0)).rejects.toThrow(RangeError);
  });

  it('does not reach the target when it strikes before, and does when it strikes after', async () => {
    let reached = 0;
    const target = async (): Promise<void> => {
      reached += 1;
    };
    await expect(chaos({ rate: 1, error: new Error('refused') })(target)()).rejects.toThrow('refused');
    expect(reached).toBe(0);
    await expect(chaos({ rate: 1, error: new Error('lost'), when: 'after' })(target)()).rejects.toThrow('lost');
    expect(reached).toBe(1);
  });

  it('makes a new error for each struck call when given a function', async () => {
    const wrapped = chaos({ rate: 1, error: () => new Error('down') })(async () => 1);
    const [first, second] = await Promise.all([
      wrapped().catch((error: unknown) => error),
      wrapped().catch((error: unknown) => error),
    ]);
    expect(first).toBeInstanceOf(Error);
    expect(first).not.toBe(second);
  });

  it('wraps fetch and answers in its place', async () => {
    const target: typeof fetch = async () => new Response('fine');
    const wrapped: typeof fetch = chaos({ rate: 1, answer: () => new Response('busy', { status: 503 }) })(target);
    const response = await wrapped('https://api.example.test/');
    expect(response.status).toBe(503);
  });

  it('only delays when it is given nothing but a latency', async () => {
    const clock = createVirtualClock();
    const from = clock.now();
    const wrapped = chaos({ rate: 1, latency: 250, clock })(async () => clock.now() - from);
    expect(await clock.settle(wrapped())).toBe(250);
  });

  it('draws the delay from the range', async () => {
    const clock = createVirtualClock();
    const wrapped = chaos({ rate: 1, latency: { min: 100, max: 200 }, clock })(async () => clock.now());
    const delays: number[] = [];
    for (let index = 0; index < 50; index++) {
      const from = clock.now();
      delays.push((await clock.settle(wrapped())) - from);
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThanOrEqual(200);
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it.each([
    ['the options of fetch', (signal: AbortSignal): unknown[] => ['https://api.example.test/', { signal }]],
    ['a request', (signal: AbortSignal): unknown[] => [new Request('https://api.example.test/', { signal })]],
    ['an attempt of a policy', (signal: AbortSignal): unknown[] => [{ attempt: 1, signal }]],
  ])('ends the delay at once when the signal of %s is aborted', async (_name, toInput) => {
    const clock = createVirtualClock();
    let reached = false;
    const wrapped = chaos({ rate: 1, latency: 60_000, clock })(async (..._input: unknown[]) => {
      reached = true;
    });
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const call = wrapped(...toInput(controller.signal));
    const rejected = call.catch((error: unknown) => error);
    await clock.advance(10);
    controller.abort(reason);
    expect(await rejected).toBe(reason);
    expect(reached).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('waits out the delay of a call without a signal', async () => {
    const clock = createVirtualClock();
    const wrapped = chaos({ rate: 1, latency: 5, clock })(async (_input: { signal: string }) => 'done');
    expect(await clock.settle(wrapped({ signal: 'not an AbortSignal' }))).toBe('done');
  });

  it('lets calls pass while it is not enabled', async () => {
    const state = { isEnabled: false };
    const flaky = chaos({ rate: 1, error: 'down', isEnabled: () => state.isEnabled });
    const wrapped = flaky(async () => 1);
    expect(await outcomesOf(wrapped, 3)).toBe('...');
    state.isEnabled = true;
    expect(await outcomesOf(wrapped, 3)).toBe('xxx');
    expect(flaky.struck).toBe(3);
  });

  it.each<[string, ChaosOptions<string>, string]>([
    ['a rate above 1', { rate: 1.5, error: 'down' }, 'rate must be from 0 to 1; got 1.5'],
    ['a rate that is no number', { rate: Number.NaN, error: 'down' }, 'rate must be from 0 to 1; got NaN'],
    ['no fault', { rate: 0.5 }, 'at least one of error, answer and latency'],
    ['two faults', { rate: 0.5, error: 'down', answer: () => 'up' }, 'either error or answer'],
    ['a negative latency', { rate: 0.5, latency: -1 }, 'latency must be milliseconds'],
    ['a range upside down', { rate: 0.5, latency: { min: 2, max: 1 } }, 'min <= max'],
  ])('refuses %s', (_name, options, message) => {
    expect((): Chaos<string> => chaos(options)).toThrow(message);
  });
});
