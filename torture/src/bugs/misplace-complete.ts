import type { Claim, Inbox } from '@breakwater/core/webhooks';

type CompleteOptions = Parameters<Inbox<unknown>['complete']>[1];

/** Defect: the effect is committed first, and recorded as done in a transaction of its own. */
export function completeOutside(inbox: Inbox<unknown>): Inbox<unknown> {
  let pending: { readonly claim: Claim; readonly options: CompleteOptions }[] = [];
  return {
    ...inbox,
    async transaction(work) {
      const result = await inbox.transaction(work);
      const due = pending;
      pending = [];
      for (const { claim, options } of due) {
        await inbox.transaction((transaction) => inbox.complete(claim, { ...options, transaction }));
      }
      return result;
    },
    async complete(claim, options) {
      pending.push({ claim, options });
      return true;
    },
  };
}
