import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/resilience/classify-error.js';

const coded = (code: unknown, message = 'boom'): Error => Object.assign(new Error(message), { code });

/** An error with this one at the end of a chain of causes. */
function bury(error: unknown, depth: number): unknown {
  let outer = error;
  for (let layer = 0; layer < depth; layer++) outer = new Error('layer', { cause: outer });
  return outer;
}

describe('an error of the network by its code', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s says that it could not connect',
    (code) => {
      expect(classifyError(coded(code))).toMatchObject({
        code: 'NETWORK',
        message: `could not connect (${code})`,
        outcome: 'not_applied',
      });
    },
  );

  it.each([
    'ENETUNREACH',
    'EHOSTUNREACH',
    'EADDRNOTAVAIL',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'UND_ERR_SOCKET',
    'UND_ERR_CLOSED',
    'UND_ERR_DESTROYED',
  ])('%s says that the connection broke', (code) => {
    expect(classifyError(coded(code))).toMatchObject({
      code: 'NETWORK',
      message: `the connection broke (${code})`,
      outcome: 'unknown',
    });
  });

  it.each(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    '%s says that it timed out',
    (code) => {
      expect(classifyError(coded(code))).toMatchObject({
        code: 'TIMEOUT',
        message: `timed out (${code})`,
        outcome: 'unknown',
      });
    },
  );

  it.each(['', 'MY_ERR_TLS_', 'VENDOR_ERR_SSL_X', 'err_tls_x', 'ERR_HTTP_INVALID', 11, null])(
    '%j says nothing',
    (code) => {
      expect(classifyError(coded(code))).toMatchObject({ code: 'UNKNOWN', message: 'boom' });
    },
  );

  it('is looked for in eight errors of a chain, and no deeper', () => {
    expect(classifyError(bury(coded('ECONNREFUSED'), 7)).code).toBe('NETWORK');
    expect(classifyError(bury(coded('ECONNREFUSED'), 8)).code).toBe('UNKNOWN');
  });

  it('is that of the innermost error that has one', () => {
    const outer = Object.assign(new Error('outer', { cause: coded('ECONNREFUSED') }), { code: 'ECONNRESET' });
    expect(classifyError(outer)).toMatchObject({ outcome: 'not_applied' });
    const inner = Object.assign(new Error('outer', { cause: coded('E_OTHER') }), { code: 'ECONNRESET' });
    expect(classifyError(inner)).toMatchObject({ message: 'the connection broke (ECONNRESET)' });
  });

  it('is a text: a number with a system call says nothing', () => {
    expect(classifyError(Object.assign(coded(111), { syscall: 'connect' })).code).toBe('UNKNOWN');
  });

  it('needs a list of attempts to be one', () => {
    const errors = { every: () => true, length: 1 };
    expect(classifyError(Object.assign(coded('ECONNRESET'), { errors }))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('an error of the network without a code', () => {
  it.each([
    'fetch failed',
    'Failed to fetch',
    'terminated',
    'other side closed',
    'socket hang up',
    'network error',
    'Network connection lost',
    'Network connection lost.',
    'Load failed',
    'NetworkError when attempting to fetch resource',
    'NetworkError when attempting to fetch resource.',
    'error sending request for url (https://acme.example/)',
    'FETCH FAILED',
  ])('is known by how its message begins: %s', (message) => {
    expect(classifyError(new TypeError(message))).toMatchObject({
      code: 'NETWORK',
      message: 'the connection failed',
      outcome: 'unknown',
    });
  });

  it.each(['customer: fetch failed', 'order terminated', 'the load failed', 'xnetwork error', 'prefetch failed'])(
    'is not one that only mentions such words: %s',
    (message) => {
      expect(classifyError(new Error(message))).toMatchObject({ code: 'UNKNOWN', message });
    },
  );

  it('is not looked for in a text of a thousand characters', () => {
    const begin = (length: number): string => 'fetch failed'.padEnd(length, ' x');
    expect(classifyError(new Error(begin(999))).code).toBe('NETWORK');
    expect(classifyError(new Error(begin(1_000))).code).toBe('UNKNOWN');
  });

  it('is not looked for where the message is no text', () => {
    expect(classifyError({ message: ['fetch failed'] }).code).toBe('UNKNOWN');
    expect(classifyError({ message: { length: 5, toLowerCase: () => 'fetch failed' } }).code).toBe('UNKNOWN');
  });

  it('is a timeout by its name', () => {
    expect(classifyError(new DOMException('too late', 'TimeoutError'))).toMatchObject({
      code: 'TIMEOUT',
      message: 'timed out',
      outcome: 'unknown',
    });
    expect(classifyError(new DOMException('fetch failed', 'AbortError')).code).toBe('NETWORK');
  });
});

describe('the status on an error', () => {
  it('counts before what the network says', () => {
    expect(classifyError(Object.assign(coded('ECONNRESET'), { status: 404 }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is read under the first name, and under the second where the first holds no number', () => {
    expect(classifyError({ status: 404, statusCode: 503 })).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(classifyError({ status: 'failed', statusCode: 503 })).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  });

  it('must be a number', () => {
    expect(classifyError({ status: '404' })).toMatchObject({ code: 'UNKNOWN' });
    expect(classifyError({ status: '404', statusCode: '404' })).toMatchObject({ code: 'UNKNOWN' });
  });
});

describe('what nothing is known of', () => {
  it.each([undefined, null])('says so when %s was thrown', (thrown) => {
    expect(classifyError(thrown)).toEqual({ code: 'UNKNOWN', message: 'failed without an error', cause: undefined });
  });
});
