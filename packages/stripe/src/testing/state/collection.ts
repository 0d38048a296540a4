import { resourceMissing } from '../api/stripe-api-error.js';

/** All objects of one kind. */
export interface Collection<T extends { readonly id: string }> {
  get(id: string): T | undefined;
  /**
   * Throws `resource_missing` for an unknown id: 404, or 400 when `param` names the parameter that held the id.
   */
  require(id: string, param?: string): T;
  add<Item extends T>(item: Item): Item;
  remove(id: string): void;
  /** Newest first, as Stripe lists them. */
  newestFirst(): T[];
  /** Oldest first. */
  all(): T[];
}

/** @param noun As Stripe names the kind in its messages. */
export function createCollection<T extends { readonly id: string }>(noun: string): Collection<T> {
  const items = new Map<string, T>();
  return {
    get: (id) => items.get(id),
    require(id, param) {
      const item = items.get(id);
      if (!item) throw resourceMissing(noun, id, param);
      return item;
    },
    add(item) {
      items.set(item.id, item);
      return item;
    },
    remove: (id) => void items.delete(id),
    newestFirst: () => [...items.values()].toReversed(),
    all: () => [...items.values()],
  };
}
