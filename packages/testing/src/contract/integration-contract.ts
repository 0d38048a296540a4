import type { Integration } from '@breakwater/core';
import { attemptCases } from './attempt-cases.js';
import type { ContractCase } from './contract-case.js';
import type { IntegrationContract } from './contract-descriptor.js';
import { identityCases } from './identity-cases.js';
import { secretCases } from './secret-cases.js';
import { timingCases } from './timing-cases.js';
import { webhookCases } from './webhook-cases.js';

/**
 * What every adapter has to do, as cases for any test runner: exact attempts for each failure, Retry-After, deadlines,
 * the caller's abort, keys, certainty of the outcome, the breaker's life, no secret in any output, webhook verdicts, and
 * that instances share nothing. Cases run in virtual time against the adapter's emulator.
 *
 * @example
 * ```ts
 * import { type ContractCase, integrationContract } from '@breakwater/testing';
 * import { createStripe } from '@breakwater/stripe';
 * import { createStripeEmulator } from '@breakwater/stripe/testing';
 *
 * export const cases: readonly ContractCase[] = integrationContract({
 *   name: 'stripe',
 *   create: (overrides) => createStripe({ secretKey: 'sk_test_canary', ...overrides }),
 *   emulator: ({ clock }) => createStripeEmulator({ clock, secretKey: 'sk_test_canary' }),
 *   read: { call: (stripe, options) => stripe.run('balance.retrieve', (client) => client.balance.retrieve(), options), request: 'GET /v1/balance' },
 *   write: { keyed: true, call: (stripe, options) => stripe.payments.initiate({ amount: 100, currency: 'usd' }, options), request: 'POST /v1/payment_intents' },
 *   bare: { call: async (stripe) => (await stripe.client()).balance.retrieve(), request: 'GET /v1/balance' },
 *   secrets: ['sk_test_canary'],
 * });
 * // for (const { name, run } of cases) it(name, run);
 * ```
 */
export function integrationContract<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): readonly ContractCase[] {
  return [
    ...identityCases(contract),
    ...attemptCases(contract),
    ...timingCases(contract),
    ...secretCases(contract),
    ...webhookCases(contract),
  ];
}
