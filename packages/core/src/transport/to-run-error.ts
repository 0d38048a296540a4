import { IntegrationError, type IntegrationErrorInit, isIntegrationError } from '../errors/integration-error.js';
import type { Redact } from '../errors/redact.js';
import { sanitizeCause } from '../errors/sanitize-cause.js';
import type { Classification } from '../resilience/classification.js';
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

/**
 * Makes the error that `run` throws, out of what the SDK threw and what the transport saw. The vendor's error knows the
 * code; the transport knows status, headers, attempts and whether it may have been applied, which SDKs drop.
 */
export function toRunError(error: unknown, parts: RunErrorParts): IntegrationError {
  const { context } = parts;
  const own = findIntegrationError(error);
  // Raised before any I/O, or by another integration inside this call: it is complete as it is.
  if (own !== undefined && own !== context.lastFailure) return own;

  const seen = context.lastFailure;
  const classified = own === undefined ? parts.classifyError(error) : undefined;
  if (classified === undefined && own === undefined) return toForeignError(error, parts);

  const vendorKnows = classified !== undefined && !(seen !== undefined && ANSWERLESS.has(classified.code));
  const facts: IntegrationErrorInit = {
    code: vendorKnows ? classified.code : (seen?.code ?? classified?.code ?? 'UNKNOWN'),
    service: parts.service,
    operation: context.operation,
    message: '',
    outcome: seen?.outcome ?? classified?.outcome ?? (context.attempts === 0 ? 'not_applied' : 'unknown'),
    retryable: vendorKnows ? (classified.retryable ?? seen?.retryable) : seen?.retryable,
    status: classified?.status ?? seen?.status,
    vendorCode: classified?.vendorCode ?? seen?.vendorCode,
    requestId: classified?.requestId ?? seen?.requestId,
    retryAfterMs: classified?.retryAfterMs ?? seen?.retryAfterMs,
    idempotencyKey: seen?.idempotencyKey,
    attempts: context.attempts,
    elapsedMs: parts.elapsedMs,
    cause: classified?.cause ?? seen?.cause ?? sanitizeCause(error, parts.redact),
  };
  const detail = vendorKnows ? parts.redact(classified.message) : undefined;
  return new IntegrationError({
    ...facts,
    message: detail === undefined ? (seen?.message ?? 'failed') : toMessage(facts, detail),
  });
}

/** Codes that SDKs give to whatever brought them no answer: the transport knows better. */
const ANSWERLESS: ReadonlySet<string> = new Set(['NETWORK', 'TIMEOUT', 'UNAVAILABLE', 'UNKNOWN']);

function toMessage(facts: IntegrationErrorInit, detail: string): string {
  const attempts = (facts.attempts ?? 0) > 1 ? ` (${facts.attempts} attempts)` : '';
  const repeat =
    facts.outcome !== 'unknown'
      ? ''
      : facts.idempotencyKey === undefined
        ? '; it may have been applied: look it up before repeating it'
        : `; it may have been applied: repeat it only with idempotency key ${facts.idempotencyKey}`;
  return `${facts.service} ${facts.operation}: ${detail}${attempts}${repeat}`;
}

/** An error of the caller's own code inside `run`. Requests may have been sent before it was thrown. */
function toForeignError(error: unknown, parts: RunErrorParts): IntegrationError {
  const { context, service } = parts;
  const cause = sanitizeCause(error, parts.redact);
  return new IntegrationError({
    code: 'UNKNOWN',
    service,
    operation: context.operation,
    message: `${service} ${context.operation}: ${cause?.message ?? 'failed without an error'}`,
    outcome: context.attempts === 0 ? 'not_applied' : 'unknown',
    attempts: context.attempts,
    elapsedMs: parts.elapsedMs,
    cause,
  });
}

/** SDKs wrap what our transport threw; the fields in use are `cause` and, in Stripe's, `detail`. */
function findIntegrationError(error: unknown, depth = 0): IntegrationError | undefined {
  if (isIntegrationError(error)) return error;
  if (typeof error !== 'object' || error === null || depth >= MAX_DEPTH) return undefined;
  const { cause, detail } = error as { cause?: unknown; detail?: unknown };
  return findIntegrationError(cause, depth + 1) ?? findIntegrationError(detail, depth + 1);
}
