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
      if (text !== undefined) say(event.type.startsWith('webhook') ? 'webhook' : 'policy', text);
    },
  };
}

function describe(event: IntegrationEvent): string | undefined {
  switch (event.type) {
    case 'retry.scheduled':
      return `${event.operation}: attempt ${event.attempt} failed (${event.code}), next in ${Math.round(event.delayMs)} ms (${event.delayedBy})`;
    case 'retry.refused':
      return `${event.operation}: not repeated (${event.reason})`;
    case 'breaker.changed':
      return `circuit ${event.from} -> ${event.to}`;
    case 'webhook.rejected':
      return `refused with ${event.status}: ${event.reason}`;
    case 'webhook.processed':
      return `${event.eventType} applied`;
    case 'webhook.duplicate':
      return `${event.eventType} seen before`;
    default:
      return undefined;
  }
}
