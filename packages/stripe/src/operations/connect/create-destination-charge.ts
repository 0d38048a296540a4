import { refineShape, type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { amountShape, checkAmount } from '../../money.js';
import type { OperationDefinition } from '../bind-operation.js';
import { attemptPayment } from '../payments/attempt-payment.js';
import {
  checkPayment,
  type InitiatePaymentInput,
  initiatePaymentFields,
  toPaymentParams,
} from '../payments/initiate-payment.js';
import type { PaymentResult } from '../payments/payment-result.js';

/** Input of `connect.createDestinationCharge`. */
export interface CreateDestinationChargeInput extends InitiatePaymentInput {
  /** The connected account that is paid, `acct_...`. */
  readonly destinationAccountId: string;
  /** What the platform keeps, in the currency's minor unit: at most `amount`. @default nothing */
  readonly applicationFeeAmount?: number | undefined;
  /**
   * Make the connected account the merchant of the charge: its name on the statement, its country's rules and fees.
   * @default false
   */
  readonly onBehalfOfDestination?: boolean | undefined;
}

const INPUT: Shape<CreateDestinationChargeInput> = /* @__PURE__ */ refineShape(
  shape.object({
    ...initiatePaymentFields,
    destinationAccountId: identifierShape('account'),
    applicationFeeAmount: shape.optional(amountShape),
    onBehalfOfDestination: shape.optional(shape.boolean()),
  }),
  (input, path, issues) => {
    checkPayment(input, path, issues);
    const { applicationFeeAmount: fee } = input;
    if (fee === undefined) return;
    checkAmount(fee, input.currency, `${path}.applicationFeeAmount`, issues);
    if (fee > input.amount) {
      const expected = `at most the amount, ${input.amount}`;
      issues.push({ path: `${path}.applicationFeeAmount`, expected, received: String(fee) });
    }
  },
);

/** Charges a customer on the platform, and moves the money, less the application fee, to a connected account. */
export const createDestinationCharge: OperationDefinition<CreateDestinationChargeInput, PaymentResult> = {
  name: 'connect.createDestinationCharge',
  features: ['marketplace'],
  input: INPUT,
  call: (client, input, context) =>
    attemptPayment(() =>
      client.paymentIntents.create(
        {
          ...toPaymentParams(input),
          transfer_data: { destination: input.destinationAccountId },
          ...(input.applicationFeeAmount !== undefined && { application_fee_amount: input.applicationFeeAmount }),
          ...(input.onBehalfOfDestination === true && { on_behalf_of: input.destinationAccountId }),
        },
        { idempotencyKey: context.idempotencyKey },
      ),
    ),
};
