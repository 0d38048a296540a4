import type { IntegrationEvent, Telemetry } from '@breakwater/core';

/** Prints what happens, with the milliseconds since the start. */
export interface Timeline extends Telemetry {
  say(who: string, what: string): void;
}

/** Writes to `print`, one line for each thing worth seeing. */
export function createTimeline(print: (line: string) => void): Timeline {
  const startedAt = Date.now();
  const say = (who: string, what: string): void => {
    print(`${String(Date.now() - startedAt).padStart(6)} ms  ${who.padEnd(9)} ${what}`);
  };
  return {
    say,
    emit(event) {
      const text = describe(event);
      if (text !== undefined) say(event.service, text);
    },
  };
}

function describe(event: IntegrationEvent): string | undefined {
  switch (event.type) {
    case 'retry.scheduled':
      return `${event.operation}: attempt ${event.attempt} failed (${event.code}), next in ${Math.round(event.delayMs)} ms (${event.delayedBy})`;
    case 'retry.refused':
      if (event.reason === 'not-retryable') return undefined;
      return `${event.operation}: not repeated (${event.reason})`;
    case 'reconcile.finished':
      return `${event.operation}: looked up what became of it, ${event.result}`;
    case 'breaker.changed':
      return `circuit ${event.from} -> ${event.to}`;
    case 'webhook.rejected':
      return `webhook refused with ${event.status}: ${event.reason}`;
    case 'webhook.processed':
      return `webhook ${event.eventType} applied${event.attempt > 1 ? ` at attempt ${event.attempt}` : ''}`;
    case 'webhook.superseded':
      return `webhook ${event.eventType} left alone: a newer one was before it`;
    case 'webhook.failed':
      return `webhook ${event.eventType} failed, and comes again: ${event.error}`;
    case 'webhook.duplicate':
      return `webhook ${event.eventType} seen before`;
    default:
      return undefined;
  }
}
