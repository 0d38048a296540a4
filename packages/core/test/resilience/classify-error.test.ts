import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../src/errors/integration-error.js';
import { classifyError } from '../../src/resilience/classify-error.js';
import { classifyStatus } from '../../src/resilience/classify-status.js';

const coded = (code: string, message = 'boom'): Error => Object.assign(new Error(message), { code });
const fetchFailed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

describe('classifyError', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('knows that nothing was sent after %s', (code) => {
    expect(classifyError(fetchFailed(coded(code)))).toMatchObject({ code: 'NETWORK', outcome: 'not_applied' });
  });

  it.each([
    'ECONNRESET',
    'EPIPE',
    'ECONNABORTED',
    'UND_ERR_SOCKET',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
    'ERR_TLS_RENEGOTIATION_DISABLED',
  ])('leaves open what happened after %s', (code) => {
    expect(classifyError(fetchFailed(coded(code)))).toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
  });

  it.each([
    'fetch failed',
    'Failed to fetch',
    'terminated',
    'other side closed',
    'socket hang up',
    'Load failed',
    'NetworkError when attempting to fetch resource.',
    'error sending request for url (https://acme.example/)',
    'Network connection lost.',
  ])('knows the runtimes by their message: %s', (message) => {
    expect(classifyError(new TypeError(message))).toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
  });

  it.each(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])('knows a timeout by %s', (code) => {
    expect(classifyError(coded(code))).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
  });

  it('knows a connection that never came about by its system call', () => {
    const error = Object.assign(coded('ETIMEDOUT'), { syscall: 'connect' });
    expect(classifyError(fetchFailed(error))).toMatchObject({ code: 'NETWORK', outcome: 'not_applied' });
  });

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])(
    'knows by the system call whether %s came before anything was sent',
    (code) => {
      const outcomeOf = (syscall?: string): unknown =>
        classifyError(fetchFailed(Object.assign(coded(code), { syscall }))).outcome;
      expect(['connect', 'getaddrinfo', 'read', 'write', undefined].map(outcomeOf)).toEqual([
        'not_applied',
        'not_applied',
        'unknown',
        'unknown',
        'unknown',
      ]);
      expect(classifyError(fetchFailed(Object.assign(coded(code), { syscall: 'read' })))).toMatchObject({
        code: 'NETWORK',
        message: `the connection broke (${code})`,
      });
    },
  );

  it('knows that no address of a host could be reached when each of the attempts says so', () => {
    const attempt = (code: string, syscall: string): Error => Object.assign(coded(code), { syscall });
    const outcomeOf = (...errors: unknown[]): unknown =>
      classifyError(fetchFailed(Object.assign(new AggregateError(errors, 'x'), { code: 'ENETUNREACH' }))).outcome;
    expect(outcomeOf(attempt('ENETUNREACH', 'connect'), attempt('ETIMEDOUT', 'connect'))).toBe('not_applied');
    expect(outcomeOf(attempt('ENETUNREACH', 'connect'), attempt('ENETUNREACH', 'read'))).toBe('unknown');
    expect(outcomeOf(attempt('ENETUNREACH', 'connect'), null)).toBe('unknown');
    expect(outcomeOf()).toBe('unknown');
  });

  it('knows the timeout of an AbortSignal', () => {
    expect(classifyError(new DOMException('too late', 'TimeoutError'))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('finds the reason deep in the causes, and the innermost says most', () => {
    const error = new Error('SDK failed', { cause: new Error('layer', { cause: fetchFailed(coded('ECONNREFUSED')) }) });
    expect(classifyError(error)).toMatchObject({ code: 'NETWORK', outcome: 'not_applied' });
  });

  it('gives up on causes without end', () => {
    const error: Error & { cause?: unknown } = new Error('loop');
    error.cause = error;
    expect(classifyError(error)).toMatchObject({ code: 'UNKNOWN', message: 'loop' });
  });

  it('reads the status that SDKs put on their errors', () => {
    expect(classifyError(Object.assign(new Error('x'), { status: 404 }))).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
    });
    expect(classifyError(Object.assign(new Error('x'), { statusCode: 503 }))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(classifyError(Object.assign(new Error('x'), { status: 200 }))).toMatchObject({ code: 'UNKNOWN' });
  });

  it.each([
    ['a string', 'no'],
    ['null', null],
    ['undefined', undefined],
    ['a number', 7],
    ['an object', {}],
  ])('takes %s for unknown', (_kind, thrown) => {
    expect(classifyError(thrown)).toMatchObject({ code: 'UNKNOWN' });
  });

  it('takes a code that it does not know for unknown', () => {
    expect(classifyError(coded('E_SOMETHING'))).toMatchObject({ code: 'UNKNOWN', message: 'boom' });
  });

  it('takes a mistake in the calling code for unknown', () => {
    expect(classifyError(new TypeError('x is not a function'))).toMatchObject({ code: 'UNKNOWN' });
  });

  it('keeps what an error of another integration says', () => {
    const error = new IntegrationError({
      code: 'RATE_LIMITED',
      service: 'other',
      operation: 'a.b',
      message: 'slow down',
      retryAfterMs: 5,
      status: 429,
    });
    expect(classifyError(error)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 5, status: 429, cause: error });
  });

  it('leaves to the policy what follows from the code of such an error alone', () => {
    const retryableOf = (retryable?: boolean): unknown =>
      classifyError(
        new IntegrationError({ code: 'UNAVAILABLE', service: 'a', operation: 'b', message: 'c', retryable }),
      ).retryable;
    expect([retryableOf(), retryableOf(true), retryableOf(false)]).toEqual([undefined, undefined, false]);
  });

  it('hides secrets in message and cause', () => {
    const classified = classifyError(new Error('refused Bearer sk_live_abc123 for https://u:p4ssw0rd@acme.example'));
    expect(JSON.stringify([classified.message, classified.cause?.message, classified.cause?.stack])).not.toMatch(
      /sk_live|p4ssw0rd/,
    );
  });
});

