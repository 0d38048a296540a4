import type { Book } from './book.js';
import type { FaultProgram } from './fault-program.js';

/**
 * What an emulator does about a request. Everything that a Response can express is one, also a body that comes late or
 * breaks off; the rest has to be done to the connection by whoever carries the answer.
 */
export type EmulatorAnswer =
  | { readonly type: 'response'; readonly response: Response }
  /** Reset the connection. */
  | { readonly type: 'reset' }
  /** Answer nothing for as long as the client waits. */
  | { readonly type: 'hang' }
  /** Close the connection, as a server does with an idle one. */
  | { readonly type: 'keep_alive_closed' };

/** A stateful twin of a vendor's API. Carry it with `toFetch`, `serve` or `toMswHandlers`. */
export interface Emulator<B extends Book = Book> {
  readonly name: string;
  handle(request: Request): Promise<EmulatorAnswer>;
  /** What the vendor believes happened. */
  readonly book: B;
  readonly faults: FaultProgram;
  /** Ends timers and pending webhook deliveries. */
  close?(): Promise<void>;
}
