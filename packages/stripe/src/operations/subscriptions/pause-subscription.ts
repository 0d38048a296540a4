import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationContext, OperationDefinition } from '../bind-operation.js';
import { createConflict } from '../create-conflict.js';
import { toSeconds } from '../epoch.js';
import { assertRunning } from './find-subscription-item.js';
import { readCurrent } from './read-current.js';
import { momentShape } from './subscription-change.js';
import { type SubscriptionFacts, toSubscriptionFacts } from './subscription-facts.js';

/** Input of `subscriptions.pause`. */
export interface PauseSubscriptionInput {
  /** `sub_...` */
  readonly subscriptionId: string;
  /**
   * `service` stops both: its status is `paused`, it makes no invoices and its periods stand still.
   * `collection` gives the service away: it stays `active`, and its invoices are not collected.
   * @default 'service'
   */
  readonly what?: 'service' | 'collection' | undefined;
  /** From when on paid time is credited. Only with `service`. @default 'now' */
  readonly creditFrom?: 'now' | 'period_start' | 'none' | undefined;
  /** Whether metered usage of the running period is billed. Only with `service`. @default 'now' */
  readonly billUsage?: 'now' | 'none' | undefined;
  /** Invoice credit and usage at once, rather than with the next invoice. Only with `service`. @default false */
  readonly invoiceNow?: boolean | undefined;
  /** What becomes of the invoices meanwhile. Only with `collection`. @default 'void' */
  readonly invoices?: 'void' | 'keep_as_draft' | 'mark_uncollectible' | undefined;
  /** When Stripe collects again by itself, in milliseconds since the epoch. Only with `collection`. @default never */
  readonly resumesAt?: number | undefined;
}

/** Result of `subscriptions.pause`. */
export type PauseSubscriptionResult = SubscriptionFacts & {
  readonly paused: 'service' | 'collection';
  /** `false` when it was paused like this already. */
  readonly changed: boolean;
};

const ONLY = {
  creditFrom: 'service',
  billUsage: 'service',
  invoiceNow: 'service',
  invoices: 'collection',
  resumesAt: 'collection',
} as const;

const INPUT: Shape<PauseSubscriptionInput> = /* @__PURE__ */ refineShape(
  shape.object({
    subscriptionId: identifierShape('subscription'),
    what: shape.optional(shape.oneOf(['service', 'collection'])),
    creditFrom: shape.optional(shape.oneOf(['now', 'period_start', 'none'])),
    billUsage: shape.optional(shape.oneOf(['now', 'none'])),
    invoiceNow: shape.optional(shape.boolean()),
    invoices: shape.optional(shape.oneOf(['void', 'keep_as_draft', 'mark_uncollectible'])),
    resumesAt: shape.optional(momentShape),
  }),
  (input, path, issues) => {
    const { what = 'service' } = input;
    for (const [name, needed] of Object.entries(ONLY)) {
      const value = input[name as keyof typeof ONLY];
      if (value === undefined || needed === what) continue;
      const expected = `left out, unless \`what\` is '${needed}'`;
      issues.push({ path: `${path}.${name}`, expected, received: String(value) });
    }
  },
);

const NAME = 'subscriptions.pause';

/**
 * Pauses a subscription, so that `subscriptions.resume` can bring it back. One that is paused like this already is left
 * alone, so that repeating a pause whose outcome is unknown is harmless, also without its key.
 */
export const pauseSubscription: OperationDefinition<PauseSubscriptionInput, PauseSubscriptionResult> = {
  name: NAME,
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const { what: paused = 'service' } = input;
    const found = await client.subscriptions.retrieve(input.subscriptionId);
    assertRunning(found, NAME);
    const updated =
      paused === 'service'
        ? await pauseService(client, found, input, context)
        : await pauseCollection(client, found, input, context);
    return { ...toSubscriptionFacts(updated ?? found), paused, changed: updated !== undefined };
  },
};

const CREDIT = { now: 'now', period_start: 'item_current_period_start', none: 'none' } as const;

async function pauseService(
  client: Stripe,
  found: Stripe.Subscription,
  input: PauseSubscriptionInput,
  context: OperationContext,
): Promise<Stripe.Subscription | undefined> {
  if (found.status === 'paused') return undefined;
  assertPausable(found);
  const { creditFrom = 'now', billUsage = 'now', invoiceNow = false } = input;
  const answered = await client.subscriptions.pause(
    found.id,
    {
      type: 'subscription',
      bill_for: { unused_time_from: { type: CREDIT[creditFrom] }, outstanding_usage_through: { type: billUsage } },
      invoicing_behavior: invoiceNow ? 'invoice' : 'pending_invoice_item',
    },
    { idempotencyKey: context.idempotencyKey },
  );
  const isInForce = ({ status }: Stripe.Subscription): boolean => status === 'paused';
  return await readCurrent(client, answered, { operation: NAME, isInForce });
}

/** Source of the rules: https://docs.stripe.com/billing/subscriptions/pause, and on schedules Subscriptions.js of stripe@23.1.0. */
function assertPausable({
  status,
  schedule,
  collection_method: collection,
  billing_mode: mode,
}: Stripe.Subscription): void {
  if (status === 'trialing') {
    throw createConflict(NAME, 'a subscription cannot be paused in its trial: end the trial, or move its end');
  }
  if (status !== 'active' && status !== 'past_due' && status !== 'unpaid') {
    throw createConflict(NAME, `a subscription that is ${status} cannot be paused`);
  }
  if (schedule !== null) {
    throw createConflict(
      NAME,
      "a subscription with a schedule cannot be paused: release the schedule, or pause only its 'collection'",
    );
  }
  if (collection !== 'charge_automatically') {
    throw createConflict(
      NAME,
      "this subscription is paid by invoice, and Stripe pauses only those that are charged automatically: pause its 'collection'",
    );
  }
  if (mode.type === 'classic') {
    throw createConflict(
      NAME,
      "a subscription in the classic billing mode cannot be paused: change that with `subscriptions.migrate`, or pause its 'collection'",
    );
  }
}

async function pauseCollection(
  client: Stripe,
  found: Stripe.Subscription,
  input: PauseSubscriptionInput,
  context: OperationContext,
): Promise<Stripe.Subscription | undefined> {
  const { invoices: behavior = 'void' } = input;
  const resumesAt = input.resumesAt === undefined ? undefined : toSeconds(input.resumesAt);
  const { pause_collection: present } = found;
  if (present?.behavior === behavior && (present.resumes_at ?? undefined) === resumesAt) return undefined;
  const answered = await client.subscriptions.update(
    found.id,
    { pause_collection: withoutUndefined({ behavior, resumes_at: resumesAt }) },
    { idempotencyKey: context.idempotencyKey },
  );
  const isInForce = (one: Stripe.Subscription): boolean => one.pause_collection?.behavior === behavior;
  return await readCurrent(client, answered, { operation: NAME, isInForce });
}
