import { isIntegrationError, isPassing } from '../errors/integration-error.js';
import { createRedactor, type Redact } from '../errors/redact.js';
import { sanitizeCause } from '../errors/sanitize-cause.js';
import type { Classification } from './classification.js';
import { classifyStatus } from './classify-status.js';
import { isHandshakeCode } from './handshake-code.js';

const MAX_DEPTH = 8;

/** System and undici codes of failures before anything was sent: no connection, no name. */
const NOT_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** System calls that come before anything is sent. */
const CONNECTING: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/**
 * Failures after which the request may have arrived. A route is lost in mid-connection too: only the system call tells
 * whether the host was unreachable from the start.
 */
const MAYBE_SENT: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

const TIMED_OUT: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** What the runtimes' `fetch` throws for a connection that failed, in lower case. */
const NETWORK_MESSAGE =
  /^(?:fetch failed|failed to fetch|terminated|other side closed|socket hang up|network error|network connection lost\.?|load failed|networkerror when attempting to fetch resource\.?|error sending request for url)/;

interface ErrorFields {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly syscall?: unknown;
  readonly errors?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
}

/**
 * What an error means that no adapter knows: network errors by their codes, also deep in `cause`, timeouts, the HTTP
 * status that SDKs put on their errors, and errors of Breakwater itself. Anything else is `UNKNOWN`, which is not retried: it may be a mistake in the calling code.
 */
export function classifyError(error: unknown, redact: Redact = createRedactor()): Classification {
  if (isIntegrationError(error)) {
    const { code, message, outcome, status, vendorCode, requestId, retryAfterMs } = error;
    // What follows from its code alone is left to the policy, whose `retryableErrors` may say otherwise.
    const retryable = error.retryable === isPassing(code) ? undefined : error.retryable;
    return { code, message, outcome, retryable, status, vendorCode, requestId, retryAfterMs, cause: error };
  }
  const cause = sanitizeCause(error, redact);
  const known = findStatus(error) ?? findNetworkError(error);
  return known === undefined
    ? { code: 'UNKNOWN', message: cause?.message ?? 'failed without an error', cause }
    : { ...known, cause };
}

/** Whether it failed while connecting. Node tries each address of a host, and puts what came of them into `errors`. */
function isConnecting({ syscall, errors }: ErrorFields): boolean {
  if (CONNECTING.has(syscall)) return true;
  const isEmpty = !Array.isArray(errors) || errors.length === 0;
  return !isEmpty && errors.every((item: ErrorFields | null | undefined) => CONNECTING.has(item?.syscall));
}

/** SDKs put the status of the answer on their errors, under one of two names. */
function findStatus(error: unknown): Classification | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, statusCode } = error as ErrorFields;
  const number = typeof status === 'number' ? status : statusCode;
  return typeof number === 'number' ? classifyStatus(number) : undefined;
}

/** The first error in the chain of causes that the network explains. The innermost code says most, so causes go first. */
function findNetworkError(error: unknown, depth = 0): Classification | undefined {
  if (typeof error !== 'object' || error === null || depth >= MAX_DEPTH) return undefined;
  const { name, message, code, cause } = error as ErrorFields;
  const inner = findNetworkError(cause, depth + 1);
  if (inner !== undefined) return inner;
  if (typeof code === 'string') {
    if (NOT_SENT.has(code) || isHandshakeCode(code) || isConnecting(error)) {
      return { code: 'NETWORK', message: `could not connect (${code})`, outcome: 'not_applied' };
    }
    if (MAYBE_SENT.has(code) || /^ERR_(?:TLS|SSL)_/.test(code)) {
      return { code: 'NETWORK', message: `the connection broke (${code})`, outcome: 'unknown' };
    }
    if (TIMED_OUT.has(code)) return { code: 'TIMEOUT', message: `timed out (${code})`, outcome: 'unknown' };
  }
  if (name === 'TimeoutError') return { code: 'TIMEOUT', message: 'timed out', outcome: 'unknown' };
  if (typeof message === 'string' && message.length < 1_000 && NETWORK_MESSAGE.test(message.toLowerCase())) {
    return { code: 'NETWORK', message: 'the connection failed', outcome: 'unknown' };
  }
  return undefined;
}
