/**
 * Whether a failed call may have taken effect at the vendor. A failed read is always `not_applied`.
 *
 * - `not_applied` it surely had no effect: never sent, or refused
 * - `unknown` it may or may not have happened: sent, and no trustworthy answer came back
 */
export type Outcome = 'not_applied' | 'unknown';
