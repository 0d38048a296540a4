import { toFixed } from '../report/figures.ts';

/** What ours is to reach at 1 KB: how many times as fast as another of its group it has to be, at least. */
interface Bar {
  readonly group: string;
  readonly own: string;
  readonly other: string;
  readonly least: number;
}

const HMAC = { group: 'HMAC-SHA256', own: 'Breakwater stripe, the check' };
const ECDSA = { group: 'ECDSA over P-256', own: 'Breakwater sendgrid, the check' };

const BARS: readonly Bar[] = [
  { ...HMAC, other: 'raw createHmac with KeyObject, timingSafeEqual', least: 0.8 },
  { ...HMAC, other: 'stripe constructEvent', least: 1.3 },
  { ...ECDSA, other: 'raw crypto.verify with KeyObject', least: 0.9 },
  { ...ECDSA, other: '@sendgrid/eventwebhook', least: 50 },
];

/**
 * A sentence for each bar.
 *
 * @param ratioOf How many times as fast one subject of a group is as another.
 */
export function tellBars(ratioOf: (group: string, own: string, other: string) => number): readonly string[] {
  return BARS.map(({ group, own, other, least }) => {
    const ratio = ratioOf(group, own, other);
    const word = ratio >= least ? 'reached' : 'MISSED';
    return `${own}, at 1 KB, is ${toFixed(ratio, 2)} times as fast as ${other}; the bar is ${least}: ${word}.`;
  });
}
