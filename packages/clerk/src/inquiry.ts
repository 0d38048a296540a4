import type { CallContextStore, IntegrationError } from '@breakwater/core';
import { keyIdsOf } from './key-ids.js';

/**
 * What the SDK has asked Clerk while it looked at one request or token, and what it could not find out. The SDK itself calls
 * both "signed out".
 */
export interface Inquiry {
  /** Ids of the keys that the tokens at hand are signed with, read when they are first asked for. */
  readonly keyIds: readonly string[];
  /** Clerk was asked for a session: its token is not among those at hand. */
  hasAskedForSession: boolean;
  /** Why the keys, or the answer to a handshake, could not be had. */
  failure: IntegrationError | undefined;
  /** Why the session could not be refreshed. A browser that is sent to Clerk finds out there. */
  refreshFailure: IntegrationError | undefined;
  /** Why the last keys had to stand in: one that is missing from them may exist. */
  staleFailure: IntegrationError | undefined;
}

/** The inquiries that are under way, by the context of their call. */
export interface Inquiries {
  /** @param tokens the texts that tokens may be in */
  open(context: object, tokens: readonly (string | null)[]): Inquiry;
  /** The inquiry of the present call; undefined in one that is none, as of the bare client. */
  current(): Inquiry | undefined;
}

/** Makes {@link Inquiries}. */
export function createInquiries(context: CallContextStore): Inquiries {
  const open = new WeakMap<object, Inquiry>();
  return {
    open(call, tokens) {
      let keyIds: readonly string[] | undefined;
      const inquiry: Inquiry = {
        get keyIds() {
          return (keyIds ??= keyIdsOf(tokens));
        },
        hasAskedForSession: false,
        failure: undefined,
        refreshFailure: undefined,
        staleFailure: undefined,
      };
      open.set(call, inquiry);
      return inquiry;
    },
    current() {
      const call = context.getStore();
      return call && open.get(call);
    },
  };
}
