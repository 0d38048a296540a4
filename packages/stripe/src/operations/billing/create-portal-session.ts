import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import { urlShape } from '../../url-shape.js';
import type { OperationDefinition } from '../bind-operation.js';

/** Where in the portal the customer begins; after that they return at once. */
export type PortalFlow = (typeof FLOWS)[number];

const FLOWS = ['payment_method_update', 'subscription_cancel', 'subscription_update'] as const;

/** Input of `billing.createPortalSession`. */
export interface CreatePortalSessionInput {
  /** `cus_...`. Whoever opens the link acts for this customer: check first that they may. */
  readonly customerId: string;
  /** Where the customer lands afterwards. */
  readonly returnUrl: string;
  /** @default the portal's own front page */
  readonly flow?: PortalFlow | undefined;
  /** `sub_...`, for the flows about a subscription. */
  readonly subscriptionId?: string | undefined;
  /** What the portal offers, `bpc_...`. @default the account's default */
  readonly configurationId?: string | undefined;
  /** An IETF language tag. @default the browser's language */
  readonly locale?: string | undefined;
}

/** Result of `billing.createPortalSession`. */
export interface PortalSession {
  readonly sessionId: string;
  /** Valid for a few minutes, and it logs the customer in: redirect to it at once, never send it by mail. */
  readonly url: string;
}

const INPUT: Shape<CreatePortalSessionInput> = /* @__PURE__ */ refineShape(
  shape.object({
    customerId: identifierShape('customer'),
    returnUrl: urlShape,
    flow: shape.optional(shape.oneOf(FLOWS)),
    subscriptionId: shape.optional(identifierShape('subscription')),
    configurationId: shape.optional(identifierShape('portalConfiguration')),
    locale: shape.optional(
      shape.string({
        pattern: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?$|^auto$/,
        expected: 'a language tag such as `en-GB`',
      }),
    ),
  }),
  (input, path, issues) => {
    const needsSubscription = input.flow === 'subscription_cancel' || input.flow === 'subscription_update';
    if (needsSubscription === (input.subscriptionId !== undefined)) return;
    const expected = needsSubscription
      ? `given, because \`flow\` is '${input.flow}'`
      : 'left out, unless `flow` is about a subscription';
    issues.push({ path: `${path}.subscriptionId`, expected, received: String(input.subscriptionId) });
  },
);

/** Makes a link to the pages where customers manage their own subscriptions, payment methods and invoices. */
export const createPortalSession: OperationDefinition<CreatePortalSessionInput, PortalSession> = {
  name: 'billing.createPortalSession',
  features: ['billing'],
  input: INPUT,
  call: async (client, input, context) => {
    const session = await client.billingPortal.sessions.create(
      withoutUndefined({
        customer: input.customerId,
        return_url: input.returnUrl,
        configuration: input.configurationId,
        locale: input.locale,
        flow_data: toFlow(input),
      }),
      { idempotencyKey: context.idempotencyKey },
    );
    return { sessionId: session.id, url: session.url };
  },
};

function toFlow(input: CreatePortalSessionInput): Stripe.BillingPortal.SessionCreateParams.FlowData | undefined {
  const { flow: type, subscriptionId } = input;
  if (type === undefined) return undefined;
  const after = { type: 'redirect', redirect: { return_url: input.returnUrl } };
  if (subscriptionId === undefined) return { type, after_completion: after };
  return { type, after_completion: after, [type]: { subscription: subscriptionId } };
}
