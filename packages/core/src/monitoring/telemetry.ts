import type { IntegrationEvent } from './integration-event.js';

/**
 * A receiver of events. `emit` is called synchronously on the path of the call, so it should only take note; what it
 * throws is dropped and harms nobody.
 */
export interface Telemetry {
  emit(event: IntegrationEvent): void;
}

/** Anything that can be given as `telemetry`: one sink or several. */
export type TelemetryOption = Telemetry | readonly Telemetry[];

/**
 * One guarded sink out of the given ones, or undefined for none: callers then skip building the event at all.
 */
export function toTelemetry(option: TelemetryOption | undefined): Telemetry | undefined {
  const sinks =
    option === undefined ? [] : Array.isArray(option) ? [...(option as readonly Telemetry[])] : [option as Telemetry];
  if (sinks.length === 0) return undefined;
  return {
    emit(event) {
      for (const sink of sinks) {
        try {
          sink.emit(event);
        } catch {
          // A broken sink must not fail the call it watches, nor keep the event from the other sinks.
        }
      }
    },
  };
}
