import { invalidRequest } from './stripe-api-error.js';

/** Currencies that Stripe presents prices in. Source: Stripe's list of presentment currencies. */
const supported = new Set(
  (
    'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp ' +
    'cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils ' +
    'inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk ' +
    'mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp ' +
    'sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'
  ).split(' '),
);

/** The least that can be charged, in minor units. */
const leastCharge: Readonly<Record<string, number>> = {
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1_000,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1_000,
  usd: 50,
};

/** The currency in lower case. Throws 400 when Stripe does not know it. */
export function toCurrency(value: string, param = 'currency'): string {
  const currency = value.toLowerCase();
  if (supported.has(currency)) return currency;
  throw invalidRequest(`Invalid currency: ${value}.`, { param });
}

/** Throws 400 on an amount that Stripe would not charge: it must convert to about half a dollar. */
export function assertChargeable(amount: number, currency: string): void {
  const least = Object.hasOwn(leastCharge, currency) ? (leastCharge[currency] ?? 1) : 1;
  if (amount < least) {
    throw invalidRequest(`Amount must be at least ${least} in the minor unit of ${currency}.`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
}
