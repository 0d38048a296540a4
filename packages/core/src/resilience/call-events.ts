import type { CallResult, IntegrationEvent } from '../monitoring/integration-event.js';
import type { AttemptRun } from './attempt-run.js';
import type { Failure } from './failure.js';
import type { PolicyCall } from './policy-call.js';
import type { ServicePolicy } from './service-policy.js';

/** The part of an event that tells of one call: everything but what all events of the call share. */
type CallFacts = Omit<
  Extract<IntegrationEvent, { callId: string }>,
  'service' | 'at' | 'operation' | 'callId' | 'attributes'
>;
type FactsOf<Type extends IntegrationEvent['type']> = Omit<
  Extract<IntegrationEvent, { type: Type }>,
  'service' | 'at' | 'operation' | 'callId' | 'attributes'
>;

/** Emits an event of one call. Called only where there is telemetry, so that without it not even the facts are built. */
export function emitCallEvent<Type extends CallFacts['type']>(
  policy: ServicePolicy,
  call: PolicyCall,
  facts: FactsOf<Type>,
): void {
  const event = {
    service: policy.name,
    at: policy.clock.now(),
    operation: call.operation,
    callId: policy.idOf(call),
    attributes: call.options.attributes,
    ...facts,
  };
  policy.telemetry?.emit(event as unknown as IntegrationEvent);
}

/** A request has ended. */
export function emitAttempt(
  policy: ServicePolicy,
  call: PolicyCall,
  run: AttemptRun,
  failure: Failure | undefined,
  durationMs: number,
): void {
  emitCallEvent<'attempt.finished'>(policy, call, {
    type: 'attempt.finished',
    attempt: run.attempt,
    result: failure?.result ?? 'success',
    durationMs,
    code: failure?.result === 'aborted' ? undefined : failure?.code,
    status: failure?.status,
    requestId: failure?.requestId,
    hedge: run.hedge ? true : undefined,
  });
}

/** A call has ended. */
export function emitCall(
  policy: ServicePolicy,
  call: PolicyCall,
  result: CallResult,
  failure: Failure | undefined,
): void {
  emitCallEvent<'call.finished'>(policy, call, {
    type: 'call.finished',
    result,
    attempts: call.attempts,
    durationMs: call.elapsed(),
    waitedMs: call.waitedMs,
    code: failure?.code,
    outcome: failure?.outcome,
    status: failure?.status,
    requestId: failure?.requestId,
    idempotencyKey: call.options.idempotencyKey,
  });
}
