import { type Shape, shape } from '@breakwater/core';

/**
 * The currencies that Stripe charges in, by https://docs.stripe.com/currencies (read in 2026). Which of them an account
 * may use depends on its country: that is for Stripe to say.
 */
const CURRENCIES: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny ' +
    'cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk ' +
    'jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr ' +
    'mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos ' +
    'srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw'
  ).split(' '),
);

/** Without a minor unit: 500 means 500 yen. Source: https://docs.stripe.com/currencies#zero-decimal */
const ZERO_DECIMAL: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
);

/** With thousandths. Source: https://docs.stripe.com/currencies#three-decimal */
const THREE_DECIMAL: ReadonlySet<string> = /* @__PURE__ */ new Set('bhd jod kwd omr tnd'.split(' '));

/**
 * Charged in whole units, but written with two decimals for compatibility: 5 ISK is 500. Stripe's list of zero-decimal
 * currencies names UGX as well; its table of special cases is the one that the API follows.
 * Source: https://docs.stripe.com/currencies#special-cases
 */
const WHOLE_UNITS: ReadonlySet<string> = /* @__PURE__ */ new Set(['isk', 'ugx']);

/** How amounts of a currency are written. */
export interface CurrencyRule {
  /** Decimals that an amount's integer stands for: 1099 is 10.99 with 2. */
  readonly decimals: 0 | 2 | 3;
  /** Amounts are multiples of this many minor units. */
  readonly step: number;
  /** Largest amount in minor units. */
  readonly maximum: number;
}

/**
 * The largest amounts by number of digits: those of payment methods other than cards, which hold for every method. Cards
 * go up to 12 digits; whoever charges more than this calls the client itself.
 * Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const MAXIMUM: Readonly<Record<string, number>> = { idr: 999_999_999_999, cop: 9_999_999_999, inr: 999_999_999 };
const DEFAULT_MAXIMUM = 99_999_999;

/** Largest amount of any currency, for amounts whose currency only Stripe knows, such as that of a refund. */
export const LARGEST_AMOUNT = 999_999_999_999;

/** The rule for a currency code in lower case; undefined for a currency that Stripe does not charge in. */
export function findCurrencyRule(currency: string): CurrencyRule | undefined {
  if (!CURRENCIES.has(currency)) return undefined;
  const maximum = MAXIMUM[currency] ?? DEFAULT_MAXIMUM;
  if (ZERO_DECIMAL.has(currency)) return { decimals: 0, step: 1, maximum };
  // The last digit has to be 0, because not every partner of Stripe's takes thousandths.
  if (THREE_DECIMAL.has(currency)) return { decimals: 3, step: 10, maximum };
  return { decimals: 2, step: WHOLE_UNITS.has(currency) ? 100 : 1, maximum };
}

const supported = /* @__PURE__ */ shape.custom<string>(
  (value) => typeof value === 'string' && CURRENCIES.has(value.toLowerCase()),
  'a currency that Stripe supports, by its ISO 4217 code such as `eur`',
);

/** A currency code in either case; what is handed on is in lower case, as Stripe wants it. */
export const currencyShape: Shape<string> = {
  expected: supported.expected,
  parse(value, path, issues) {
    const code = supported.parse(value, path, issues);
    return typeof code === 'string' ? code.toLowerCase() : code;
  },
};
