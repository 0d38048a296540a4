import { notify } from '../runtime/notify.js';
import type { IntegrationEvent } from './integration-event.js';

/**
 * A receiver of events. `emit` is called synchronously on the path of the call, so it should only take note; what it
 * throws, or rejects with when it is asynchronous, is dropped and harms nobody.
 */
export interface Telemetry {
  emit(event: IntegrationEvent): void;
}

/** Anything that can be given as `telemetry`: one sink or several. */
export type TelemetryOption = Telemetry | readonly Telemetry[];

const isSink = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'emit' in value && typeof value.emit === 'function';

/** Whether `value` can be given as `telemetry`. */
export function isTelemetryOption(value: unknown): value is TelemetryOption {
  return Array.isArray(value) ? [...(value as readonly unknown[])].every(isSink) : isSink(value);
}

/**
 * One guarded sink out of the given ones, or undefined for none: callers then skip building the event at all.
 */
export function toTelemetry(option: TelemetryOption | undefined): Telemetry | undefined {
  const sinks =
    option === undefined ? [] : Array.isArray(option) ? [...(option as readonly Telemetry[])] : [option as Telemetry];
  if (sinks.length === 0) return undefined;
  return {
    emit(event) {
      // One at a time: a broken sink must not keep the event from the others.
      for (const sink of sinks) notify(() => sink.emit(event));
    },
  };
}
