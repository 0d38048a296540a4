import type { Integration } from '@breakwater/core';
import { createContractBench } from './contract-bench.js';
import { assert, assertEqual, type ContractCase } from './contract-case.js';
import type { IntegrationContract } from './contract-descriptor.js';

const tooMany = (seconds: number) =>
  ({ type: 'status', status: 429, headers: { 'retry-after': String(seconds) } }) as const;

/** Retry-After, deadlines and the caller's abort. */
export function timingCases<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): ContractCase[] {
  const { write, read } = contract;
  return [
    {
      name: 'waits at least as long as Retry-After says',
      run: async () => {
        const bench = createContractBench(contract);
        bench.emulator.faults.add({ match: write.request, fault: tooMany(7) });
        await bench.settle(write.call(bench.subject, {}));
        const [first, second] = bench.emulator.book.requests(write.request);
        const waited = (second?.at ?? 0) - (first?.at ?? 0);
        assert(waited >= 7_000 && waited < 15_000, `It waited ${waited} ms`);
      },
    },
    {
      name: 'fails at once when Retry-After ends after the deadline, and says when to come back',
      run: async () => {
        const bench = createContractBench(contract);
        bench.emulator.faults.add({ match: write.request, times: Infinity, fault: tooMany(60) });
        const startedAt = bench.clock.now();
        const error = await bench.failure(write, { timeout: 10_000 });
        assertEqual([error.code, error.outcome, error.attempts], ['RATE_LIMITED', 'not_applied', 1], 'error');
        assert((error.retryAfterMs ?? 0) >= 59_000, `retryAfterMs is ${error.retryAfterMs}`);
        assert(bench.clock.now() - startedAt < 1_000, 'It waited for nothing');
        assert(
          bench.events.some((event) => event.type === 'retry.refused' && event.reason === 'deadline'),
          'No retry.refused event with reason deadline',
        );
      },
    },
    {
      name: 'ends at the deadline of the call and says whether it may have happened',
      run: async () => {
        const bench = createContractBench(contract, { circuitBreaker: { timeout: 20_000 } });
        bench.emulator.faults.add({ match: write.request, times: Infinity, fault: { type: 'hang', when: 'after' } });
        const startedAt = bench.clock.now();
        const error = await bench.failure(write, { timeout: 3_000 });
        assertEqual([error.code, error.outcome], ['DEADLINE_EXCEEDED', 'unknown'], 'error');
        assertEqual(bench.clock.now() - startedAt, 3_000, 'elapsed');
        assertEqual(bench.clock.pending, 0, 'timers left');
      },
    },
    ...(['before', 'during', 'between'] as const).map(
      (when): ContractCase => ({
        name: `rejects with the caller's own reason when aborted ${when} attempts, and counts it nowhere`,
        run: async () => {
          const bench = createContractBench(contract);
          const abort = new AbortController();
          const reason = { why: 'the visitor left' };
          const fault = when === 'during' ? ({ type: 'hang' } as const) : tooMany(5);
          bench.emulator.faults.add({ match: read.request, times: Infinity, fault });
          await bench.subject.client();
          if (when === 'before') abort.abort(reason);
          const call = read.call(bench.subject, { signal: abort.signal }).then(
            () => 'succeeded',
            (caught: unknown) => caught,
          );
          await bench.clock.drain();
          await bench.clock.advance(500);
          abort.abort(reason);
          assert((await call) === reason, 'It did not reject with the reason of the signal');
          assertEqual(bench.emulator.book.count(read.request), when === 'before' ? 0 : 1, 'requests');
          assertEqual(bench.subject.health().breaker.failureRate, 0, 'failure rate of the breaker');
          assertEqual(bench.clock.pending, 0, 'timers left');
        },
      }),
    ),
  ];
}
