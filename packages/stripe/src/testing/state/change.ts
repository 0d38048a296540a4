import type Stripe from 'stripe';
import type { StripeState } from './stripe-state.js';

/**
 * Applies a change to an object and emits an event (or several) that tells what it replaced. Without any change there is
 * no event, as with Stripe.
 */
export function change<T extends object>(
  state: StripeState,
  object: T,
  types: Stripe.Event['type'] | readonly Stripe.Event['type'][],
  apply: (object: T) => void,
): void {
  const before = structuredClone(object);
  apply(object);
  const previous = Object.fromEntries(
    Object.entries(before).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(object, key) ?? null),
    ),
  );
  if (Object.keys(previous).length === 0) return;
  for (const type of typeof types === 'string' ? [types] : types) state.emit(type, object, previous);
}

/** The metadata after an update: given keys are set, empty values remove theirs, `null` removes all. */
export function mergeMetadata(
  present: Stripe.Metadata | null,
  update: Record<string, string> | null | undefined,
): Stripe.Metadata {
  if (update === undefined) return present ?? {};
  if (update === null) return {};
  return Object.fromEntries(Object.entries({ ...present, ...update }).filter(([, value]) => value !== ''));
}
