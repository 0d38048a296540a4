/**
 * When a fault strikes: before the emulator looks at the request; during its execution, when the request was valid and
 * its idempotency key is held, but nothing is done yet; or after everything was done and only the answer is missing.
 */
export type FaultMoment = 'before' | 'during' | 'after';

/** The request is answered with this status instead. */
export interface StatusFault {
  readonly type: 'status';
  /** 400 to 599. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** By default a body in the vendor's own error shape. */
  readonly body?: string;
  /** @default 'before' */
  readonly when?: FaultMoment;
}

/** A proxy in front of the vendor answers with a page of HTML. */
export interface HtmlFault {
  readonly type: 'html';
  /** 200, as gateways answer with a page of their own, or 400 to 599. @default 503 */
  readonly status?: number;
  /** @default 'before' */
  readonly when?: 'before' | 'after';
}

/** The connection is reset instead of an answer. */
export interface ResetFault {
  readonly type: 'reset';
  /** @default 'before' */
  readonly when?: 'before' | 'after';
}

/** Nothing is answered, until the client gives up. */
export interface HangFault {
  readonly type: 'hang';
  /** @default 'before' */
  readonly when?: 'before' | 'after';
}

/** The answer comes late. */
export interface SlowFault {
  readonly type: 'slow';
  /** Milliseconds, on the emulator's clock. */
  readonly ms: number;
  /** `answer` delays everything, `body` sends status and headers at once and only the body late. @default 'answer' */
  readonly part?: 'answer' | 'body';
  /** Where in the execution the time is spent; of no meaning for `body`. @default 'after' */
  readonly when?: FaultMoment;
}

/** The request is carried out, the answer's body breaks off. */
export interface TruncatedFault {
  readonly type: 'truncated';
  /** Bytes that still arrive. By default half of the body. */
  readonly bytes?: number;
}

/**
 * The server closes the connection, which it held to be idle, just as the request arrives. Clients meet this on
 * connections that they kept alive, so let one request pass before it.
 */
export interface KeepAliveClosedFault {
  readonly type: 'keep_alive_closed';
}

/** What can go wrong with a request. */
export type Fault =
  | StatusFault
  | HtmlFault
  | ResetFault
  | HangFault
  | SlowFault
  | TruncatedFault
  | KeepAliveClosedFault;

/** What can go wrong with a webhook. */
export type WebhookFault =
  /** The delivery arrives `copies` times (by default 2), one after the other or all at once. */
  | { readonly type: 'duplicate'; readonly copies?: number; readonly concurrent?: boolean }
  /** The delivery is held back until the next one has been made. */
  | { readonly type: 'reorder' }
  /** The delivery is never made. */
  | { readonly type: 'drop' }
  /** A copy whose body was altered after signing arrives first, the genuine delivery after it. */
  | { readonly type: 'tamper' };

/** The moment at which a fault strikes, with its default. */
export function momentOf(fault: Fault): FaultMoment {
  switch (fault.type) {
    case 'keep_alive_closed':
      return 'before';
    case 'truncated':
      return 'after';
    case 'slow':
      return fault.part === 'body' ? 'after' : (fault.when ?? 'after');
    case 'status':
    case 'html':
    case 'reset':
    case 'hang':
      return fault.when ?? 'before';
  }
}

/** Throws a TypeError when a fault cannot be carried out as written. */
export function assertFault(fault: Fault | WebhookFault): void {
  const refuse = (why: string): never => {
    throw new TypeError(`Fault ${JSON.stringify(fault)}: ${why}`);
  };
  switch (fault.type) {
    case 'status':
    case 'html': {
      const { status = 503 } = fault;
      const isPage = fault.type === 'html' && status === 200;
      const isFailure = Number.isInteger(status) && status >= 400 && status <= 599;
      if (!isPage && !isFailure) refuse(`status must be ${fault.type === 'html' ? '200, or ' : ''}400 to 599.`);
      break;
    }
    case 'slow':
      if (!(fault.ms >= 0 && fault.ms < Number.POSITIVE_INFINITY)) refuse('ms must be a number of milliseconds.');
      break;
    case 'truncated':
      if (fault.bytes !== undefined && !(fault.bytes >= 0)) refuse('bytes must be zero or more.');
      break;
    case 'duplicate':
      if (fault.copies !== undefined && !(Number.isInteger(fault.copies) && fault.copies >= 2)) {
        refuse('copies must be 2 or more.');
      }
      break;
    case 'reset':
    case 'hang':
    case 'keep_alive_closed':
    case 'reorder':
    case 'drop':
    case 'tamper':
      break;
    default:
      refuse('unknown type.');
  }
}
