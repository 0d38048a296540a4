import type { AlgoliaBook } from '@breakwater/algolia/testing';
import { type ComparedFact, factsOf } from '../comparison.ts';
import type { Store } from '../store/open-store.ts';

/** What is offered, here and where searches look. */
export function compareCatalog(store: Store, book: AlgoliaBook): readonly ComparedFact[] {
  const fact = factsOf('Algolia');
  const here = store.read<{ id: string; name: string; price: number }>('SELECT * FROM service ORDER BY id');
  const there = book.index('services')?.records ?? [];
  return [
    fact('services', here.length, there.length),
    ...here.map(({ id, name, price }) => {
      const record = there.find(({ objectID }) => objectID === id);
      return fact(id, `${name} at ${price}`, `${String(record?.['name'])} at ${String(record?.['price'])}`);
    }),
  ];
}
