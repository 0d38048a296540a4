import type { StripeIntegration } from '@breakwater/stripe';
import { type DescribedOperation, readDescription, type Schema } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { toId } from '../src/operations/to-id.js';
import { type FormValue, parseFormData } from '../src/testing/api/form-data.js';
import { type EmulatedAccount, openEmulatedAccount } from './operations/emulated-account.js';

const description = readDescription('stripe');

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly form: string;
}

function schemaOf({ query, body }: DescribedOperation): Schema {
  return {
    properties: { ...Object.fromEntries(query.map(({ name, schema }) => [name, schema])), ...body?.properties },
    required: body?.required ?? [],
  };
}

/** Where what was sent is not what is described. */
function mismatches(value: FormValue, schema: Schema, at: string): string[] {
  if (schema.anyOf) {
    const tries = schema.anyOf.map((choice) => mismatches(value, choice, at));
    return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
  }
  if (typeof value === 'string') {
    if (schema.properties || schema.items) return [`${at} is a text`];
    if (schema.enum && !schema.enum.includes(value)) return [`${at} is ${value}, none of its values`];
    if (schema.type === 'integer' && !/^-?\d+$/.test(value)) return [`${at} is no integer`];
    if (schema.type === 'boolean' && !/^(?:true|false)$/.test(value)) return [`${at} is no boolean`];
    return value.length > (schema.maxLength ?? Infinity) ? [`${at} is too long`] : [];
  }
  if (schema.items) {
    const { items } = schema;
    return [...value].flatMap(([key, item]) => mismatches(item, items, `${at}[${key}]`));
  }
  const { properties, required = [] } = schema;
  if (!properties) return schema.type === 'object' ? [] : [`${at} is a hash`];
  const missing = required.filter((name) => !value.has(name)).map((name) => `${at}[${name}] is missing`);
  const inner = [...value].flatMap(([name, item]) => {
    const known = properties[name];
    return known ? mismatches(item, known, `${at}[${name}]`) : [`${at}[${name}] is not known`];
  });
  return [...missing, ...inner];
}

type Groups = Pick<
  StripeIntegration,
  'subscriptions' | 'payments' | 'connect' | 'billing' | 'invoices' | 'checkout' | 'disputes' | 'payouts' | 'events'
>;
type OperationName = {
  [Group in keyof Groups]: `${Group}.${Extract<keyof Groups[Group], string>}`;
}[keyof Groups];

interface Stage extends EmulatedAccount {
  readonly sent: readonly Sent[];
  readonly accountId: string;
  /** An active subscription to the basic price. */
  readonly subscriptionId: string;
  /** A payment that is paid. */
  readonly paymentIntentId: string;
}

async function openStage(): Promise<Stage> {
  const sent: Sent[] = [];
  const account = await openEmulatedAccount({}, async (request) => {
    const url = new URL(request.url);
    const form = request.method === 'POST' ? await request.text() : url.search.slice(1);
    sent.push({ method: request.method, path: url.pathname, form });
  });
  return await furnish(account, sent);
}

async function furnish(account: EmulatedAccount, sent: Sent[]): Promise<Stage> {
  const { client, emulator, customerId, basic, settle } = account;
  const card = await settle(client.paymentMethods.attach('pm_card_visa', { customer: customerId }));
  const method = { invoice_settings: { default_payment_method: card.id } };
  await settle(client.customers.update(customerId, method));
  const subscription = await settle(client.subscriptions.create({ customer: customerId, items: [{ price: basic }] }));
  const connected = await settle(
    client.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } }),
  );
  emulator.testHelpers.completeOnboarding(connected.id);
  const intent = await settle(
    client.paymentIntents.create({
      amount: 90_000,
      currency: 'usd',
      payment_method: card.id,
      customer: customerId,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    }),
  );
  sent.length = 0;
  return {
    ...account,
    sent,
    accountId: connected.id,
    subscriptionId: subscription.id,
    paymentIntentId: intent.id,
  };
}

async function openInvoice({ stripe, customerId, settle }: Stage): Promise<{ readonly invoiceId: string }> {
  const lines = [{ description: 'A chair', amount: 5_000 }];
  const { invoiceId } = await settle(stripe.invoices.create({ customerId, currency: 'usd', lines }));
  return { invoiceId };
}

async function openDispute({ client, emulator, paymentIntentId, settle }: Stage): Promise<string> {
  const intent = await settle(client.paymentIntents.retrieve(paymentIntentId));
  return emulator.testHelpers.openDispute(toId(intent.latest_charge) ?? '');
}

const url = 'https://app.test/';
const money = { amount: 1_000, currency: 'usd' };

