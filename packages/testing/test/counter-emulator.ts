import type { Clock } from '@breakwater/core';
import type { Book } from '../src/book.js';
import { createEmulator } from '../src/create-emulator.js';
import type { Emulator } from '../src/emulator.js';
import { createFaultProgram, type FaultRule } from '../src/fault-program.js';

/** The smallest vendor there is: POST adds one, GET tells how many. */
export function createCounterEmulator(
  rules: readonly FaultRule[] = [],
  options: { clock?: Clock } = {},
): Emulator<Book & { readonly total: number }> {
  let total = 0;
  return createEmulator({
    name: 'counter',
    faults: createFaultProgram(rules),
    ...options,
    domain: {
      get total() {
        return total;
      },
    },
    errorResponse: (status) => Response.json({ problem: status }, { status }),
    async respond(request, exchange) {
      exchange.note({ route: `${request.method} /counter` });
      if (request.method === 'PUT') throw new Error('never written');
      if (request.method === 'POST') {
        const failure = await exchange.begin();
        if (failure) return failure;
        total += 1;
        exchange.commit();
      }
      return Response.json({ total, echo: await request.text() });
    },
  });
}
