import type { Operation } from './api/operation.js';
import { checkoutOperations } from './checkout/checkout-operations.js';
import { addInvoiceLines } from './invoices/add-invoice-lines.js';
import { invoiceItemOperations } from './invoices/invoice-item-operations.js';
import { invoiceOperations } from './invoices/invoice-operations.js';
import { invoicePaymentOperations } from './invoices/invoice-payment-operations.js';
import { previewInvoice } from './invoices/preview-invoice.js';
import { accountOperations } from './resources/accounts.js';
import { balanceOperations } from './resources/balance.js';
import { chargeOperations } from './resources/charges.js';
import { customerOperations } from './resources/customers.js';
import { disputeOperations } from './resources/disputes.js';
import { eventOperations } from './resources/events.js';
import { paymentIntentOperations } from './resources/payment-intents.js';
import { paymentMethodOperations } from './resources/payment-methods.js';
import { payoutOperations } from './resources/payouts.js';
import { portalSessionOperations } from './resources/portal-sessions.js';
import { priceOperations } from './resources/prices.js';
import { productOperations } from './resources/products.js';
import { refundOperations } from './resources/refunds.js';
import { setupIntentOperations } from './resources/setup-intents.js';
import { thinEventOperations } from './resources/thin-events.js';
import { applicationFeeOperations, transferOperations } from './resources/transfers.js';
import { subscriptionOperations } from './subscriptions/subscription-operations.js';

/** Every endpoint that the emulator answers. */
export const stripeOperations: readonly Operation[] = [
  ...accountOperations,
  ...applicationFeeOperations,
  ...balanceOperations,
  ...chargeOperations,
  ...checkoutOperations,
  ...customerOperations,
  ...disputeOperations,
  ...eventOperations,
  addInvoiceLines,
  ...invoiceItemOperations,
  ...invoiceOperations,
  ...invoicePaymentOperations,
  ...paymentIntentOperations,
  ...paymentMethodOperations,
  ...payoutOperations,
  ...portalSessionOperations,
  previewInvoice,
  ...priceOperations,
  ...productOperations,
  ...refundOperations,
  ...setupIntentOperations,
  ...subscriptionOperations,
  ...thinEventOperations,
  ...transferOperations,
];
