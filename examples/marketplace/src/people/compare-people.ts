import type { ClerkBook } from '@breakwater/clerk/testing';
import { type ComparedFact, factsOf } from '../comparison.ts';
import type { Store } from '../store/open-store.ts';

const NOBODY = 'no member';

/** Who may do what, here and at Clerk. */
export function comparePeople(store: Store, book: ClerkBook): readonly ComparedFact[] {
  const fact = factsOf('Clerk');
  const permissions = store.read<{ user: string; role: string }>("SELECT user, role FROM permission WHERE role <> ''");
  return [
    fact('members', permissions.length, book.memberships.length),
    ...book.users.map((user) => {
      const here = permissions.find((row) => row.user === user.id)?.role ?? NOBODY;
      const there = book.memberships.find(({ userId }) => userId === user.id)?.role ?? NOBODY;
      return fact(`${user.first_name} is`, here, there);
    }),
  ];
}
