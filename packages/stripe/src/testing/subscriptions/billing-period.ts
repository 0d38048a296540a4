import type { Interval } from '../api/common-parameters.js';
import type { Price } from '../state/objects.js';

/** A span of time in epoch seconds. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

const day = 86_400;

/**
 * The end of a billing period that starts at `start`. Months are calendar months; a day that a month lacks becomes its
 * last one, and the day of the anchor comes back afterwards.
 */
function periodEnd(start: number, anchor: number, interval: Interval, count: number): number {
  if (interval === 'day') return start + count * day;
  if (interval === 'week') return start + count * 7 * day;
  const months = interval === 'year' ? count * 12 : count;
  const date = new Date(start * 1000);
  const wanted = new Date(anchor * 1000).getUTCDate();
  const first = new Date(date);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(wanted, lastDay));
  return Math.floor(first.getTime() / 1000);
}

/** The period of a recurring price from `start` on. */
export function periodOf(price: Price, start: number, anchor: number): Period {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {};
  return { start, end: periodEnd(start, anchor, toInterval(interval), count) };
}

function toInterval(value: string): Interval {
  return value === 'day' || value === 'week' || value === 'year' ? value : 'month';
}

/** How a price's period is written: `1 month`, `2 weeks`. Two prices with the same one share their periods. */
export function intervalOf(price: Price): string {
  return `${price.recurring?.interval_count ?? 1} ${price.recurring?.interval ?? 'month'}`;
}
