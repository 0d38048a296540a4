import { type Integration, isIntegrationError } from '@breakwater/core';
import type { Fault } from '../fault.js';
import { passingFailures } from './attempt-cases.js';
import { createContractBench } from './contract-bench.js';
import { assert, type ContractCase } from './contract-case.js';
import type { IntegrationContract } from './contract-descriptor.js';

/** Everything that an error shows, its causes and hidden fields included. */
function printWholly(value: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof value === 'function' || typeof value === 'symbol') return '';
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const own = Reflect.ownKeys(value).map((key) => {
    const field = (value as Record<PropertyKey, unknown>)[key];
    return `${String(key)}=${printWholly(field, seen)}`;
  });
  const prototypeText =
    value instanceof Error ? `${value.name} ${value.message} ${value.stack ?? ''} ${String(value)}` : '';
  return [prototypeText, ...own].join('\n');
}

/** No credential leaves, whatever fails. */
export function secretCases<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): ContractCase[] {
  const statuses: readonly Fault[] = [400, 401, 403, 404, 409].map((status) => ({ type: 'status', status }));
  // A vendor that echoes the credential, as several do in their messages.
  const echo: Fault = {
    type: 'status',
    status: 401,
    body: JSON.stringify({ error: { message: `Invalid key ${contract.secrets.join(' ')}` } }),
  };
  const faults = [...passingFailures.map((failure) => failure.fault), ...statuses, echo];
  return [
    {
      name: 'shows no credential in any error, JSON, stack, event or health, whatever fails',
      run: async () => {
        assert(contract.secrets.length > 0, 'The contract names no secret to look for');
        const outputs: string[] = [];
        for (const fault of faults) {
          for (const call of [contract.read, contract.write]) {
            const bench = createContractBench(contract);
            bench.emulator.faults.add({ match: call.request, times: Infinity, fault });
            const error = await bench.failure(call);
            assert(isIntegrationError(error), 'no IntegrationError');
            outputs.push(printWholly(error), JSON.stringify(error), JSON.stringify(bench.events));
            outputs.push(
              JSON.stringify(bench.subject.health()),
              JSON.stringify(bench.subject),
              printWholly(bench.subject),
            );
            outputs.push(JSON.stringify(await bench.settle(bench.subject.check())));
          }
        }
        const text = outputs.join('\n');
        for (const secret of contract.secrets) {
          const at = text.indexOf(secret);
          assert(at < 0, `A secret leaked: ...${text.slice(Math.max(0, at - 80), at).replaceAll('\n', ' ')}<here>`);
        }
      },
    },
  ];
}
