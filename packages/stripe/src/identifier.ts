import { type Shape, shape, unprinted } from '@breakwater/core';

/** The kinds of things that operations take the id of. */
export type IdentifierKind =
  | 'account'
  | 'charge'
  | 'coupon'
  | 'customer'
  | 'dispute'
  | 'event'
  | 'invoice'
  | 'paymentIntent'
  | 'paymentMethod'
  | 'payout'
  | 'portalConfiguration'
  | 'price'
  | 'promotionCode'
  | 'subscription'
  | 'subscriptionItem';

/** How each kind is called in an error, and what its ids begin with. Source: https://docs.stripe.com/api */
const KINDS: Readonly<Record<IdentifierKind, readonly [name: string, ...prefixes: string[]]>> = {
  account: ['an account id', 'acct'],
  charge: ['a charge id', 'ch', 'py'],
  coupon: ['a coupon id'],
  customer: ['a customer id', 'cus'],
  dispute: ['a dispute id', 'du', 'dp'],
  event: ['an event id', 'evt'],
  invoice: ['an invoice id', 'in'],
  paymentIntent: ['a payment intent id', 'pi'],
  // Sources and cards made before payment methods existed are accepted wherever Stripe takes a payment method.
  paymentMethod: ['a payment method id', 'pm', 'card', 'src', 'ba'],
  payout: ['a payout id', 'po'],
  portalConfiguration: ['a portal configuration id', 'bpc'],
  price: ['a price id', 'price', 'plan'],
  promotionCode: ['a promotion code id', 'promo'],
  subscription: ['a subscription id', 'sub'],
  subscriptionItem: ['a subscription item id', 'si'],
};

/**
 * The id of one kind of thing: a price's id where a customer's belongs is refused before any I/O. Only letters, digits
 * and underscores pass (dashes too in a coupon's, which its owner chooses), so that an id cannot reach another route.
 */
export function identifierShape(kind: IdentifierKind): Shape<string> {
  const [name, ...prefixes] = KINDS[kind];
  const rule =
    prefixes.length === 0
      ? { pattern: /^[\w-]{1,200}$/, expected: name }
      : {
          pattern: new RegExp(`^(?:${prefixes.join('|')})_\\w{1,250}$`),
          expected: `${name} (${prefixes.map((prefix) => `${prefix}_...`).join(', ')})`,
        };
  return unprinted(shape.string(rule), looksLikeId);
}

/** Whether a text may be the id of something else: nobody's name, address or number. */
function looksLikeId(text: string): boolean {
  return text === '' || /^[a-z]{1,10}_\w*$/i.test(text);
}
