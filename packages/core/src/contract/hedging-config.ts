/**
 * A second request for a read that is slow to answer; the first answer counts and the other request is given up. `false`
 * switches it off. Only calls marked `readOnly` are hedged, and each further request costs the retry budget one.
 */
export type HedgingConfig =
  | false
  | {
      /** Milliseconds without an answer after which a further request is sent. Take the 95th percentile of the latency. */
      readonly delay: number;
      /** Further requests for one attempt. @default 1 */
      readonly maxHedges?: number | undefined;
    };
