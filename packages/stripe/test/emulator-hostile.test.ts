import { createSeededRandom } from '@breakwater/testing';
import { expect, it } from 'vitest';
import { stripeOperations } from '../src/testing/operations.js';
import { furnish, startBench } from './emulator-bench.js';

const nonsense = [
  '',
  '0',
  '-1',
  '1e9',
  'NaN',
  'true',
  'now',
  '__proto__',
  'constructor',
  '💳',
  '\u0000',
  "' OR 1=1",
  'x'.repeat(6_000),
];

it('the Stripe emulator refuses nonsense on every endpoint, and never breaks', async () => {
  const random = createSeededRandom(7);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
  const bench = startBench();
  const { customer, basic, pro } = await furnish(bench);
  await bench.stripe.subscriptions.create({ customer: customer.id, items: [{ price: basic.id }] });
  const { subscriptions, invoices, paymentIntents, charges } = bench.emulator.book;
  const ids = [customer, basic, pro, ...subscriptions, ...invoices, ...paymentIntents, ...charges].map(({ id }) => id);
  const values = ['pm_card_visa', ...nonsense, ...ids] as const;
  const statuses = new Set<number>();
  for (let round = 0; round < 4; round += 1) {
    for (const { route, shape } of stripeOperations) {
      const names = Object.entries(shape).flatMap(([name, { required }]) => (required || random() < 0.2 ? [name] : []));
      const suffixes = ['', '', '', '[]', '[0]', '[0][price]', '[type]', '[__proto__]'] as const;
      const form = Object.fromEntries(names.map((name) => [`${name}${pick(suffixes)}`, pick(values)]));
      const request = route.replace(/\{\w+\}/, () => encodeURIComponent(pick(values)));
      statuses.add((await bench.send(request, form)).status);
    }
  }
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  expect(statuses).toContain(400);
  expect({}).not.toHaveProperty('price');
});
