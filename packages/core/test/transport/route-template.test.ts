import { createRouteTemplate } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const toRoute = createRouteTemplate([
  '/v1/customers',
  '/v1/customers/{customer}',
  '/v1/customers/search',
  '/v1/invoices/{invoice}/pay',
]);

describe('createRouteTemplate', () => {
  it.each([
    ['/v1/customers', '/v1/customers'],
    ['/v1/customers/cus_123', '/v1/customers/{customer}'],
    ['/v1/customers/search', '/v1/customers/search'],
    ['/v1/invoices/in_1/pay', '/v1/invoices/{invoice}/pay'],
    ['/v1/invoices/in_1', '/v1/invoices/{id}'],
    ['/v1/unknown/abc123/sub_items', '/v1/unknown/{id}/sub_items'],
    ['/', '/'],
  ])('names %s as %s', (path, name) => {
    expect(toRoute(path)).toBe(name);
  });

  it('keeps a literal from hiding a longer template', () => {
    const route = createRouteTemplate(['/a/{x}/c', '/a/b']);
    expect(route('/a/b/c')).toBe('/a/{x}/c');
  });

  it('gives paths of any depth one name', () => {
    expect(toRoute('/x'.repeat(5_000))).toBe('/{path}');
  });
});
