import { checkOptions, type OptionRule } from '../check-options.js';
import type { PurgeOptions } from './inbox.js';

const purgeRules: Readonly<Record<string, OptionRule>> = {
  'olderThan!': 'duration',
  source: 'name',
  tenant: 'name',
  states: [
    (states) => Array.isArray(states) && states.every((state) => state === 'done' || state === 'dead'),
    'an array of done, dead',
  ],
};

/**
 * Checks what is to be purged, for stores: what they erase is gone, and an age that is no number, as of a setting that is
 * missing, compares with everything as if it were old enough.
 *
 * @param store Name of the store, for the error.
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function checkPurge(store: string, purging: PurgeOptions): void {
  checkOptions(store, 'options', purging, purgeRules);
}
