/** Less than this is not enough for a healthy host that is far away. */
const LEAST = 1_000;

/**
 * How long a read waits for one host, body and all, in milliseconds: its share of the time that is left, or a second where
 * the share is less, but never more than half, so that a second host always has its turn.
 *
 * @param left milliseconds until the attempt or the call is over
 * @param hosts how many are still to be tried, this one included
 */
export function toPatience(left: number, hosts: number): number {
  const time = Math.max(0, left);
  return Math.max(time / hosts, Math.min(LEAST, time / 2));
}
