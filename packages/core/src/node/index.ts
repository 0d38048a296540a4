export type { LambdaEvent } from './lambda-event.js';
export type { NodeRequest } from './node-request.js';
export { readRawBody } from './read-raw-body.js';
export { type FastifyInstanceLike, type FastifyPluginOptions, toFastifyPlugin } from './to-fastify-plugin.js';
export { type LambdaHandlerOptions, type LambdaResult, toLambdaHandler } from './to-lambda-handler.js';
export { type NodeListener, type NodeListenerOptions, toNodeListener } from './to-node-listener.js';
