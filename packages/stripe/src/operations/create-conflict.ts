import { IntegrationError } from '@breakwater/core';

/** What an operation throws when the thing is in a state that does not allow it. Nothing was changed. */
export function createConflict(operation: string, message: string): IntegrationError {
  return new IntegrationError({
    code: 'CONFLICT',
    service: 'stripe',
    operation,
    message: `stripe ${operation}: ${message}`,
  });
}
