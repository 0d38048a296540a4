import { type Shape, shape } from '../contract/shape.js';
import { isTelemetryOption, type TelemetryOption } from './telemetry.js';

/** What every adapter takes as `telemetry`: one sink or several. */
export const telemetryShape: Shape<TelemetryOption> = /* @__PURE__ */ shape.custom<TelemetryOption>(
  isTelemetryOption,
  '{ emit(event) } or an array of them',
);
