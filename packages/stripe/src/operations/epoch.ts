/** Stripe's seconds since the epoch as milliseconds, the unit of every time that an operation takes or returns. */
export function toMilliseconds(seconds: number): number {
  return seconds * 1000;
}

/** Milliseconds since the epoch as the whole seconds that Stripe takes. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
