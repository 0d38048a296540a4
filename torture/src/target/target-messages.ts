import type { PlantedBug } from '../bugs/planted-bug.ts';
import type { StoreLocation } from '../stores/store-location.ts';
import type { Fault } from './fault.ts';

/** What a process under torture is started with. */
export interface TargetOrder {
  readonly type: 'start';
  readonly location: StoreLocation;
  readonly seed: number;
  readonly bug?: PlantedBug | undefined;
}

/** From the sender to a process. */
export type ToTarget =
  | TargetOrder
  | { readonly type: 'suffer'; readonly fault: Fault }
  | { readonly type: 'deliver'; readonly request: number; readonly body: string; readonly signature: string }
  | { readonly type: 'present'; readonly question: number; readonly revision: number }
  | { readonly type: 'stop' };

/** From a process to the sender. */
export type FromTarget =
  | { readonly type: 'ready' }
  | { readonly type: 'answered'; readonly request: number; readonly status: number }
  /** Asks for the present state of a subject, as a handler asks a vendor's API. */
  | { readonly type: 'fetch'; readonly question: number; readonly subject: string }
  | { readonly type: 'stalled' }
  | { readonly type: 'broken'; readonly error: string };