/** Each curated operation, with as many of its options as go together. */
const CALLS: Readonly<Record<OperationName, (stage: Stage) => Promise<unknown>>> = {
  'subscriptions.create': ({ stripe, customerId, basic }) =>
    stripe.subscriptions.create({ customerId, items: [{ priceId: basic, quantity: 2 }], trialDays: 7 }),
  'subscriptions.upgrade': ({ stripe, subscriptionId, pro }) =>
    stripe.subscriptions.upgrade({ subscriptionId, priceId: pro, quantity: 2 }),
  'subscriptions.previewUpgrade': ({ stripe, subscriptionId, pro }) =>
    stripe.subscriptions.previewUpgrade({ subscriptionId, priceId: pro, quantity: 2 }),
  'subscriptions.cancel': async ({ stripe, subscriptionId }) => {
    await stripe.subscriptions.cancel({ subscriptionId, feedback: 'unused', comment: 'later' });
    await stripe.subscriptions.cancel({ subscriptionId, when: 'now', invoiceNow: true, prorate: true });
  },
  'subscriptions.pause': async ({ stripe, subscriptionId, emulator }) => {
    const resumesAt = emulator.testHelpers.now() + 86_400_000;
    await stripe.subscriptions.pause({ subscriptionId, what: 'collection', invoices: 'keep_as_draft', resumesAt });
    await stripe.subscriptions.pause({ subscriptionId, invoiceNow: true });
  },
  'subscriptions.resume': async ({ stripe, subscriptionId }) => {
    await stripe.subscriptions.pause({ subscriptionId, what: 'collection' });
    await stripe.subscriptions.pause({ subscriptionId });
    await stripe.subscriptions.resume({ subscriptionId, prorationBehavior: 'none' });
  },
  'subscriptions.reactivate': async ({ stripe, subscriptionId }) => {
    await stripe.subscriptions.cancel({ subscriptionId });
    await stripe.subscriptions.pause({ subscriptionId });
    await stripe.subscriptions.reactivate({ subscriptionId });
  },
  'subscriptions.migrate': async ({ stripe, client, customerId, basic, settle }) => {
    const items = [{ price: basic }];
    const classic = { customer: customerId, items, billing_mode: { type: 'classic' } } as const;
    const { id } = await settle(client.subscriptions.create(classic));
    await stripe.subscriptions.migrate({ subscriptionId: id, prorationDiscounts: 'itemized' });
  },
  'subscriptions.migratePrices': ({ stripe, basic, pro, emulator }) =>
    stripe.subscriptions
      .migratePrices({
        migrationId: 'm',
        fromPriceId: basic,
        toPriceId: pro,
        prorationBehavior: 'always_invoice',
        prorationDate: emulator.testHelpers.now(),
      })
      .report(),
  'subscriptions.previewPriceMigration': ({ stripe, basic, pro }) =>
    stripe.subscriptions.previewPriceMigration({
      migrationId: 'm',
      fromPriceId: basic,
      toPriceId: pro,
      prorationBehavior: 'create_prorations',
    }),
  'payments.initiate': ({ stripe, customerId }) =>
    stripe.payments.initiate({ ...money, customerId, paymentMethodId: 'pm_card_visa', confirm: true }),
  'payments.confirm': async ({ stripe }) => {
    const { paymentIntentId } = await stripe.payments.initiate({ ...money });
    await stripe.payments.confirm({ paymentIntentId, paymentMethodId: 'pm_card_visa', returnUrl: url });
  },
  'payments.capture': async ({ stripe }) => {
    const held = { ...money, paymentMethodId: 'pm_card_visa', confirm: true, captureMethod: 'manual' as const };
    const { paymentIntentId } = await stripe.payments.initiate(held);
    await stripe.payments.capture({ paymentIntentId, amount: 500 });
  },
  'payments.refund': ({ stripe, paymentIntentId }) =>
    stripe.payments.refund({ paymentIntentId, amount: 500, reason: 'duplicate', metadata: { case: '7' } }),
  'connect.createOnboardingLink': ({ stripe, accountId }) =>
    stripe.connect.createOnboardingLink({ accountId, returnUrl: url, refreshUrl: url }),
  'connect.createDestinationCharge': ({ stripe, accountId }) =>
    stripe.connect.createDestinationCharge({
      ...money,
      destinationAccountId: accountId,
      applicationFeeAmount: 100,
      paymentMethodId: 'pm_card_visa',
      confirm: true,
    }),
  'connect.createTransfer': ({ stripe, accountId }) =>
    stripe.connect.createTransfer({ ...money, destinationAccountId: accountId }),
  'billing.createPortalSession': ({ stripe, customerId }) =>
    stripe.billing.createPortalSession({ customerId, returnUrl: url }),
  'invoices.create': openInvoice,
  'invoices.finalize': async (stage) => await stage.stripe.invoices.finalize(await openInvoice(stage)),
  'invoices.send': async (stage) => {
    const invoice = await openInvoice(stage);
    await stage.stripe.invoices.finalize(invoice);
    await stage.stripe.invoices.send(invoice);
  },
  'invoices.void': async (stage) => {
    const invoice = await openInvoice(stage);
    await stage.stripe.invoices.finalize(invoice);
    await stage.stripe.invoices.void(invoice);
  },
  'checkout.createSession': ({ stripe, basic, customerId }) =>
    stripe.checkout.createSession({
      mode: 'subscription',
      lines: [{ priceId: basic, quantity: 1 }],
      customerId,
      successUrl: url,
    }),
  'disputes.draftEvidence': async (stage) =>
    await stage.stripe.disputes.draftEvidence({
      disputeId: await openDispute(stage),
      evidence: { customer_name: 'Ada' },
    }),
  'disputes.submitEvidence': async (stage) =>
    await stage.stripe.disputes.submitEvidence({
      disputeId: await openDispute(stage),
      evidence: { customer_name: 'Ada', receipt: 'file_1' },
    }),
  'disputes.close': async (stage) =>
    await stage.stripe.disputes.close({ disputeId: await openDispute(stage), acceptLoss: true }),
  'payouts.reconcile': ({ stripe, emulator }) => {
    const payoutId = emulator.testHelpers.payOut();
    emulator.testHelpers.finishPayout(payoutId);
    return stripe.payouts.reconcile({ payoutId });
  },
  'events.fetch': ({ stripe, emulator }) =>
    stripe.events.fetch({ id: `evt_65${emulator.book.events[0]?.id.slice(4) ?? ''}` }),
  'events.fetchRelatedObject': ({ stripe, customerId }) =>
    stripe.events.fetchRelatedObject({ id: 'evt_1', related_object: { url: `/v1/customers/${customerId}` } }),
};

