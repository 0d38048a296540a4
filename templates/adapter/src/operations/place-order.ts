import { type CallOptions, type Integration, parseShape, type Shape, shape } from '@breakwater/core';
import type { AcmeClient, AcmeOrder } from '../acme-client.js';

/** What is ordered. */
export interface PlaceOrderInput {
  readonly item: string;
  /** From 1 to 1000. */
  readonly quantity: number;
}

const INPUT: Shape<PlaceOrderInput> = /* @__PURE__ */ shape.object({
  item: shape.string({ minLength: 1 }),
  quantity: shape.number({ min: 1, max: 1_000, integer: true }),
});

/** Places an order under one key for all attempts: the transport puts the key of the call on its first write. */
export async function placeOrder(
  integration: Integration<AcmeClient, 'acme'>,
  given: PlaceOrderInput,
  options?: CallOptions<AcmeOrder>,
): Promise<AcmeOrder> {
  const input = parseShape(given, INPUT, { path: 'input', service: 'acme', operation: 'orders.place' });
  return await integration.run('orders.place', (client) => client.orders.create(input), options);
}
