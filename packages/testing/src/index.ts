export type { AnswerKind, Book, RequestRecord } from './book.js';
export { type Chaos, type ChaosOptions, chaos } from './chaos.js';
export type { ContractCase } from './contract/contract-case.js';
export type {
  ContractCall,
  ContractOverrides,
  IntegrationContract,
  WebhookContract,
} from './contract/contract-descriptor.js';
export { integrationContract } from './contract/integration-contract.js';
export { createEmulator, type EmulatorDefinition, type Exchange } from './create-emulator.js';
export type { Emulator, EmulatorAnswer } from './emulator.js';
export type {
  Fault,
  FaultMoment,
  HangFault,
  HtmlFault,
  KeepAliveClosedFault,
  ResetFault,
  SlowFault,
  StatusFault,
  TruncatedFault,
  WebhookFault,
} from './fault.js';
export {
  createFaultProgram,
  type FaultProgram,
  type FaultProgramOptions,
  type FaultRecord,
  type FaultRule,
  type RequestFaultRule,
  type WebhookFaultRule,
} from './fault-program.js';
export { inboxContract } from './inbox-contract/inbox-contract.js';
export type { InboxContract, InboxEffects, OpenedInbox } from './inbox-contract/inbox-contract-descriptor.js';
export { readBody } from './read-body.js';
export type { RequestMatch, RequestTarget } from './request-match.js';
export { createRouter, type RouteMatch, type RouteParameters, type Router } from './router.js';
export {
  type FailOptions,
  fail,
  hang,
  type OkOptions,
  ok,
  type ScriptedOutcome,
} from './scripted-outcome.js';
export { type ScriptedCall, type ScriptOptions, scriptedOutcomes } from './scripted-outcomes.js';
export { createSeededRandom, type Random } from './seeded-random.js';
export { type ServedEmulator, type ServeOptions, serve } from './serve.js';
export {
  type CreateStormCaller,
  type StormCaller,
  type StormCallerDependencies,
  type StormOptions,
  simulateStorm,
} from './storm/simulate-storm.js';
export type { StormCall } from './storm/storm-call.js';
export { classifyStormFailure, StormFailure, type StormFailureCode } from './storm/storm-failure.js';
export type { StormSecond } from './storm/storm-recorder.js';
export type { StormReport } from './storm/storm-report.js';
export {
  STORM_SCENARIOS,
  type StormOutage,
  type StormScenario,
  type StormScenarioName,
  type StormServerModel,
} from './storm/storm-scenario.js';
export { compareStorms, type StormFigures } from './storm/storm-text.js';
export { toFetch } from './to-fetch.js';
export { type MswOptions, toMswHandlers } from './to-msw-handlers.js';
export { createVirtualClock, type SettleOptions, type VirtualClock } from './virtual-clock.js';
export {
  createWebhookSender,
  type WebhookDelivery,
  type WebhookMessage,
  type WebhookSender,
  type WebhookSenderOptions,
} from './webhook-sender.js';
