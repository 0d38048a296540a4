/** What one process tells the others of its fleet, once for each change and never for each call. */
export type SharedChange =
  /** The circuit opened here. Whether that opens it everywhere is for the implementation's quorum to decide. */
  | { readonly type: 'breaker.opened'; readonly service: string; readonly openMs: number }
  | { readonly type: 'breaker.closed'; readonly service: string }
  /** The vendor asked for a pause. */
  | { readonly type: 'paused'; readonly service: string; readonly pauseMs: number };

/**
 * State of a service that the processes of a fleet share. All members may fail: the policy then goes on with what it
 * knows itself.
 */
export interface SharedState {
  publish(change: SharedChange): Promise<void>;
  /** Calls `apply` for each change that this process is to follow. Returns a function that ends it. */
  subscribe(service: string, apply: (change: SharedChange) => void): () => void;
  /** Whether this process may send the probe: one lease for the fleet, which ends by itself after `leaseMs`. */
  acquireProbe(service: string, leaseMs: number): Promise<boolean>;
}
