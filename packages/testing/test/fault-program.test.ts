import { describe, expect, it } from 'vitest';
import { createFaultProgram, type FaultRule } from '../src/fault-program.js';

const post = (path: string): { method: string; path: string } => ({ method: 'POST', path });
const reset = { type: 'reset' } as const;
const hang = { type: 'hang' } as const;

describe('fault program', () => {
  it('strikes once unless told otherwise, and records it', () => {
    const program = createFaultProgram([{ match: 'POST /v1/refunds', fault: reset }]);
    expect(program.exhausted).toBe(false);
    expect(program.nextForRequest(post('/v1/customers'))).toBeUndefined();
    expect(program.nextForRequest(post('/v1/refunds'))).toEqual(reset);
    expect(program.nextForRequest(post('/v1/refunds'))).toBeUndefined();
    expect(program.applied).toEqual([{ target: 'POST /v1/refunds', fault: reset }]);
    expect(program.exhausted).toBe(true);
  });

  it('lets some through first, then strikes as often as told', () => {
    const program = createFaultProgram([{ skip: 1, times: 2, fault: reset }]);
    const struck = [1, 2, 3, 4].map(() => program.nextForRequest(post('/x')) !== undefined);
    expect(struck).toEqual([false, true, true, false]);
  });

  it('gives way to the next rule when the first is used up', () => {
    const program = createFaultProgram([{ fault: reset }, { fault: hang }]);
    expect([1, 2].map(() => program.nextForRequest(post('/x'))?.type)).toEqual(['reset', 'hang']);
  });

  it('strikes by chance, the same way for the same seed', () => {
    const strikes = (seed: number): boolean[] => {
      const program = createFaultProgram([{ probability: 0.3, fault: reset }], { seed });
      return Array.from({ length: 1_000 }, () => program.nextForRequest(post('/x')) !== undefined);
    };
    expect(strikes(7)).toEqual(strikes(7));
    expect(strikes(7)).not.toEqual(strikes(8));
    const hits = strikes(7).filter(Boolean).length;
    expect(hits).toBeGreaterThan(240);
    expect(hits).toBeLessThan(360);
  });

  it('keeps webhooks and requests apart', () => {
    const program = createFaultProgram([
      { webhook: 'invoice.*', times: 2, fault: { type: 'duplicate' } },
      { webhook: '*', fault: { type: 'drop' } },
    ]);
    expect(program.nextForRequest(post('invoice.paid'))).toBeUndefined();
    expect(program.nextForWebhook('invoice.paid')?.type).toBe('duplicate');
    expect(program.nextForWebhook('charge.refunded')?.type).toBe('drop');
    expect(program.nextForWebhook('charge.refunded')).toBeUndefined();
  });

  it('can be changed while it runs', () => {
    const program = createFaultProgram();
    program.add({ times: Number.POSITIVE_INFINITY, fault: reset });
    expect(program.nextForRequest(post('/x'))).toEqual(reset);
    program.clear();
    expect(program.nextForRequest(post('/x'))).toBeUndefined();
    expect(program.applied).toHaveLength(1);
  });

  it.each([
    ['a method', 'POST', true],
    ['a path', '/v1/invoices/{invoice}/pay', true],
    ['any method', '* /v1/*', true],
    ['another method', 'GET /v1/invoices/{invoice}/pay', false],
    ['a longer path', '/v1/invoices/{invoice}', false],
    ['a pattern', /pay$/g, true],
    ['a function', ({ path }: { path: string }): boolean => path.includes('in_1'), true],
  ])('matches by %s', (_, match, expected) => {
    const program = createFaultProgram([{ match, times: 2, fault: reset }]);
    const struck = [1, 2].map(() => program.nextForRequest(post('/v1/invoices/in_1/pay')) !== undefined);
    expect(struck).toEqual([expected, expected]);
  });

  it.each<[string, FaultRule]>([
    ['a status that is no failure', { fault: { type: 'status', status: 200 } }],
    ['an endless delay', { fault: { type: 'slow', ms: Number.POSITIVE_INFINITY } }],
    ['a single copy', { webhook: '*', fault: { type: 'duplicate', copies: 1 } }],
    ['an impossible chance', { probability: 2, fault: reset }],
    ['no times', { times: 0, fault: reset }],
    ['an unreadable match', { match: 'post v1', fault: reset }],
    ['a match that never strikes', { match: 'POST /v1/*/refunds', fault: reset }],
    ['half a parameter', { match: '/v1/invoices/{invoice}.pdf', fault: reset }],
    ['a status of a page that no gateway has', { fault: { type: 'html', status: 302 } }],
  ])('refuses %s', (_, rule) => {
    expect(() => createFaultProgram([rule])).toThrow(TypeError);
  });
});
