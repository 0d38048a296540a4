import { checkOptions, type OptionRule } from '../check-options.js';
import type { DeliveryKey } from '../inbox/inbox.js';
import type { DeadLetterFilter } from './dead-letter.js';

/** One or more keys, or a filter. */
export type LetterSelection = DeliveryKey | readonly DeliveryKey[] | DeadLetterFilter;

const filterRules: Readonly<Record<string, OptionRule>> = {
  tenant: 'name',
  source: 'name',
  state: ['pending', 'claimed', 'retry', 'done', 'dead'],
  type: 'name',
  subject: 'name',
};

const isList = (selection: LetterSelection): selection is readonly DeliveryKey[] => Array.isArray(selection);

/** Whether it selects by properties and not by key. */
export const isFilter = (selection: LetterSelection): selection is DeadLetterFilter =>
  !isList(selection) && !(typeof selection === 'object' && selection !== null && 'id' in selection);

/** The keys of a selection, each once. */
export function toKeys(selection: DeliveryKey | readonly DeliveryKey[]): readonly DeliveryKey[] {
  const keys = isList(selection) ? selection : [selection];
  const known = new Set<string>();
  return keys.filter((key) => {
    const { tenant, source, id } = Object(key) as DeliveryKey;
    const text = JSON.stringify([tenant, source, id]);
    return known.has(text) ? false : known.add(text);
  });
}

/**
 * Checks keys, which may be whole deliveries.
 *
 * @throws IntegrationError `CONFIGURATION`
 */
export function checkKeys(keys: readonly DeliveryKey[]): void {
  for (const [index, key] of keys.entries()) {
    const { tenant, source, id } = Object(key) as DeliveryKey;
    const rules = { 'tenant!': 'name', 'source!': 'name', 'id!': 'name' } as const;
    checkOptions('webhooks', keys.length === 1 ? 'key' : `keys[${index}]`, { tenant, source, id }, rules);
  }
}

/**
 * Checks a filter. One that is to change something has to name something: whoever means all dead letters says
 * `{ state: 'dead' }`.
 *
 * @throws IntegrationError `CONFIGURATION`
 */
export function checkSelection(
  filter: DeadLetterFilter,
  more: Readonly<Record<string, OptionRule>> = {},
  mustName = false,
): void {
  checkOptions('webhooks', 'filter', filter, { ...filterRules, ...more });
  const isEmpty = Object.values(Object(filter) as object).every((value) => value === undefined);
  if (mustName && isEmpty) checkOptions('webhooks', 'filter', {}, { 'state!': filterRules['state'] ?? 'name' });
}