/** Routes that the description at hand leaves out: what is sent there is checked by the SDK's types and the emulator. */
const UNDESCRIBED = [
  'GET /v1/balance_transactions',
  'GET /v1/disputes/{}',
  'GET /v1/payouts/{}',
  'GET /v2/core/events/{}',
  'POST /v1/disputes/{}',
  'POST /v1/disputes/{}/close',
  'POST /v1/invoices',
  'POST /v1/invoices/{}/add_lines',
  'POST /v1/invoices/{}/finalize',
  'POST /v1/invoices/{}/send',
  'POST /v1/invoices/{}/void',
  'POST /v1/subscriptions/{}/migrate',
  'POST /v1/subscriptions/{}/pause',
];

const anonymous = ({ method, path }: Sent): string =>
  `${method} ${path.replaceAll(/\/[a-z]+_\w+(?=\/|$)/g, (id) => (/_(?:transactions|lines)$/.test(id) ? id : '/{}'))}`;

describe("what curated operations send, beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    expect(description.operations.length).toBeGreaterThan(30);
  });

  it('leaves no operation out', async () => {
    const { stripe } = await openEmulatedAccount();
    const { subscriptions, payments, connect, billing, invoices, checkout, disputes, payouts, events } = stripe;
    const groups = { subscriptions, payments, connect, billing, invoices, checkout, disputes, payouts, events };
    const names = Object.entries(groups).flatMap(([group, members]) =>
      Object.keys(members).map((name) => `${group}.${name}`),
    );
    expect(Object.keys(CALLS).toSorted()).toEqual(names.toSorted());
  });

  const undescribed = new Set<string>();

  it.each(Object.entries(CALLS))('%s', async (_, call) => {
    const stage = await openStage();
    await stage.settle(call(stage));
    expect(stage.sent.length).toBeGreaterThan(0);
    const found = stage.sent.flatMap((sent) => {
      const known = description.find(sent.method, sent.path);
      if (known === undefined) {
        undescribed.add(anonymous(sent));
        return [];
      }
      const isKnown = (problem: string): boolean =>
        description.deviations.some(({ operation, where }) => operation === known.route && problem.includes(where));
      return mismatches(parseFormData(sent.form), schemaOf(known), known.route).filter((problem) => !isKnown(problem));
    });
    expect(found).toEqual([]);
  });

  it('is described, but for what the description leaves out', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    expect([...undescribed].toSorted()).toEqual(UNDESCRIBED);
  });
});
