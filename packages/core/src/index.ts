export { type AdapterOptions, adapterOptionFields, originShape, type ShapeFields } from './contract/adapter-options.js';
export type { AuthenticationMethod } from './contract/authentication-method.js';
export type { CircuitBreakerConfig } from './contract/circuit-breaker-config.js';
export { type AdapterFacts, configureIntegration } from './contract/configure-integration.js';
export { createIntegration, type IntegrationParts } from './contract/create-integration.js';
export { defineIntegration, type IntegrationDefinition } from './contract/define-integration.js';
export type { ErrorHandlingConfig, ErrorHandlingOverrides } from './contract/error-handling-config.js';
export type { ExternalServiceIntegration } from './contract/external-service-integration.js';
export type { FallbackConfig } from './contract/fallback-config.js';
export type { HedgingConfig } from './contract/hedging-config.js';
export type { CallOptions, CheckResult, Integration, IntegrationHealth } from './contract/integration.js';
export type { MonitoringConfig } from './contract/monitoring-config.js';
export { createInputError, type ParseShapeContext, parseShape } from './contract/parse-shape.js';
export type { RateLimitConfig } from './contract/rate-limit-config.js';
export { refineShape } from './contract/refine-shape.js';
export type { RetryPolicy } from './contract/retry-policy.js';
export {
  type Infer,
  type InferObject,
  type OptionalShape,
  type Shape,
  type StringRule,
  shape,
} from './contract/shape.js';
export { describeKind, unprinted } from './contract/unprinted.js';
export { type WithoutUndefined, withoutUndefined } from './contract/without-undefined.js';
export { containsCardNumber, maskCardNumbers } from './errors/card-number.js';
export { ERROR_CODES, type ErrorCode } from './errors/error-code.js';
export {
  IntegrationError,
  type IntegrationErrorInit,
  type Issue,
  isIntegrationError,
} from './errors/integration-error.js';
export type { Outcome } from './errors/outcome.js';
export { createRedactor, type Redact, type RedactorOptions, redactValue } from './errors/redact.js';
export { restateError } from './errors/restate-error.js';
export { sanitizeCause } from './errors/sanitize-cause.js';
export type * from './monitoring/integration-event.js';
export { type Telemetry, type TelemetryOption, toTelemetry } from './monitoring/telemetry.js';
export { telemetryShape } from './monitoring/telemetry-shape.js';
export type { Classification } from './resilience/classification.js';
export { classifyError } from './resilience/classify-error.js';
export { createPolicy } from './resilience/create-policy.js';
export { createPolicyRegistry, type PolicyRegistry, type PolicyRegistryOptions } from './resilience/policies-by-key.js';
export type {
  Attempt,
  ExecuteOptions,
  Policy,
  PolicyConfig,
  PolicyDependencies,
  PolicyExplanation,
  PolicyHealth,
  PolicySnapshot,
} from './resilience/policy.js';
export { parseRetryAfter } from './resilience/retry-after.js';
export type { SharedChange, SharedState } from './resilience/shared-state.js';
export { type Clock, systemClock } from './runtime/clock.js';
export { createSleep, type Sleep } from './runtime/sleep.js';
export { type CallContext, type CallContextStore, createCallContext } from './transport/call-context.js';
export { type AnsweredResponse, classifyResponse } from './transport/classify-response.js';
export { createTransport, type TransportRules } from './transport/create-transport.js';
export { assertIdempotencyKey, type IdempotencyRules } from './transport/idempotency.js';
export type { OutgoingRequest } from './transport/outgoing-request.js';
export { toBodyText } from './transport/outgoing-request.js';
export { ResponseTooLargeError, readBody, toBufferedResponse } from './transport/read-response.js';
export { createRouteTemplate, type RouteTemplate } from './transport/route-template.js';
