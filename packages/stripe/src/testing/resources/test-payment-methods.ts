/** Why a card is declined. Codes as Stripe documents them for its test cards. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly adviceCode?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  readonly message: string;
}

/** How a test payment method behaves. */
export interface TestPaymentMethod {
  readonly type: 'card' | 'us_bank_account';
  readonly brand: string;
  readonly last4: string;
  readonly funding: 'credit' | 'debit';
  /** What happens to a payment: `authenticate` asks for 3D Secure first, `process` settles later. */
  readonly outcome: 'succeed' | 'decline' | 'authenticate' | 'process';
  /** Ends a decline, also one after authentication or processing. */
  readonly decline?: Decline;
  /** Whether it can be saved on a customer although payments with it fail. */
  readonly attachable: boolean;
  /** What its owner makes of the payment: a dispute with this reason, or only an inquiry. */
  readonly dispute?: { readonly reason: string; readonly inquiry?: boolean };
  /** Whether a saved one pays off session without authentication. */
  readonly frictionlessWhenSaved?: boolean;
}

const card = { type: 'card', brand: 'visa', funding: 'credit', outcome: 'succeed', attachable: true } as const;

function declining(last4: string, decline: Decline): TestPaymentMethod {
  return { ...card, last4, outcome: 'decline', decline, attachable: false };
}

const generic: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  adviceCode: 'try_again_later',
  message: 'Your card was declined.',
};
const insufficientFunds: Decline = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  adviceCode: 'try_again_later',
  message: 'Your card has insufficient funds.',
};

const byName: Readonly<Record<string, TestPaymentMethod>> = {
  visa: { ...card, last4: '4242' },
  visa_debit: { ...card, last4: '5556', funding: 'debit' },
  mastercard: { ...card, brand: 'mastercard', last4: '4444' },
  mastercard_debit: { ...card, brand: 'mastercard', last4: '3222', funding: 'debit' },
  amex: { ...card, brand: 'amex', last4: '8431' },
  discover: { ...card, brand: 'discover', last4: '9424' },
  chargeDeclined: declining('0002', generic),
  chargeDeclinedInsufficientFunds: declining('9995', insufficientFunds),
  chargeDeclinedLostCard: declining('9987', {
    code: 'card_declined',
    declineCode: 'lost_card',
    adviceCode: 'do_not_try_again',
    message: 'Your card was declined.',
  }),
  chargeDeclinedStolenCard: declining('9979', {
    code: 'card_declined',
    declineCode: 'stolen_card',
    adviceCode: 'do_not_try_again',
    message: 'Your card was declined.',
  }),
  chargeDeclinedFraudulent: declining('0019', {
    code: 'card_declined',
    declineCode: 'fraudulent',
    adviceCode: 'do_not_try_again',
    message: 'Your card was declined.',
  }),
  chargeDeclinedExpiredCard: declining('0069', {
    code: 'expired_card',
    declineCode: 'expired_card',
    adviceCode: 'do_not_try_again',
    message: 'Your card has expired.',
  }),
  chargeDeclinedIncorrectCvc: declining('0127', {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
    message: "Your card's security code is incorrect.",
  }),
  chargeDeclinedProcessingError: declining('0119', {
    code: 'processing_error',
    declineCode: 'processing_error',
    adviceCode: 'try_again_later',
    message: 'An error occurred while processing your card.',
  }),
  chargeCustomerFail: { ...card, last4: '0341', outcome: 'decline', decline: generic },
  authenticationRequired: { ...card, last4: '3184', outcome: 'authenticate' },
  authenticationRequiredOnSetup: { ...card, last4: '3155', outcome: 'authenticate', frictionlessWhenSaved: true },
  authenticationRequiredChargeDeclinedInsufficientFunds: {
    ...card,
    last4: '8260',
    outcome: 'authenticate',
    decline: insufficientFunds,
  },
  createDispute: { ...card, last4: '0259', dispute: { reason: 'fraudulent' } },
  createDisputeProductNotReceived: { ...card, last4: '2685', dispute: { reason: 'product_not_received' } },
  createDisputeInquiry: { ...card, last4: '1976', dispute: { reason: 'fraudulent', inquiry: true } },
  threeDSecureRequired: { ...card, last4: '3063', outcome: 'authenticate' },
  threeDSecure2Required: { ...card, last4: '3220', outcome: 'authenticate' },
};

const bankAccount: TestPaymentMethod = {
  type: 'us_bank_account',
  brand: '',
  last4: '6789',
  funding: 'debit',
  outcome: 'process',
  attachable: true,
};

/** Stripe's test card numbers, for those who send raw numbers to a test account. */
const byNumber: Readonly<Record<string, string>> = {
  '4242424242424242': 'visa',
  '5555555555554444': 'mastercard',
  '378282246310005': 'amex',
  '4000000000000002': 'chargeDeclined',
  '4000000000009995': 'chargeDeclinedInsufficientFunds',
  '4000000000000069': 'chargeDeclinedExpiredCard',
  '4000000000000127': 'chargeDeclinedIncorrectCvc',
  '4000000000000341': 'chargeCustomerFail',
  '4000002760003184': 'authenticationRequired',
  '4000002500003155': 'authenticationRequiredOnSetup',
};

/** Finds the behaviour of `pm_card_visa`, `tok_chargeDeclined`, `pm_usBankAccount` and the like. */
export function findTestPaymentMethod(id: string): TestPaymentMethod | undefined {
  if (id === 'pm_usBankAccount' || id === 'pm_usBankAccount_success') return bankAccount;
  if (id === 'pm_usBankAccount_insufficientFunds') {
    return { ...bankAccount, decline: { ...insufficientFunds, code: 'payment_intent_payment_attempt_failed' } };
  }
  const [, name] = /^(?:pm_card_|tok_)(\w+)$/.exec(id) ?? [];
  if (name === undefined) return undefined;
  return own(byName, name) ?? own(byName, name.replace(/^visa_/, ''));
}

/** Finds the behaviour of a test card by its number. */
export function findTestCard(number: string): TestPaymentMethod | undefined {
  const name = own(byNumber, number);
  return name === undefined ? undefined : own(byName, name);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
