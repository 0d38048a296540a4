/** Who asks, as Clerk has signed it. */
export interface Visitor {
  readonly userId: string;
  /** Whether the user may do something in the organization that they work in. */
  may(permission: string): boolean;
}

/**
 * A page of the marketplace. It gets what the visitor has sent, of which the adapters check each field before any I/O, and
 * returns a `Response`, or what to answer as JSON.
 */
export type Route = (input: never, visitor: Visitor) => Promise<unknown>;

export type Routes = Readonly<Record<string, Route>>;

/** The answer to somebody who may not. */
export const refuse = (permission: string): Response =>
  Response.json({ error: `you need ${permission}` }, { status: 403 });
