import { describe, expect, it } from 'vitest';
import { classifyError } from '../src/classify-error.js';
import { classifyResponse } from '../src/classify-response.js';
import { createEmulatedAccount } from './emulated-account.js';

const answer = (status: number, body: unknown): Parameters<typeof classifyResponse>[0] => ({
  status,
  headers: new Headers(),
  text: () => (typeof body === 'string' ? body : JSON.stringify(body)),
});

describe('what an answer of SendGrid’s means', () => {
  it('is told by its status, with the parameter and the text of the body', () => {
    const errors = [{ message: 'no valid address', field: 'personalizations.0.to', help: null }];
    expect(classifyResponse(answer(400, { errors }))).toEqual({
      message: 'no valid address',
      vendorCode: 'personalizations.0.to',
    });
    expect(classifyResponse(answer(400, { errors: [{ message: 'bad', error_id: 'E17', field: 'x' }] }))).toEqual({
      message: 'bad',
      vendorCode: 'E17',
    });
    expect(classifyResponse(answer(400, { error: 'older words' }))).toEqual({ message: 'older words' });
    expect(classifyResponse(answer(202, { errors }))).toBeUndefined();
  });

  it('is cut to what can be read', () => {
    const errors = Array.from({ length: 1_000 }, () => ({ message: 'x'.repeat(200), field: 'y'.repeat(500) }));
    const { message = '', vendorCode = '' } = classifyResponse(answer(400, { errors })) ?? {};
    expect(message).toMatch(/^x{200}; x{98} \(and 997 more\)$/);
    expect(vendorCode).toHaveLength(128);
  });

  it.each([
    null,
    7,
    'text',
    [],
    {},
    { errors: null },
    { errors: [null, 7, {}] },
    { errors: [{ message: 7, field: {} }] },
    '<html>',
    '',
  ])('is nothing more than its status with %j as its body', (body) => {
    expect(classifyResponse(answer(500, body))).toEqual({});
  });
});

describe('what an error of the SDK means', () => {
  it.each([
    [400, 'VALIDATION', 'not_applied'],
    [401, 'AUTHENTICATION', 'not_applied'],
    [403, 'PERMISSION', 'not_applied'],
    [404, 'NOT_FOUND', 'not_applied'],
    [408, 'TIMEOUT', 'unknown'],
    [413, 'VALIDATION', 'not_applied'],
    [415, 'VALIDATION', 'not_applied'],
    [429, 'RATE_LIMITED', 'not_applied'],
    [500, 'UNAVAILABLE', 'unknown'],
    [503, 'UNAVAILABLE', 'unknown'],
  ])('is told by its status: %i', (status, code, outcome) => {
    const response = { headers: {}, body: { errors: [{ message: 'words', field: 'from' }] } };
    const error = Object.assign(new Error('status text'), { code: status, response });
    expect(classifyError(error)).toMatchObject({ code, outcome, status, message: 'words', vendorCode: 'from' });
  });

  it.each([
    undefined,
    null,
    'text',
    new Error('x'),
    { code: 'ECONNRESET' },
    { code: 400 },
    { code: 400, response: null },
  ])('is not known for %j', (error) => {
    expect(classifyError(error)).toBeUndefined();
  });

  it('reaches the caller through `run`, with what SendGrid said', async () => {
    const { sendgrid } = await createEmulatedAccount({}, { verifiedSenders: ['other@example.com'] });
    await expect(sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'x' })).rejects.toMatchObject({
      code: 'PERMISSION',
      outcome: 'not_applied',
      status: 403,
      vendorCode: 'from',
      attempts: 1,
      message: 'sendgrid emails.send: the sender has not been verified',
    });
  });
});
