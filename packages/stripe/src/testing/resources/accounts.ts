import type Stripe from 'stripe';
import { expand, metadataInput, openHash, pagination, timeRange } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { type Parameter, required } from '../api/parameter.js';
import { flag, hash, ignored, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';

const capability = hash({ requested: flag() });

/** The capabilities that the emulator keeps: whatever else is asked for is accepted and forgotten. */
const capabilities = hash({
  card_payments: capability,
  transfers: capability,
  us_bank_account_ach_payments: ignored(capability),
  sepa_debit_payments: ignored(capability),
  link_payments: ignored(capability),
  legacy_payments: ignored(capability),
});

const businessTypes = oneOf('company', 'government_entity', 'individual', 'non_profit');

const profile = {
  account_token: ignored(nonEmpty()),
  business_profile: openHash,
  business_type: businessTypes,
  capabilities,
  company: openHash,
  default_currency: nonEmpty(3),
  documents: openHash,
  email: text(),
  expand,
  external_account: openHash,
  groups: openHash,
  individual: openHash,
  metadata: metadataInput,
  settings: openHash,
  tos_acceptance: openHash,
};

interface CapabilityRequest {
  readonly requested?: boolean | undefined;
}

function requested(
  asked: CapabilityRequest | undefined,
  status: 'inactive' | 'active',
): 'inactive' | 'active' | undefined {
  return asked?.requested === true ? status : undefined;
}

function applyCapabilities(
  account: Stripe.Account,
  asked: { readonly card_payments?: CapabilityRequest | undefined; readonly transfers?: CapabilityRequest | undefined },
): void {
  // After onboarding there is nothing left to ask, so that a capability becomes active at once.
  const status = account.details_submitted ? 'active' : 'inactive';
  const cards = requested(asked.card_payments, status);
  const transfers = requested(asked.transfers, status);
  account.capabilities = {
    ...account.capabilities,
    ...(cards && { card_payments: cards }),
    ...(transfers && { transfers }),
  };
}

const openRequirements = ['business_profile.url', 'external_account', 'tos_acceptance.date', 'tos_acceptance.ip'];

/** Fills in what onboarding asks for: the account can charge, be paid out and take transfers. */
export function completeOnboarding(state: StripeState, account: Stripe.Account): void {
  change(state, account, 'account.updated', (it) => {
    const capabilityNames = Object.keys(it.capabilities ?? {});
    it.details_submitted = true;
    it.charges_enabled = true;
    it.payouts_enabled = true;
    it.capabilities = Object.fromEntries(capabilityNames.map((name) => [name, 'active']));
    it.requirements = newRequirements([]);
  });
}

function newRequirements(open: string[]): Stripe.Account.Requirements {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: open,
    disabled_reason: open.length > 0 ? 'requirements.past_due' : null,
    errors: [],
    eventually_due: open,
    past_due: open,
    pending_verification: [],
  };
}

const controller = hash({
  fees: hash({ payer: oneOf('account', 'application') }),
  losses: hash({ payments: oneOf('application', 'stripe') }),
  requirement_collection: oneOf('application', 'stripe'),
  stripe_dashboard: hash({ type: oneOf('express', 'full', 'none') }),
});

const country: Parameter<string> = nonEmpty(2);

export const accountOperations: readonly Operation[] = [
  operation(
    'POST /v1/accounts',
    'account',
    { ...profile, controller, country, type: oneOf('custom', 'express', 'standard') },
    ({ state, parameters }) => {
      const { type, controller: control, email, metadata, country: home = 'US' } = parameters;
      if (type !== undefined && control !== undefined) {
        throw invalidRequest('You may only specify one of these parameters: type, controller.', {
          param: 'controller',
        });
      }
      const account: Stripe.Account = {
        id: state.identifier('acct', 16),
        object: 'account',
        business_type: parameters.business_type ?? null,
        capabilities: {},
        charges_enabled: false,
        controller: {
          fees: { payer: control?.fees?.payer ?? 'account' },
          is_controller: true,
          losses: { payments: control?.losses?.payments ?? 'stripe' },
          requirement_collection: control?.requirement_collection ?? 'stripe',
          stripe_dashboard: { type: control?.stripe_dashboard?.type ?? (type === 'express' ? 'express' : 'full') },
          type: 'application',
        },
        country: home,
        created: state.now(),
        default_currency: toCurrency(parameters.default_currency ?? 'usd', 'default_currency'),
        details_submitted: false,
        email: email || null,
        metadata: mergeMetadata(null, metadata),
        payouts_enabled: false,
        requirements: newRequirements(openRequirements),
        type: type ?? (control === undefined ? 'standard' : 'none'),
      };
      applyCapabilities(account, parameters.capabilities ?? {});
      state.accounts.add(account);
      return account;
    },
  ),
  operation('GET /v1/accounts/{account}', 'account', { expand }, ({ state, id }) => state.accounts.require(id)),
  operation('POST /v1/accounts/{account}', 'account', profile, ({ state, id, parameters }) => {
    const account = state.accounts.require(id);
    change(state, account, 'account.updated', (it) => {
      if (parameters.business_type !== undefined) it.business_type = parameters.business_type;
      if (parameters.email !== undefined) it.email = parameters.email || null;
      if (parameters.capabilities) applyCapabilities(it, parameters.capabilities);
      it.metadata = mergeMetadata(it.metadata ?? null, parameters.metadata);
    });
    return account;
  }),
  operation('DELETE /v1/accounts/{account}', 'account', {}, ({ state, id }) => {
    state.accounts.require(id);
    state.accounts.remove(id);
    return { id, object: 'account', deleted: true };
  }),
  operation('GET /v1/accounts', 'list:account', { ...pagination, created: timeRange }, ({ state, parameters }) => {
    const found = state.accounts.newestFirst().filter(({ created }) => inTimeRange(created ?? 0, parameters.created));
    return paginate(found, parameters, '/v1/accounts', 'account');
  }),
  operation(
    'POST /v1/account_links',
    'account_link',
    {
      expand,
      account: required(nonEmpty()),
      collect: ignored(oneOf('currently_due', 'eventually_due')),
      collection_options: ignored(
        hash({
          fields: oneOf('currently_due', 'eventually_due'),
          future_requirements: oneOf('include', 'omit'),
        }),
      ),
      refresh_url: nonEmpty(),
      return_url: nonEmpty(),
      type: required(oneOf('account_onboarding', 'account_update')),
    },
    ({ state, parameters }) => {
      const account = state.accounts.require(parameters.account, 'account');
      for (const name of ['refresh_url', 'return_url'] as const) {
        const url = parameters[name];
        if (url === undefined) throw parameterMissing(name);
        if (!URL.canParse(url)) throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: name });
      }
      if (parameters.type === 'account_update' && account.controller?.requirement_collection !== 'application') {
        throw invalidRequest('You cannot create `account_update` links for this account.', { param: 'type' });
      }
      const link: Stripe.AccountLink = {
        object: 'account_link',
        created: state.now(),
        expires_at: state.now() + 300,
        url: `https://connect.stripe.com/setup/s/${account.id}/${state.identifier('', 12).slice(1)}`,
      };
      return link;
    },
  ),
];
