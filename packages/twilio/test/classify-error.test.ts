import { describe, expect, it } from 'vitest';
import { classifyError } from '../src/classify-error.js';
import { classifyResponse } from '../src/classify-response.js';

const answered = (status: number, body: unknown) => ({
  status,
  headers: new Headers(),
  text: () => (typeof body === 'string' ? body : JSON.stringify(body)),
});
const thrown = (fields: object): Error => Object.assign(new Error('text'), fields);

const cases: readonly (readonly [status: number, code: number, expected: object])[] = [
  [400, 21_211, { code: 'VALIDATION' }],
  [400, 21_614, { code: 'VALIDATION' }],
  [400, 21_610, { code: 'DECLINED' }],
  [400, 21_408, { code: 'PERMISSION' }],
  [400, 21_611, { code: 'RATE_LIMITED', pausesService: false }],
  [400, 53_113, { code: 'CONFLICT' }],
  [409, 30_409, { code: 'CONFLICT' }],
  [400, 21_220, { code: 'CONFLICT' }],
  [401, 20_003, { code: 'AUTHENTICATION' }],
  [403, 20_003, { code: 'PERMISSION' }],
  [404, 20_404, { code: 'NOT_FOUND' }],
  [429, 20_429, { code: 'RATE_LIMITED', pausesService: true }],
  [429, 60_202, { code: 'RATE_LIMITED', retryable: false, pausesService: false }],
  [429, 60_203, { code: 'RATE_LIMITED', retryable: false, pausesService: false }],
  [429, 60_212, { code: 'RATE_LIMITED', pausesService: false }],
  [500, 20_500, { code: 'UNAVAILABLE' }],
  [503, 20_503, { code: 'UNAVAILABLE', outcome: 'unknown' }],
  [408, 20_001, { code: 'TIMEOUT', outcome: 'unknown' }],
  [425, 20_001, { code: 'UNAVAILABLE', outcome: 'unknown' }],
  [500, 21_610, { code: 'UNAVAILABLE' }],
  [502, 60_202, { code: 'UNAVAILABLE' }],
];

describe('what an answer or an error means', () => {
  it.each(cases)('%i with %i, in both forms, says the same', (status, code, expected) => {
    const facts = { ...expected, vendorCode: String(code), status };
    expect(classifyResponse(answered(status, { code, message: 'text', status }))).toMatchObject(facts);
    expect(classifyResponse(answered(status, { type: 't', title: 'text', status, code }))).toMatchObject(facts);
    expect(classifyError(thrown({ status, code }))).toMatchObject(facts);
  });

  it.each(['[]', '"text"', 'null', '7', '{"sid":', '<html>'])('takes no success from what is no object: %s', (body) => {
    const facts = { code: 'UNAVAILABLE', outcome: 'unknown', status: 201 };
    expect(classifyResponse(answered(201, body))).toMatchObject(facts);
  });

  it.each(['{}', ' {"sid":"SM1"}', ''])('takes a success from %j', (body) => {
    expect(classifyResponse(answered(200, body))).toBeUndefined();
  });

  it('lets no answer of 4xx count as unknown, and no 5xx as settled', () => {
    expect(classifyError(thrown({ status: 400, code: 1 }))?.outcome).toBeUndefined();
    expect(classifyError(thrown({ status: 500, code: 20_500 }))?.outcome).toBeUndefined();
  });

  it.each(['<html>', '', 'null', '"text"', '[]', '{}', '{"code":"21211"}', '{"code":0}', 'x'.repeat(1_000_001)])(
    'adds nothing for a body that is not Twilio’s, but what its status leaves open: %.20s',
    (body) => {
      expect(classifyResponse(answered(502, body))).toBeUndefined();
      expect(classifyResponse(answered(400, body))).toBeUndefined();
      expect(classifyResponse(answered(503, body))).toEqual({ outcome: 'unknown' });
      expect(classifyResponse(answered(404, body))).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
    },
  );

  it('never decides by the text', () => {
    const told = classifyError(thrown({ status: 400, code: 21_211, message: 'unsubscribed recipient 21610' }));
    expect(told).toMatchObject({ code: 'VALIDATION', vendorCode: '21211' });
  });

  it.each([
    new Error('plain'),
    { status: 400 },
    undefined,
    null,
    'text',
    thrown({ status: '400' }),
    thrown({ status: 42 }),
  ])('knows nothing of what is not the SDK’s: %s', (error) => {
    expect(classifyError(error)).toBeUndefined();
  });

  it('copes with an error without a text', () => {
    expect(classifyError(Object.assign(new Error('text'), { status: 400, message: undefined }))).toMatchObject({
      code: 'VALIDATION',
      message: 'answered with status 400',
    });
  });

  it('shows the last digits of numbers only', () => {
    const told = classifyError(
      thrown({ status: 400, code: 21_211, message: 'To +14155552671 via whatsapp:+4915112345678 (HX12)' }),
    );
    expect(told?.message).toBe('To …71 via whatsapp:…78 (HX12) (21211)');
  });
});
