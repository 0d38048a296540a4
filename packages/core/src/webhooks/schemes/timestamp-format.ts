import { parseSeconds } from './check-freshness.js';

/** How a sender writes a time: whole seconds or milliseconds since the epoch, or RFC 3339 as `2026-01-31T12:00:00.5Z`. */
export type TimestampFormat = 'seconds' | 'milliseconds' | 'rfc3339';

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a time.
 *
 * @returns milliseconds since the epoch, or undefined for anything else
 */
export function parseTimestamp(format: TimestampFormat, text: string): number | undefined {
  if (format === 'seconds') return parseSeconds(text);
  if (format === 'milliseconds') return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const time = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Writes a time in milliseconds since the epoch. */
export function formatTimestamp(format: TimestampFormat, at: number): string {
  if (format === 'rfc3339') return new Date(at).toISOString();
  return String(Math.floor(format === 'seconds' ? at / 1_000 : at));
}
