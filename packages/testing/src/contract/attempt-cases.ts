import type { Integration } from '@breakwater/core';
import type { Fault } from '../fault.js';
import { createContractBench } from './contract-bench.js';
import { assert, assertEqual, type ContractCase } from './contract-case.js';
import type { IntegrationContract } from './contract-descriptor.js';

interface Failure {
  readonly name: string;
  readonly fault: Fault;
  /** The vendor surely did not apply the request, so that even an unsafe write may be repeated. */
  readonly notApplied?: boolean;
}

/** The ways in which a vendor fails a request that a further attempt may mend. */
export const passingFailures: readonly Failure[] = [
  { name: 'status 429', fault: { type: 'status', status: 429 }, notApplied: true },
  { name: 'status 500', fault: { type: 'status', status: 500 } },
  { name: 'status 503', fault: { type: 'status', status: 503 } },
  { name: 'a reset before the headers', fault: { type: 'reset', when: 'before' } },
  { name: 'a reset after the commit', fault: { type: 'reset', when: 'after' } },
  { name: 'a hang', fault: { type: 'hang' } },
  { name: 'a truncated body', fault: { type: 'truncated' } },
  { name: 'a page of HTML', fault: { type: 'html' } },
  { name: 'a closed keep-alive connection', fault: { type: 'keep_alive_closed' } },
];

/** Requests that reach the vendor are exactly those of the policy, for each kind of failure. */
export function attemptCases<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): ContractCase[] {
  const cases: ContractCase[] = [];
  for (const kind of ['read', 'write'] as const) {
    const call = contract[kind];
    const safe = kind === 'read' || contract.write.keyed;
    for (const { name, fault, notApplied = false } of passingFailures) {
      const attempts = safe || notApplied ? 3 : 1;
      cases.push({
        name: `sends ${attempts} ${attempts === 1 ? 'request' : 'requests'} for a ${kind} that always meets ${name}`,
        run: async () => {
          const bench = createContractBench(contract);
          bench.emulator.faults.add({ match: call.request, times: Infinity, fault });
          const error = await bench.failure(call);
          assertEqual(bench.emulator.book.count(call.request), attempts, 'requests');
          assertEqual(error.attempts, attempts, 'error.attempts');
          const outcome = kind === 'read' || notApplied ? 'not_applied' : 'unknown';
          assertEqual(error.outcome, outcome, 'error.outcome');
          assertEqual(bench.clock.pending, 0, 'timers left');
        },
      });
      cases.push({
        name: `sends exactly 1 request for a ${kind} that meets ${name} without retries`,
        run: async () => {
          const bench = createContractBench(contract, { retryPolicy: { maxRetries: 0 } });
          bench.emulator.faults.add({ match: call.request, times: Infinity, fault });
          await bench.failure(call);
          assertEqual(bench.emulator.book.count(call.request), 1, 'requests');
        },
      });
      if (!safe && !notApplied) continue;
      cases.push({
        name: `succeeds at the second attempt of a ${kind} that meets ${name} once, and applies it once`,
        run: async () => {
          const bench = createContractBench(contract);
          bench.emulator.faults.add({ match: call.request, fault });
          await bench.settle(call.call(bench.subject, {}));
          const requests = bench.emulator.book.requests(call.request);
          assertEqual(requests.length, 2, 'requests');
          const applied = requests.filter((request) => request.committed && !request.replayed).length;
          assert(kind === 'read' ? applied === 0 : applied === 1, `It was applied ${applied} times`);
        },
      });
    }
    for (const [status, code] of [
      [400, 'VALIDATION'],
      [401, 'AUTHENTICATION'],
      [403, 'PERMISSION'],
      [404, 'NOT_FOUND'],
    ] as const) {
      cases.push({
        name: `sends 1 request for a ${kind} that is refused with ${status}, and blames nobody but the caller`,
        run: async () => {
          const bench = createContractBench(contract);
          bench.emulator.faults.add({ match: call.request, times: Infinity, fault: { type: 'status', status } });
          const error = await bench.failure(call);
          assertEqual([error.code, error.outcome, error.status], [code, 'not_applied', status], 'error');
          assertEqual(bench.emulator.book.count(call.request), 1, 'requests');
          assertEqual(bench.subject.health().breaker.failureRate, 0, 'failure rate of the breaker');
        },
      });
    }
  }
  cases.push({
    name: 'counts the attempts of a bare client call by the same policy',
    run: async () => {
      const bench = createContractBench(contract);
      bench.emulator.faults.add({
        match: contract.bare.request,
        times: Infinity,
        fault: { type: 'status', status: 503 },
      });
      const outcome = await bench.settle(
        contract.bare.call(bench.subject).then(
          () => 'succeeded',
          () => 'failed',
        ),
      );
      assertEqual(outcome, 'failed', 'the bare call');
      assertEqual(bench.emulator.book.count(contract.bare.request), 3, 'requests');
    },
  });
  return cases;
}
