export type { StripeCompliance } from './compliance.js';
export { createStripe, type StripeIntegration } from './create-stripe.js';
export { stripeDefinition } from './definition.js';
export type { StripeFeature, StripeFeatures } from './features.js';
export type { StripeModule } from './load-client.js';
export type { StripeMetadata } from './metadata.js';
export type { BillingOperations } from './operations/billing/billing-operations.js';
export type {
  CreatePortalSessionInput,
  PortalFlow,
  PortalSession,
} from './operations/billing/create-portal-session.js';
export type { Operation } from './operations/bind-operation.js';
export type { CheckoutLine } from './operations/checkout/checkout-line.js';
export type { CheckoutOperations } from './operations/checkout/checkout-operations.js';
export type { CheckoutSession, CreateCheckoutSessionInput } from './operations/checkout/create-checkout-session.js';
export type { ConnectOperations } from './operations/connect/connect-operations.js';
export type { CreateDestinationChargeInput } from './operations/connect/create-destination-charge.js';
export type { CreateOnboardingLinkInput, OnboardingLink } from './operations/connect/create-onboarding-link.js';
export type { CreateTransferInput, TransferResult } from './operations/connect/create-transfer.js';
export type { CloseDisputeInput, CloseDisputeResult } from './operations/disputes/close-dispute.js';
export { type DisputeFacts, toDisputeFacts } from './operations/disputes/dispute-facts.js';
export type { DisputeOperations } from './operations/disputes/dispute-operations.js';
export type { DraftEvidenceInput } from './operations/disputes/draft-evidence.js';
export type { DisputeEvidence } from './operations/disputes/evidence-fields.js';
export type { SubmitEvidenceInput, SubmitEvidenceResult } from './operations/disputes/submit-evidence.js';
export type { EventOperations } from './operations/events/event-operations.js';
export type { RelatedObjectOf, ThinEventReference, WholeEventOf } from './operations/events/thin-event-reference.js';
export type { CreateInvoiceInput, InvoiceLine } from './operations/invoices/create-invoice.js';
export type { FinalizeInvoiceInput } from './operations/invoices/finalize-invoice.js';
export type { InvoiceOperations } from './operations/invoices/invoice-operations.js';
export { type InvoiceResult, toInvoiceResult } from './operations/invoices/invoice-result.js';
export type { SendInvoiceInput } from './operations/invoices/send-invoice.js';
export type { VoidInvoiceInput } from './operations/invoices/void-invoice.js';
export type { CapturePaymentInput } from './operations/payments/capture-payment.js';
export type { ConfirmPaymentInput } from './operations/payments/confirm-payment.js';
export type { InitiatePaymentInput } from './operations/payments/initiate-payment.js';
export type { PaymentConfirmation } from './operations/payments/payment-confirmation.js';
export type { PaymentOperations } from './operations/payments/payment-operations.js';
export {
  type PaymentDecline,
  type PaymentFacts,
  type PaymentNextAction,
  type PaymentResult,
  toPaymentResult,
} from './operations/payments/payment-result.js';
export {
  type RefundFacts,
  type RefundPaymentInput,
  type RefundResult,
  toRefundResult,
} from './operations/payments/refund-payment.js';
export type { PayoutOperations } from './operations/payouts/payout-operations.js';
export { type PayoutFacts, type PayoutResult, toPayoutResult } from './operations/payouts/payout-result.js';
export type {
  PayoutGroup,
  ReconcilePayoutInput,
  ReconcilePayoutResult,
} from './operations/payouts/reconcile-payout.js';
export type {
  CancellationFeedback,
  CancelSubscriptionInput,
  CancelSubscriptionResult,
} from './operations/subscriptions/cancel-subscription.js';
export type {
  CreateSubscriptionInput,
  CreateSubscriptionResult,
  SubscriptionPrices,
  SubscriptionTerms,
} from './operations/subscriptions/create-subscription.js';
export type {
  MigrateSubscriptionInput,
  MigrateSubscriptionResult,
} from './operations/subscriptions/migrate-subscription.js';
export type { SubscriptionMigration } from './operations/subscriptions/migration/create-migration.js';
export type {
  MigratePricesInput,
  MigrationOptions,
} from './operations/subscriptions/migration/migration-input.js';
export type { MigrationOperations } from './operations/subscriptions/migration/migration-operations.js';
export type {
  MigrationReport,
  MigrationSkip,
  MigrationStep,
  MigrationStop,
} from './operations/subscriptions/migration/migration-report.js';
export type { MigrationPreview } from './operations/subscriptions/migration/preview-migration.js';
export type { MigrationQuote } from './operations/subscriptions/migration/preview-move.js';
export type { PauseSubscriptionInput, PauseSubscriptionResult } from './operations/subscriptions/pause-subscription.js';
export type { PreviewLine, PreviewUpgradeResult } from './operations/subscriptions/preview-upgrade.js';
export type {
  ReactivateSubscriptionInput,
  ReactivateSubscriptionResult,
  Reactivation,
} from './operations/subscriptions/reactivate-subscription.js';
export type {
  ResumeSubscriptionInput,
  ResumeSubscriptionResult,
} from './operations/subscriptions/resume-subscription.js';
export type { ProrationBehavior, SubscriptionChange } from './operations/subscriptions/subscription-change.js';
export {
  type SubscriptionFacts,
  type SubscriptionItemFacts,
  type SubscriptionNextStep,
  toSubscriptionFacts,
} from './operations/subscriptions/subscription-facts.js';
export type { SubscriptionOperations } from './operations/subscriptions/subscription-operations.js';
export type {
  UpgradeSubscriptionInput,
  UpgradeSubscriptionResult,
} from './operations/subscriptions/upgrade-subscription.js';
export type { StripeOptions } from './options.js';
export type { StripeRetention } from './retention.js';
