import type Stripe from 'stripe';
import { embeddedList } from '../api/paginate.js';
import type { Invoice } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { type LineInit, newInvoiceLine } from './invoice-line.js';

/** What an invoice begins with. */
export interface InvoiceInit {
  readonly id?: string;
  readonly customer: Stripe.Customer;
  readonly currency: string;
  readonly billingReason: Stripe.Invoice.BillingReason;
  readonly lines: readonly LineInit[];
  readonly autoAdvance?: boolean | undefined;
  readonly collectionMethod?: 'charge_automatically' | 'send_invoice' | undefined;
  readonly daysUntilDue?: number | undefined;
  readonly defaultPaymentMethod?: string | null | undefined;
  readonly description?: string | undefined;
  readonly dueDate?: number | undefined;
  readonly footer?: string | undefined;
  readonly metadata?: Stripe.Metadata;
  readonly onBehalfOf?: string | null | undefined;
  readonly period?: { readonly start: number; readonly end: number };
  readonly statementDescriptor?: string | undefined;
  readonly subscription?: { readonly id: string; readonly metadata: Stripe.Metadata } | undefined;
}

/** Makes a draft without recording it: for previews, and the first step of a real one. */
export function buildInvoice(state: StripeState, init: InvoiceInit): Invoice {
  const now = state.now();
  const { customer, id = state.identifier('in'), collectionMethod = 'charge_automatically' } = init;
  const due = init.dueDate ?? (init.daysUntilDue === undefined ? null : now + init.daysUntilDue * 86_400);
  const invoice: Invoice = {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Emulator',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: init.autoAdvance ?? false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: init.autoAdvance === true ? now + 3_600 : null,
    billing_reason: init.billingReason,
    collection_method: collectionMethod,
    created: now,
    currency: init.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: init.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: init.description ?? null,
    discounts: [],
    due_date: collectionMethod === 'send_invoice' ? due : null,
    effective_at: null,
    ending_balance: null,
    footer: init.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: embeddedList(
      init.lines.map((line) => newInvoiceLine(state, id, line)),
      `/v1/invoices/${id}/lines`,
    ),
    livemode: false,
    metadata: init.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: init.onBehalfOf ?? null,
    parent: init.subscription
      ? {
          quote_details: null,
          subscription_details: { metadata: { ...init.subscription.metadata }, subscription: init.subscription.id },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: init.period?.end ?? now,
    period_start: init.period?.start ?? now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: init.statementDescriptor ?? null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
  refreshTotals(invoice, customer);
  return invoice;
}

/** Sums up the lines. What the customer has to their credit, or owes, is counted in. */
export function refreshTotals(invoice: Invoice, customer: Stripe.Customer): void {
  const total = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  invoice.subtotal = total;
  invoice.subtotal_excluding_tax = total;
  invoice.total = total;
  invoice.total_excluding_tax = total;
  invoice.starting_balance = customer.balance;
  invoice.amount_due = Math.max(0, total + customer.balance);
  invoice.amount_remaining = invoice.amount_due;
}

/** Makes a draft. */
export function newInvoice(state: StripeState, init: InvoiceInit): Invoice {
  const invoice = state.invoices.add(buildInvoice(state, init));
  state.emit('invoice.created', invoice);
  return invoice;
}
