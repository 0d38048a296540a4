import { type IntegrationError, type Outcome, restateError } from '@breakwater/core';

/** What core adds to the message of an unknown outcome. */
const ADVICE = /; it may have been applied.*$/s;

/** The same error, which says what has become of the whole operation. */
export function restateOutcome(error: IntegrationError, outcome: Outcome, note: string): IntegrationError {
  return restateError(error, { outcome, message: `${error.message.replace(ADVICE, '')}; ${note}` });
}
