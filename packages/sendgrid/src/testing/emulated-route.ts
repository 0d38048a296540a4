import type { SendGridState } from './sendgrid-state.js';

/** A request, read. */
export interface EmulatedCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON of the body; undefined without one. */
  readonly body: unknown;
  /** In milliseconds since the epoch. */
  readonly now: number;
  readonly state: SendGridState;
}

/** What is done once a request has been found right. */
export interface Effect {
  /** Whether it changes what SendGrid believes. */
  readonly changes: boolean;
  readonly apply: () => Response;
}

/** Checks a request, and gives the refusal or what is to be done: a fault may strike between the two. */
export type EmulatedRoute = (call: EmulatedCall) => Response | Effect;

/** Answers without a change. */
export const reading = (apply: () => Response): Effect => ({ changes: false, apply });

/** Answers after a change. */
export const changing = (apply: () => Response): Effect => ({ changes: true, apply });

/** An object of a body; empty for anything else. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A list of a body; empty for anything else. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
