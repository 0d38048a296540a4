/*
 * A permit to send one call is the number of the state of the circuit breaker that gave it; the negative ones are none.
 */

/**
 * How a call that was let through ended. `answered` is a refusal by the service itself, such as a 404: no measure of how
 * well it serves, but a sign that it is there. `ignored` says nothing on the service and is counted nowhere.
 */
export type Verdict = 'success' | 'failure' | 'answered' | 'ignored';

/** Returned by a circuit breaker's `acquire` for a call that may not be sent. */
export const REFUSED = -1;
/** Returned for a call that may be sent, but not at once. */
export const MUST_WAIT = -2;
