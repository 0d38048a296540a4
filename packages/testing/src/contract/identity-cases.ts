import type { Integration } from '@breakwater/core';
import { createContractBench } from './contract-bench.js';
import { assert, assertEqual, type ContractCase } from './contract-case.js';
import type { IntegrationContract } from './contract-descriptor.js';

const FIELDS = ['name', 'version', 'baseUrl', 'authentication', 'rateLimiting', 'errorHandling', 'monitoring'] as const;

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

/** The facts of the integration, its keys, its breaker, and that instances share nothing. */
export function identityCases<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): ContractCase[] {
  const { write, read } = contract;
  const cases: ContractCase[] = [
    {
      name: 'carries the seven fields of an integration, frozen',
      run: async () => {
        const { subject } = createContractBench(contract);
        for (const field of FIELDS) {
          assert(subject[field] !== undefined, `${field} is missing`);
          assert(isDeeplyFrozen(subject[field]), `${field} is not frozen`);
        }
        assertEqual(subject.name, contract.name, 'name');
        assert(URL.canParse(subject.baseUrl), 'baseUrl is no URL');
      },
    },
    {
      name: 'sends nothing before it is called',
      run: async () => {
        const bench = createContractBench(contract);
        await bench.subject.client();
        await bench.clock.drain();
        assertEqual(bench.emulator.book.count(), 0, 'requests');
        assertEqual(bench.clock.pending, 0, 'timers armed');
      },
    },
    {
      name: 'opens the circuit, refuses without a request, probes and closes again',
      run: async () => {
        const bench = createContractBench(contract, { retryPolicy: { maxRetries: 0 } });
        bench.emulator.faults.add({ match: read.request, times: 5, fault: { type: 'status', status: 503 } });
        for (let index = 0; index < 5; index++) await bench.failure(read);
        assertEqual(bench.subject.health().status, 'failing', 'status');
        const refused = await bench.failure(read);
        assertEqual([refused.code, refused.outcome, refused.attempts], ['CIRCUIT_OPEN', 'not_applied', 0], 'refusal');
        assert((refused.retryAfterMs ?? 0) > 0, 'The refusal does not say when to come back');
        assertEqual(bench.emulator.book.count(read.request), 5, 'requests');
        await bench.clock.advance(10_000);
        for (let index = 0; index < 5; index++) await bench.settle(read.call(bench.subject, {}));
        assertEqual(bench.subject.health().breaker.state, 'closed', 'breaker');
        const changes = bench.events.filter((event) => event.type === 'breaker.changed').map((event) => event.to);
        assertEqual(changes, ['open', 'half-open', 'closed'], 'changes');
      },
    },
    {
      name: 'shares nothing between two instances',
      run: async () => {
        const one = createContractBench(contract, { retryPolicy: { maxRetries: 0 } });
        const two = createContractBench(contract);
        one.emulator.faults.add({ match: read.request, times: Infinity, fault: { type: 'status', status: 503 } });
        for (let index = 0; index < 6; index++) await one.failure(read);
        assertEqual(two.subject.health().status, 'healthy', 'status of the other');
        await two.settle(read.call(two.subject, {}));
        assert((await one.subject.client()) !== (await two.subject.client()), 'They share a client');
      },
    },
    {
      name: 'checks without side effects',
      run: async () => {
        const bench = createContractBench(contract);
        const result = await bench.settle(bench.subject.check());
        assertEqual(result.ok, true, 'check().ok');
        const changed = bench.emulator.book.requests().filter((request) => request.committed);
        assertEqual(changed.length, 0, 'requests that changed something');
      },
    },
    {
      name: 'refuses calls after close',
      run: async () => {
        const bench = createContractBench(contract);
        await bench.subject.close();
        assertEqual((await bench.failure(read)).code, 'CONFIGURATION', 'code');
        assertEqual(bench.emulator.book.count(), 0, 'requests');
      },
    },
    {
      name: 'survives a telemetry sink that throws',
      run: async () => {
        const clock = createContractBench(contract).clock;
        const bench = createContractBench({
          ...contract,
          create: (overrides) =>
            contract.create({
              ...overrides,
              telemetry: {
                emit: () => {
                  throw new Error('a broken sink');
                },
              },
            }),
        });
        await bench.settle(read.call(bench.subject, {}));
        assertEqual(clock.pending, 0, 'timers left');
      },
    },
  ];
  if (!write.keyed) return cases;
  const keysOf = (bench: {
    emulator: { book: { requests(match: typeof write.request): readonly { idempotencyKey?: string }[] } };
  }): unknown[] => bench.emulator.book.requests(write.request).map((request) => request.idempotencyKey);
  cases.push(
    {
      name: 'holds one key over all attempts of a write',
      run: async () => {
        const bench = createContractBench(contract);
        bench.emulator.faults.add({ match: write.request, times: 2, fault: { type: 'reset' } });
        await bench.settle(write.call(bench.subject, {}));
        const keys = keysOf(bench);
        assert(keys[0] !== undefined && new Set(keys).size === 1, `keys: ${JSON.stringify(keys)}`);
        await bench.settle(write.call(bench.subject, {}));
        assertEqual(new Set(keysOf(bench)).size, 2, 'keys of two calls');
      },
    },
    {
      name: "sends the caller's own key",
      run: async () => {
        const bench = createContractBench(contract);
        bench.emulator.faults.add({ match: write.request, fault: { type: 'status', status: 503 } });
        await bench.settle(write.call(bench.subject, { idempotencyKey: 'order-7' }));
        assertEqual(keysOf(bench), ['order-7', 'order-7'], 'keys');
      },
    },
  );
  return cases;
}
