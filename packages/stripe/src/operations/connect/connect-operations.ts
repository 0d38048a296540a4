import type { Operation, OperationDefinition } from '../bind-operation.js';
import type { PaymentResult } from '../payments/payment-result.js';
import { type CreateDestinationChargeInput, createDestinationCharge } from './create-destination-charge.js';
import { type CreateOnboardingLinkInput, createOnboardingLink, type OnboardingLink } from './create-onboarding-link.js';
import { type CreateTransferInput, createTransfer, type TransferResult } from './create-transfer.js';

/** Curated operations on connected accounts. */
export interface ConnectOperations {
  /**
   * Makes the link under which the owner of an account gives Stripe their details. Needs the feature `connect`. Give it no
   * key of your own: under the same key Stripe repeats the old link, which may be used up.
   */
  readonly createOnboardingLink: Operation<CreateOnboardingLinkInput, OnboardingLink>;
  /** Charges a customer for a connected account, and keeps an application fee. Needs the feature `marketplace`. */
  readonly createDestinationCharge: Operation<CreateDestinationChargeInput, PaymentResult>;
  /** Moves money from the platform to a connected account. Needs the feature `marketplace`. */
  readonly createTransfer: Operation<CreateTransferInput, TransferResult>;
}

/** Binds the operations of this group. */
export function createConnectOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): ConnectOperations {
  return Object.freeze({
    createOnboardingLink: bind(createOnboardingLink),
    createDestinationCharge: bind(createDestinationCharge),
    createTransfer: bind(createTransfer),
  });
}
