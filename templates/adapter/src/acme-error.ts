/** What Acme says when it refuses: the vendor's own error, thrown by calls on the bare client. */
export class AcmeError extends Error {
  override readonly name: string = 'AcmeError';
  readonly status: number;
  /** Acme's word for it, for example `out_of_stock`. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(facts: { status: number; message: string; code: string | undefined; requestId: string | undefined }) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}
