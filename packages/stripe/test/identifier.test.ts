import { parseShape } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { type IdentifierKind, identifierShape } from '../src/identifier.js';

const place = { path: 'input.id', service: 'stripe', operation: 'test' } as const;

const right: readonly (readonly [IdentifierKind, string])[] = [
  ['account', 'acct_1032D82eZvKYlo2C'],
  ['charge', 'ch_3MmlLrLkdIwHu7ix0snN0B15'],
  ['charge', 'py_1GnLTNLkdIwHu7ixKvSkAHmC'],
  ['coupon', '25OFF'],
  ['coupon', 'summer-2026'],
  ['customer', 'cus_NffrFeUfNV2Hib'],
  ['invoice', 'in_1MtHbELkdIwHu7ixl4OzzPMv'],
  ['paymentIntent', 'pi_3MtwBwLkdIwHu7ix28a3tqPa'],
  ['paymentMethod', 'pm_card_visa'],
  ['paymentMethod', 'card_1NGTaT2eZvKYlo2CZWSctn5n'],
  ['portalConfiguration', 'bpc_1MAhNDLkdIwHu7ixckACO1Jq'],
  ['price', 'price_1MoBy5LkdIwHu7ixZhnattbh'],
  ['promotionCode', 'promo_1MiM6KLkdIwHu7ixrIaX4wgn'],
  ['subscription', 'sub_1MowQVLkdIwHu7ixeRlqHVzs'],
  ['subscriptionItem', 'si_NcLYdDxLHxlFo7'],
];

describe('an id', () => {
  it.each(right)('of %s is taken as %s', (kind, id) => {
    expect(parseShape(id, identifierShape(kind), place)).toBe(id);
  });

  it('of a price is refused where a customer belongs, and the error says what belongs there', () => {
    expect(() => parseShape('price_1MoBy5LkdIwHu7ixZhnattbh', identifierShape('customer'), place)).toThrow(
      'input.id must be a customer id (cus_...); got "price_1MoBy5LkdIwHu7ixZhnattbh"',
    );
  });

  it('of every kind is refused by every other kind', () => {
    for (const [kind] of right) {
      for (const [other, id] of right) {
        if (other === kind || kind === 'coupon') continue;
        expect(() => parseShape(id, identifierShape(kind), place), `${kind} took ${id}`).toThrow(
          kind === 'account' ? /an account id/ : /must be an? /,
        );
      }
    }
  });

  it.each([
    'cus_',
    'cus',
    'CUS_1',
    'cus_1/../../v1/accounts',
    'cus_1?expand',
    'cus_ü',
    'cus_1\n',
    ` cus_1`,
    `cus_${'1'.repeat(300)}`,
    42,
    null,
    undefined,
    {},
  ])('of a customer is not %j', (id) => {
    expect(() => parseShape(id, identifierShape('customer'), place)).toThrow(/a customer id/);
  });
});
