const BRAND = Symbol.for('breakwater.PermanentFailure');

/**
 * Thrown by a webhook handler that will never succeed with this event: it goes to the dead letters at once, instead of
 * after the last retry.
 *
 * @example
 * ```ts
 * import { PermanentFailure } from '@breakwater/core/webhooks';
 *
 * throw new PermanentFailure('The order of this invoice was deleted.');
 * ```
 */
export class PermanentFailure extends Error {
  override readonly name: string = 'PermanentFailure';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `error` is a {@link PermanentFailure}, also one made by another copy of this package. */
export function isPermanentFailure(error: unknown): error is PermanentFailure {
  try {
    return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[BRAND] === true;
  } catch {
    return false; // Something foreign that throws when it is looked at.
  }
}
