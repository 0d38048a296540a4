export type { NodeRequest } from './node-request.js';
export { readRawBody } from './read-raw-body.js';
export { type NodeListener, type NodeListenerOptions, toNodeListener } from './to-node-listener.js';
