import type Stripe from 'stripe';
import {
  address,
  customerShipping,
  customFields,
  expand,
  metadataInput,
  openHash,
  pagination,
  timeRange,
} from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { clearable, flag, hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { change, mergeMetadata } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { cancelSubscriptionsOf } from '../subscriptions/cancel-subscription.js';
import { buildCustomer } from './new-customer.js';
import { assertAttached, attachPaymentMethod, resolvePaymentMethod } from './payment-methods.js';
import { toAddress, toShipping } from './to-shipping.js';

const profile = {
  expand,
  address: clearable(address),
  balance: integer(),
  business_name: text(150),
  cash_balance: ignored(
    hash({ settings: hash({ reconciliation_mode: oneOf('automatic', 'manual', 'merchant_default') }) }),
  ),
  description: text(),
  email: text(512),
  individual_name: text(150),
  invoice_prefix: nonEmpty(12),
  invoice_settings: hash({
    custom_fields: customFields,
    default_payment_method: text(),
    footer: text(),
    rendering_options: ignored(
      clearable(
        hash({
          amount_tax_display: clearable(oneOf('exclude_tax', 'include_inclusive_tax')),
          template: text(),
        }),
      ),
    ),
  }),
  metadata: metadataInput,
  name: text(256),
  next_invoice_sequence: integer({ min: 1 }),
  phone: text(20),
  preferred_locales: list(nonEmpty()),
  shipping: clearable(customerShipping),
  source: ignored(nonEmpty()),
  tax: ignored(hash({ ip_address: text(), validate_location: oneOf('auto', 'deferred', 'immediately') })),
  tax_exempt: clearable(oneOf('exempt', 'none', 'reverse')),
  validate: ignored(flag()),
};

interface CustomerUpdate {
  readonly address?: Parameters<typeof toAddress>[0];
  readonly balance?: number | undefined;
  readonly business_name?: string | undefined;
  readonly description?: string | undefined;
  readonly email?: string | undefined;
  readonly individual_name?: string | undefined;
  readonly invoice_prefix?: string | undefined;
  readonly invoice_settings?:
    | { readonly default_payment_method?: string | undefined; readonly footer?: string | undefined }
    | undefined;
  readonly metadata?: Record<string, string> | null | undefined;
  readonly name?: string | undefined;
  readonly next_invoice_sequence?: number | undefined;
  readonly phone?: string | undefined;
  readonly preferred_locales?: string[] | undefined;
  readonly shipping?: Parameters<typeof toShipping>[0];
  readonly tax_exempt?: 'exempt' | 'none' | 'reverse' | null | undefined;
}

function apply(state: StripeState, customer: Stripe.Customer, update: CustomerUpdate): void {
  const { address: home, shipping: parcel, invoice_settings: settings, ...rest } = update;
  for (const name of ['description', 'email', 'name', 'phone'] as const) {
    const value = rest[name];
    if (value !== undefined) customer[name] = value || null;
  }
  for (const name of ['business_name', 'individual_name'] as const) {
    const value = rest[name];
    if (value === '') delete customer[name];
    else if (value !== undefined) customer[name] = value;
  }
  if (home !== undefined) customer.address = toAddress(home);
  if (parcel !== undefined) customer.shipping = toShipping(parcel);
  if (rest.balance !== undefined) customer.balance = rest.balance;
  if (rest.invoice_prefix !== undefined) customer.invoice_prefix = rest.invoice_prefix;
  if (rest.next_invoice_sequence !== undefined) customer.next_invoice_sequence = rest.next_invoice_sequence;
  if (rest.preferred_locales !== undefined) customer.preferred_locales = rest.preferred_locales;
  if (rest.tax_exempt !== undefined) customer.tax_exempt = rest.tax_exempt ?? 'none';
  if (settings?.footer !== undefined) customer.invoice_settings.footer = settings.footer || null;
  if (settings?.default_payment_method !== undefined) {
    customer.invoice_settings.default_payment_method = settings.default_payment_method || null;
  }
  customer.metadata = mergeMetadata(customer.metadata, rest.metadata);
}

/** A default has to be a payment method that the customer has already. */
function assertDefaultMethod(state: StripeState, id: string | undefined, customer: string | undefined): void {
  if (id === undefined || id === '') return;
  assertAttached(state, id, 'invoice_settings[default_payment_method]', customer);
}

export const customerOperations: readonly Operation[] = [
  operation(
    'POST /v1/customers',
    'customer',
    {
      ...profile,
      payment_method: nonEmpty(),
      tax_id_data: ignored(list(hash({ type: required(nonEmpty()), value: required(text()) }), 5)),
      test_clock: ignored(nonEmpty()),
    },
    ({ state, parameters }) => {
      const named = parameters.payment_method;
      const method = named === undefined ? undefined : resolvePaymentMethod(state, named, 'payment_method');
      const chosen = parameters.invoice_settings?.default_payment_method;
      // "The one that this very request attaches" is the only default that a new customer can have.
      if (chosen !== undefined && chosen !== named) assertDefaultMethod(state, chosen, undefined);
      const customer = buildCustomer(state);
      if (method) attachPaymentMethod(state, method, customer.id);
      apply(state, customer, parameters);
      if (method && chosen !== undefined) customer.invoice_settings.default_payment_method = method.id;
      state.customers.add(customer);
      state.emit('customer.created', customer);
      return customer;
    },
  ),
  operation('GET /v1/customers/{customer}', 'customer', { expand }, ({ state, id }) => {
    if (state.deletedCustomers.has(id)) return { id, object: 'customer', deleted: true };
    return state.customers.require(id);
  }),
  operation(
    'POST /v1/customers/{customer}',
    'customer',
    { ...profile, default_source: ignored(nonEmpty()) },
    ({ state, id, parameters }) => {
      const customer = state.customers.require(id);
      assertDefaultMethod(state, parameters.invoice_settings?.default_payment_method, id);
      change(state, customer, 'customer.updated', (it) => apply(state, it, parameters));
      return customer;
    },
  ),
  operation('DELETE /v1/customers/{customer}', 'customer', {}, ({ state, id }) => {
    const customer = state.customers.require(id);
    cancelSubscriptionsOf(state, id);
    state.customers.remove(id);
    state.deletedCustomers.add(id);
    state.emit('customer.deleted', customer);
    return { id, object: 'customer', deleted: true };
  }),
  operation(
    'GET /v1/customers',
    'list:customer',
    { ...pagination, created: timeRange, email: nonEmpty(512), test_clock: ignored(openHash) },
    ({ state, parameters }) => {
      const { created, email } = parameters;
      const found = state.customers
        .newestFirst()
        .filter(
          (customer) => inTimeRange(customer.created, created) && (email === undefined || customer.email === email),
        );
      return paginate(found, parameters, '/v1/customers', 'customer');
    },
  ),
];
