import {
  createCallContext,
  type IntegrationEvent,
  type Telemetry,
  type TelemetryOption,
  toTelemetry,
} from '@breakwater/core';
import type { HostPass } from './host-fetch.js';

/** A value that follows asynchronous work. */
interface Ambient<T> {
  getStore(): T | undefined;
  run<R>(value: T, work: () => R): R;
}

/** What tells of failovers among the events of a policy. */
export interface FailoverEvents {
  /** What the policy tells its events to. */
  readonly telemetry: Telemetry | undefined;
  /** Sends a request, so that what the policy tells meanwhile is told of it. */
  follow<T>(pass: HostPass, send: () => Promise<T>): Promise<T>;
}

/**
 * The policy knows attempts and no hosts. Each request that a host failed, and that another one took over within the same
 * attempt, is told right before the end of that attempt, as an `attempt.finished` of the same call with the same number.
 */
export function createFailoverEvents(option: TelemetryOption | undefined): FailoverEvents {
  const sink = toTelemetry(option);
  if (sink === undefined) return { telemetry: undefined, follow: (_, send) => send() };
  const passes = createCallContext() as unknown as Ambient<HostPass>;
  return {
    telemetry: {
      emit(event) {
        if (event.type === 'attempt.finished') for (const told of toEvents(event, passes.getStore())) sink.emit(told);
        sink.emit(event);
      },
    },
    follow(pass, send) {
      try {
        return passes.run(pass, send);
      } catch {
        return send(); // A runtime without async context: the hosts still count, and only the events are missing.
      }
    },
  };
}

type AttemptFinished = Extract<IntegrationEvent, { type: 'attempt.finished' }>;

function toEvents(event: AttemptFinished, pass: HostPass | undefined): readonly AttemptFinished[] {
  const { service, operation, callId, attributes, attempt } = event;
  const shared = { type: 'attempt.finished', service, operation, callId, attributes, attempt } as const;
  return (pass?.failovers.splice(0) ?? []).map((failover) => ({ ...shared, result: 'failure', ...failover }));
}
