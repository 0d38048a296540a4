export type { AcmeClient, AcmeOrder, CreateOrderParameters } from './acme-client.js';
export { AcmeError } from './acme-error.js';
export { type Acme, createAcme } from './create-acme.js';
export { acmeDefinition } from './definition.js';
export type { PlaceOrderInput } from './operations/place-order.js';
export type { AcmeOptions } from './options.js';
