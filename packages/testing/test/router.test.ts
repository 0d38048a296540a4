import { describe, expect, it } from 'vitest';
import { createRouter } from '../src/router.js';

describe('router', () => {
  const router = createRouter({
    'GET /v1/invoices/{invoice}': 'retrieve',
    'POST /v1/invoices/{invoice}': 'update',
    'POST /v1/invoices/create_preview': 'preview',
    'GET /v1/accounts/{account}/links/{link}': 'link',
    'GET /files/*': 'files',
  });

  it('reads parameters out of the path, decoded', () => {
    expect(router.match('GET', '/v1/accounts/acct%20%2F1/links/b')).toEqual({
      route: 'GET /v1/accounts/{account}/links/{link}',
      parameters: { account: 'acct /1', link: 'b' },
      handler: 'link',
    });
  });

  it('prefers a literal segment to a parameter, whatever the order', () => {
    expect(router.match('POST', '/v1/invoices/create_preview')?.handler).toBe('preview');
    expect(router.match('POST', '/v1/invoices/in_1')?.handler).toBe('update');
  });

  it('tells methods apart', () => {
    expect(router.match('GET', '/v1/invoices/create_preview')?.handler).toBe('retrieve');
    expect(router.match('DELETE', '/v1/invoices/in_1')).toBeUndefined();
  });

  it('lets a last star stand for the rest, but not for nothing', () => {
    expect(router.match('GET', '/files/a/b')?.handler).toBe('files');
    expect(router.match('GET', '/files')).toBeUndefined();
  });

  it.each(['/v1/invoices', '/v1/invoices/', '/v1/invoices/in_1/pay', '/v1/invoices/%E0%A4%A', ''])(
    'finds nothing for %s',
    (path) => {
      expect(router.match('GET', path)).toBeUndefined();
    },
  );

  it('does not take a parameter for a property of Object', () => {
    expect(router.match('GET', '/v1/invoices/__proto__')?.parameters).toEqual({ invoice: '__proto__' });
  });

  it('refuses a malformed route', () => {
    expect(() => createRouter({ 'get /x': 1 })).toThrow('is not "METHOD /template"');
  });
});
