import type { TwilioState } from '../state/twilio-state.js';

/** A request, read. */
export interface OperationCall {
  readonly state: TwilioState;
  /** The form or the query. */
  readonly form: URLSearchParams;
  /** A body of JSON; empty for a form. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What the template of the route stands for. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Path and query. */
  readonly uri: string;
}

/** One endpoint. */
export interface Operation {
  /** `POST /v2/Services/{ServiceSid}/Verifications`; a `.json` behind a parameter is left out. */
  readonly route: string;
  /** Of a success. @default 200, and 201 for a POST that creates */
  readonly status?: number;
  /** The parameters that have an effect here. */
  readonly simulated: readonly string[];
  /** Those that Twilio knows and that have none. */
  readonly ignored?: readonly string[];
  /**
   * Refuses what Twilio refuses, and changes nothing yet. What it returns carries the request out, synchronously: no other
   * request can see it half done.
   */
  readonly prepare: (call: OperationCall) => () => object | undefined;
}

/** The value of a parameter that is not blank. */
export function valueOf(form: URLSearchParams, name: string): string | undefined {
  const value = form.get(name);
  return value === null || value.trim() === '' ? undefined : value;
}
