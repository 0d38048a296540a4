import type { Operation } from '../api/operation.js';
import { notFound } from '../api/twilio-api-error.js';
import { toRfc2822 } from '../state/twilio-state.js';

/** The endpoints of the account itself. */
export const accountEndpoints: readonly Operation[] = [
  {
    route: 'GET /2010-04-01/Accounts/{Sid}',
    simulated: [],
    prepare({ state, parameters, uri }) {
      if (parameters['Sid'] !== state.accountSid) throw notFound(uri);
      return () => ({
        sid: state.accountSid,
        owner_account_sid: state.accountSid,
        friendly_name: 'Emulated account',
        status: 'active',
        type: 'Full',
        // Twilio puts the token here. Nobody should read it from here, so that it is left out.
        auth_token: null,
        date_created: toRfc2822(0),
        date_updated: toRfc2822(0),
        uri: `/2010-04-01/Accounts/${state.accountSid}.json`,
        subresource_uris: {},
      });
    },
  },
  {
    route: 'GET /2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers.json',
    simulated: ['PageSize', 'Page'],
    prepare:
      ({ state }) =>
      () => ({
        uri: `/2010-04-01/Accounts/${state.accountSid}/AvailablePhoneNumbers.json`,
        countries: [{ country_code: 'US', country: 'United States', uri: '', beta: false, subresource_uris: {} }],
      }),
  },
];
