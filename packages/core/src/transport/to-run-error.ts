import { IntegrationError, type IntegrationErrorInit, isIntegrationError } from '../errors/integration-error.js';
import type { Redact } from '../errors/redact.js';
import { sanitizeCause } from '../errors/sanitize-cause.js';
import { type Classification, redactClassification } from '../resilience/classification.js';
import type { TransportContext } from './call-context.js';

/** What {@link toRunError} looks at. */
export interface RunErrorParts {
  readonly context: TransportContext;
  readonly service: string;
  readonly elapsedMs: number;
  readonly redact: Redact;
  readonly classifyError: (error: unknown) => Classification | undefined;
}

const MAX_DEPTH = 5;

/** Codes that SDKs give to whatever brought them no answer: the transport knows better. */
const ANSWERLESS: ReadonlySet<string> = /* @__PURE__ */ new Set(['NETWORK', 'TIMEOUT', 'UNAVAILABLE', 'UNKNOWN']);

/**
 * Makes the error that `run` throws, out of what the SDK threw and what the transport saw. The vendor's error knows the
 * code; the transport knows status, headers and certainty, which SDKs drop; the progress of the call knows its other
 * writes.
 */
export function toRunError(error: unknown, parts: RunErrorParts): IntegrationError {
  const { context, redact } = parts;
  const { progress } = context;
  const own = findIntegrationError(error);
  // Raised before any I/O, or by another integration inside this call: it is complete, but for what this call has done.
  if (own !== undefined && !progress.hasFailure(own))
    return progress.mayHaveApplied ? conclude(toFacts(own), own.message, parts) : own;

  const classified = own === undefined ? parts.classifyError(error) : undefined;
  const told = classified && redactClassification(classified, redact);
  const seen = own ?? (told && progress.findFailure(told));
  if (told === undefined && seen === undefined) {
    const cause = sanitizeCause(error, redact);
    return conclude({ code: 'UNKNOWN', cause }, cause?.message ?? 'failed without an error', parts);
  }
  const vendorKnows = told !== undefined && !(seen !== undefined && ANSWERLESS.has(told.code));
  return conclude(
    {
      code: vendorKnows ? told.code : (seen?.code ?? told?.code ?? 'UNKNOWN'),
      outcome: seen?.outcome ?? told?.outcome,
      retryable: vendorKnows ? (told.retryable ?? seen?.retryable) : seen?.retryable,
      status: told?.status ?? seen?.status,
      vendorCode: told?.vendorCode ?? seen?.vendorCode,
      requestId: told?.requestId ?? seen?.requestId,
      retryAfterMs: told?.retryAfterMs ?? seen?.retryAfterMs,
      idempotencyKey: seen?.idempotencyKey,
      cause: told?.cause ?? seen?.cause ?? sanitizeCause(error, redact),
    },
    vendorKnows ? told.message : (seen?.message ?? 'failed'),
    parts,
  );
}

/** The error of a call that reached its deadline. */
export function createDeadlineError(timeout: number, parts: RunErrorParts): IntegrationError {
  return conclude({ code: 'DEADLINE_EXCEEDED', retryable: true }, `not done within ${timeout} ms`, parts);
}

type Facts = Omit<IntegrationErrorInit, 'service' | 'operation' | 'message'>;

/** The fields of an error, to build another one from. */
function toFacts(error: IntegrationError): Facts {
  const { code, outcome, retryable, status, vendorCode, requestId, retryAfterMs, idempotencyKey, issues, cause } =
    error;
  return { code, outcome, retryable, status, vendorCode, requestId, retryAfterMs, idempotencyKey, issues, cause };
}

/** Adds what the whole call has come to: no error of a call that has written something says `not_applied`. */
function conclude(facts: Facts, message: string, parts: RunErrorParts): IntegrationError {
  const { context, service } = parts;
  const { progress, operation } = context;
  const outcome = facts.outcome === 'unknown' || progress.mayHaveApplied ? 'unknown' : 'not_applied';
  const idempotencyKey = progress.sentCallKey ? context.idempotencyKey : facts.idempotencyKey;
  const subject = `${service} ${operation}: `;
  const requests = progress.requests > 1 && !message.includes('(attempt ') ? ` (${progress.requests} requests)` : '';
  const text = (message.startsWith(subject) ? '' : subject) + message + requests;
  const advice =
    idempotencyKey === undefined
      ? 'find out before you repeat it'
      : `repeat it with idempotency key ${idempotencyKey}, or look it up`;
  const isSaid = outcome === 'not_applied' || message.includes('may have been applied');
  return new IntegrationError({
    ...facts,
    service,
    operation,
    message: isSaid ? text : `${text}; it may have been applied, in whole or in part: ${advice}`,
    outcome,
    idempotencyKey,
    attempts: progress.requests,
    elapsedMs: parts.elapsedMs,
  });
}

/** SDKs wrap what our transport threw; the fields in use are `cause` and, in Stripe's, `detail`. */
function findIntegrationError(error: unknown, depth = 0): IntegrationError | undefined {
  if (isIntegrationError(error)) return error;
  if (typeof error !== 'object' || error === null || depth >= MAX_DEPTH) return undefined;
  const { cause, detail } = error as { cause?: unknown; detail?: unknown };
  return findIntegrationError(cause, depth + 1) ?? findIntegrationError(detail, depth + 1);
}