describe('classifyStatus', () => {
  it.each([
    [400, 'VALIDATION', 'not_applied'],
    [401, 'AUTHENTICATION', 'not_applied'],
    [402, 'DECLINED', 'not_applied'],
    [403, 'PERMISSION', 'not_applied'],
    [404, 'NOT_FOUND', 'not_applied'],
    [408, 'TIMEOUT', 'not_applied'],
    [409, 'CONFLICT', 'not_applied'],
    [410, 'NOT_FOUND', 'not_applied'],
    [422, 'VALIDATION', 'not_applied'],
    [425, 'UNAVAILABLE', 'not_applied'],
    [429, 'RATE_LIMITED', 'not_applied'],
    [500, 'UNAVAILABLE', 'unknown'],
    [501, 'UNAVAILABLE', 'not_applied'],
    [502, 'UNAVAILABLE', 'unknown'],
    [503, 'UNAVAILABLE', 'unknown'],
    [504, 'UNAVAILABLE', 'unknown'],
    [505, 'UNAVAILABLE', 'not_applied'],
    [529, 'UNAVAILABLE', 'unknown'],
  ] as const)('reads %i as %s, %s', (status, code, outcome) => {
    expect(classifyStatus(status)).toMatchObject({ code, outcome, status });
  });

  it('takes a 503 that names a time to come back for a refusal', () => {
    expect(classifyStatus(503, 0)).toMatchObject({ outcome: 'not_applied', retryAfterMs: 0 });
  });

  it('does not repeat what the server will never do', () => {
    expect(classifyStatus(501)?.retryable).toBe(false);
    expect(classifyStatus(500)?.retryable).toBeUndefined();
  });

  it.each([200, 204, 302, 399, 600, Number.NaN])('finds no failure in %d', (status) => {
    expect(classifyStatus(status)).toBeUndefined();
  });
});
