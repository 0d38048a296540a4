import type Stripe from 'stripe';
import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import type { StripeState } from '../state/stripe-state.js';

const flowTypes = [
  'customer_update',
  'payment_method_update',
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
] as const;

const subscription = required(nonEmpty());

const flowData = hash({
  after_completion: hash({
    hosted_confirmation: hash({ custom_message: text(500) }),
    redirect: hash({ return_url: required(nonEmpty()) }),
    type: required(oneOf('hosted_confirmation', 'portal_homepage', 'redirect')),
  }),
  subscription_cancel: hash({
    retention: ignored(
      hash({ coupon_offer: required(hash({ coupon: required(nonEmpty()) })), type: required(oneOf('coupon_offer')) }),
    ),
    subscription,
  }),
  subscription_pause: hash({ subscription }),
  subscription_update: hash({ subscription }),
  subscription_update_confirm: hash({
    discounts: ignored(list(hash({ coupon: nonEmpty(), promotion_code: nonEmpty() }))),
    items: required(list(hash({ id: required(nonEmpty()), price: nonEmpty(), quantity: integer({ min: 0 }) }))),
    subscription,
  }),
  type: required(oneOf(...flowTypes)),
});

interface FlowInput {
  readonly type: (typeof flowTypes)[number];
  readonly after_completion?:
    | {
        readonly type: 'hosted_confirmation' | 'portal_homepage' | 'redirect';
        readonly hosted_confirmation?: { readonly custom_message?: string | undefined } | undefined;
        readonly redirect?: { readonly return_url: string } | undefined;
      }
    | undefined;
  readonly subscription_cancel?: { readonly subscription: string } | undefined;
  readonly subscription_pause?: { readonly subscription: string } | undefined;
  readonly subscription_update?: { readonly subscription: string } | undefined;
  readonly subscription_update_confirm?:
    | {
        readonly subscription: string;
        readonly items: readonly {
          readonly id: string;
          readonly price?: string | undefined;
          readonly quantity?: number | undefined;
        }[];
      }
    | undefined;
}

/** A deep link into the portal. Throws 400 when what it is about is missing, or belongs to someone else. */
function toFlow(state: StripeState, input: FlowInput, customer: string): Stripe.BillingPortal.Session.Flow {
  const { type, after_completion: after } = input;
  if (type !== 'customer_update' && type !== 'payment_method_update') {
    const about = input[type];
    if (!about) throw parameterMissing(`flow_data[${type}]`);
    const param = `flow_data[${type}][subscription]`;
    const found = state.subscriptions.require(about.subscription, param);
    if (found.customer !== customer) throw invalidRequest('The subscription belongs to another customer.', { param });
  }
  const { subscription_update_confirm: update } = input;
  return {
    after_completion: {
      hosted_confirmation:
        after?.type === 'hosted_confirmation'
          ? { custom_message: after.hosted_confirmation?.custom_message ?? null }
          : null,
      redirect: after?.redirect ?? null,
      type: after?.type ?? 'portal_homepage',
    },
    customer_update: null,
    subscription_cancel: input.subscription_cancel
      ? { retention: null, subscription: input.subscription_cancel.subscription }
      : null,
    subscription_pause: input.subscription_pause ?? null,
    subscription_update: input.subscription_update ?? null,
    subscription_update_confirm: update
      ? {
          discounts: null,
          items: update.items.map((item) => ({
            id: item.id,
            price: item.price ?? null,
            ...(item.quantity !== undefined && { quantity: item.quantity }),
          })),
          subscription: update.subscription,
        }
      : null,
    type,
  };
}

export const portalSessionOperations: readonly Operation[] = [
  operation(
    'POST /v1/billing_portal/sessions',
    'billing_portal.session',
    {
      after_expiration: ignored(
        hash({ customer_login: hash({ expires_at: integer() }), type: required(oneOf('customer_login')) }),
      ),
      configuration: nonEmpty(),
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      expand,
      flow_data: flowData,
      locale: nonEmpty(),
      on_behalf_of: nonEmpty(),
      return_url: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { customer, flow_data: flow, return_url: returnUrl } = parameters;
      if (customer === undefined) throw parameterMissing('customer');
      state.customers.require(customer, 'customer');
      if (returnUrl !== undefined && !URL.canParse(returnUrl)) {
        throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' });
      }
      const session: Stripe.BillingPortal.Session = {
        id: state.identifier('bps'),
        object: 'billing_portal.session',
        configuration: parameters.configuration ?? 'bpc_emulator',
        created: state.now(),
        customer,
        customer_account: null,
        flow: flow ? toFlow(state, flow, customer) : null,
        livemode: false,
        locale: parameters.locale ?? null,
        on_behalf_of: parameters.on_behalf_of ?? null,
        return_url: returnUrl ?? null,
        url: `https://billing.stripe.com/p/session/test_${state.identifier('', 24).slice(1)}`,
      };
      return state.portalSessions.add(session);
    },
  ),
];
