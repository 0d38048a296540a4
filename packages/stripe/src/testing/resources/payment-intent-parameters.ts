import { metadataInput, openHash } from '../api/common-parameters.js';
import { type Parameter, required } from '../api/parameter.js';
import {
  clearable,
  decimal,
  either,
  flag,
  hash,
  ignored,
  integer,
  list,
  nonEmpty,
  oneOf,
  text,
} from '../api/parameter-kinds.js';

/** `amount` of a payment: the most that Stripe takes are eight digits. */
export const paymentAmount: Parameter<number> = integer({ min: 1, max: 99_999_999 });

export const captureMethod: Parameter<'automatic' | 'automatic_async' | 'manual'> = oneOf(
  'automatic',
  'automatic_async',
  'manual',
);

export const futureUsage: Parameter<'off_session' | 'on_session'> = oneOf('off_session', 'on_session');

export const offSession: Parameter<boolean | 'one_off' | 'recurring'> = either(oneOf('one_off', 'recurring'), flag());

/** Where the money of a payment goes on to. */
export interface TransferDataInput {
  readonly destination: string;
  readonly amount?: number | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
}

const paymentData = ignored(hash({ description: text(), metadata: metadataInput }));

export const transferData: Parameter<TransferDataInput> = hash({
  amount: integer({ min: 1 }),
  description: text(),
  destination: required(nonEmpty()),
  metadata: metadataInput,
  payment_data: paymentData,
});

export const transferDataUpdate: Parameter<unknown> = ignored(
  hash({ amount: integer({ min: 1 }), description: text(), metadata: metadataInput, payment_data: paymentData }),
);

export const methodTypes: Parameter<string[]> = list(nonEmpty());

export const amountDetails: Parameter<unknown> = ignored(
  hash({
    discount_amount: clearable(integer()),
    enforce_arithmetic_validation: flag(),
    line_items: clearable(
      list(
        hash({
          discount_amount: integer(),
          payment_method_options: openHash,
          product_code: text(),
          product_name: required(text()),
          quantity: required(integer()),
          tax: hash({ total_tax_amount: required(integer()) }),
          unit_cost: required(integer()),
          unit_of_measure: text(),
        }),
      ),
    ),
    shipping: clearable(hash({ amount: clearable(integer()), from_postal_code: text(), to_postal_code: text() })),
    tax: clearable(hash({ total_tax_amount: required(integer()) })),
  }),
);

export const mandateData: Parameter<unknown> = ignored(
  clearable(
    hash({
      customer_acceptance: hash({
        accepted_at: integer(),
        offline: hash({}),
        online: hash({ ip_address: text(), user_agent: text() }),
        type: required(oneOf('offline', 'online')),
      }),
    }),
  ),
);

export const hooks: Parameter<unknown> = ignored(
  hash({ inputs: hash({ tax: hash({ calculation: required(text()) }) }) }),
);

export const paymentDetails: Parameter<unknown> = ignored(
  hash({ customer_reference: text(), order_reference: text() }),
);

/** On an intent that exists already these can be unset. */
export const amountDetailsUpdate: Parameter<unknown> = clearable(amountDetails);

export const paymentDetailsUpdate: Parameter<unknown> = clearable(paymentDetails);

export const radarOptions: Parameter<unknown> = ignored(hash({ referrer: text(), session: nonEmpty() }));

export const amountToConfirm: Parameter<number> = ignored(decimal({ min: 1 }));
