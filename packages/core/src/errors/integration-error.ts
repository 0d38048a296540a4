import type { ErrorCode } from './error-code.js';
import type { Outcome } from './outcome.js';

const BRAND = Symbol.for('breakwater.IntegrationError');

/** What is wrong with one option or parameter. */
export interface Issue {
  /** Where, for example `options.rateLimiting.concurrency`. */
  readonly path: string;
  /** What would be right, for example `a positive integer or 'adaptive'`. */
  readonly expected: string;
  /** What was given, printed and redacted. */
  readonly received: string;
}

/** The fields of an {@link IntegrationError}. Texts must be redacted by whoever builds it. */
export interface IntegrationErrorInit {
  readonly code: ErrorCode;
  readonly service: string;
  readonly operation: string;
  readonly message: string;
  /** @default 'not_applied' */
  readonly outcome?: Outcome | undefined;
  /** @default whether the code tells of trouble that passes: see {@link IntegrationError.retryable} */
  readonly retryable?: boolean | undefined;
  readonly status?: number | undefined;
  readonly vendorCode?: string | undefined;
  readonly requestId?: string | undefined;
  /** A fraction of a millisecond is rounded up. */
  readonly retryAfterMs?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  /** @default 0 */
  readonly attempts?: number | undefined;
  /** @default 0 */
  readonly elapsedMs?: number | undefined;
  readonly issues?: readonly Issue[] | undefined;
  /** A sanitised copy, see `sanitizeCause`; never the vendor's own error, which may carry the credential. */
  readonly cause?: Error | undefined;
}

/** Codes of trouble that passes by itself. All others are about the call, and stay true of it. */
const PASSING: ReadonlySet<ErrorCode> = /* @__PURE__ */ new Set<ErrorCode>([
  'RATE_LIMITED',
  'TIMEOUT',
  'NETWORK',
  'UNAVAILABLE',
  'CIRCUIT_OPEN',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
]);

/** Whether a failed call may succeed later, as far as its code tells. */
export function isPassing(code: ErrorCode): boolean {
  return PASSING.has(code);
}

/**
 * The one error of Breakwater. Recognise it with {@link isIntegrationError}, which also holds between two copies of this
 * package, and branch on `code` and `outcome`.
 */
export class IntegrationError extends Error {
  // Fields are declared and not defined: defining each before it is assigned costs a refusal a third of its time.
  static {
    // On the prototype, where they cost an error nothing, and do not show when it is printed.
    Object.defineProperty(this.prototype, 'name', { value: 'IntegrationError', writable: true, configurable: true });
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  declare readonly name: string;
  declare readonly code: ErrorCode;
  /** The integration, for example `stripe`. */
  declare readonly service: string;
  /** What was called, as `noun.verb` or `METHOD /route/{id}`. */
  declare readonly operation: string;
  /** Whether it may have happened. */
  declare readonly outcome: Outcome;
  /**
   * Whether the same call may succeed later. Says nothing on safety: see `outcome` and `idempotencyKey`. Unless it was
   * given, it is true for `RATE_LIMITED`, `TIMEOUT`, `NETWORK`, `UNAVAILABLE`, `CIRCUIT_OPEN`, `OVERLOADED` and
   * `DEADLINE_EXCEEDED`.
   */
  declare readonly retryable: boolean;
  /** The HTTP status of the last answer, when there was one. */
  declare readonly status: number | undefined;
  /** The vendor's own code, for example `card_declined`. */
  declare readonly vendorCode: string | undefined;
  /** The vendor's id of the last request, for its support. */
  declare readonly requestId: string | undefined;
  /** Whole milliseconds until a further call makes sense, when the vendor or an open breaker said so. */
  declare readonly retryAfterMs: number | undefined;
  /** The key that every attempt carried. Repeat an `unknown` outcome with this key and it cannot apply twice. */
  declare readonly idempotencyKey: string | undefined;
  /** Requests that were sent. */
  declare readonly attempts: number;
  /** Milliseconds from the call to this error, waits included. */
  declare readonly elapsedMs: number;
  /** Each thing that is wrong with the input, for `VALIDATION` and `CONFIGURATION` raised before any I/O. */
  declare readonly issues: readonly Issue[];
  /** A sanitised copy of what was thrown underneath: name, message, code and stack, redacted. */
  declare readonly cause: Error | undefined;

  constructor(init: IntegrationErrorInit) {
    super(init.message, init.cause ? { cause: init.cause } : undefined);
    this.code = init.code;
    this.service = init.service;
    this.operation = init.operation;
    this.outcome = init.outcome ?? 'not_applied';
    this.retryable = init.retryable ?? isPassing(init.code);
    this.status = init.status;
    this.vendorCode = init.vendorCode;
    this.requestId = init.requestId;
    // Rounded up, so that whoever waits that long is not early.
    this.retryAfterMs = init.retryAfterMs === undefined ? undefined : Math.ceil(init.retryAfterMs);
    this.idempotencyKey = init.idempotencyKey;
    this.attempts = init.attempts ?? 0;
    this.elapsedMs = init.elapsedMs ?? 0;
    this.issues = init.issues ?? [];
  }

  /** The fields as plain data, without stack and cause: safe to log. */
  toJSON(): Record<string, unknown> {
    const fields: Record<string, unknown> = { name: this.name, message: this.message };
    return Object.assign(fields, this);
  }
}

/** Whether `value` is an {@link IntegrationError}, also one made by another copy of this package or in another realm. */
export function isIntegrationError(value: unknown): value is IntegrationError {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (value as Record<symbol, unknown>)[BRAND] === true;
  } catch {
    return false; // A revoked proxy, or a getter that throws: whatever it is, it is none of ours.
  }
}

/**
 * Builds an error without a stack trace: for local refusals, which happen in numbers exactly when a process has no time
 * to spare. Capturing the stack is most of the cost of a refusal.
 */
export function createRefusal(init: IntegrationErrorInit): IntegrationError {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new IntegrationError(init);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
