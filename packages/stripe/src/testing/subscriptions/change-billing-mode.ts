import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { hash, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change } from '../state/change.js';

export const changeBillingMode: Operation = operation(
  'POST /v1/subscriptions/{subscription}/migrate',
  'subscription',
  {
    expand,
    billing_mode: required(
      hash({
        flexible: hash({ proration_discounts: oneOf('included', 'itemized') }),
        type: required(oneOf('flexible')),
      }),
    ),
  },
  ({ state, id, parameters }) => {
    const subscription = state.subscriptions.require(id);
    if (subscription.billing_mode.type === 'flexible') {
      throw invalidRequest('This subscription has the flexible billing mode already.');
    }
    const discounts = parameters.billing_mode.flexible?.proration_discounts ?? 'included';
    change(state, subscription, 'customer.subscription.updated', (it) => {
      it.billing_mode = { flexible: { proration_discounts: discounts }, type: 'flexible', updated_at: state.now() };
    });
    return subscription;
  },
);
