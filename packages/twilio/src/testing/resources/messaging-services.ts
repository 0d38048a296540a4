import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { toMetaPage } from '../api/paginate.js';
import { notFound, TwilioApiError } from '../api/twilio-api-error.js';
import { type EmulatedService, type TwilioState, toIso } from '../state/twilio-state.js';

const ORIGIN = 'https://messaging.twilio.com';

/** Adds a service to the account. */
export function addMessagingService(
  state: TwilioState,
  sid: string,
  settings: {
    readonly friendlyName: string;
    readonly inboundUrl?: string | undefined;
    readonly statusCallback?: string | undefined;
    readonly smartEncoding?: boolean;
  },
): EmulatedService {
  const now = toIso(state.now());
  const service: EmulatedService = {
    resource: {
      sid,
      account_sid: state.accountSid,
      friendly_name: settings.friendlyName,
      date_created: now,
      date_updated: now,
      inbound_request_url: settings.inboundUrl ?? null,
      inbound_method: 'POST',
      fallback_url: null,
      fallback_method: 'POST',
      status_callback: settings.statusCallback ?? null,
      sticky_sender: true,
      mms_converter: true,
      smart_encoding: settings.smartEncoding ?? true,
      scan_message_content: 'inherit',
      fallback_to_long_code: false,
      area_code_geomatch: true,
      synchronous_validation: false,
      validity_period: 36_000,
      usecase: 'undeclared',
      us_app_to_person_registered: false,
      use_inbound_webhook_on_number: false,
      url: `${ORIGIN}/v1/Services/${sid}`,
      links: {},
    },
    phoneNumberSids: [],
  };
  state.services.set(sid, service);
  return service;
}

function requireService({ state, parameters, uri }: OperationCall): EmulatedService {
  const service = state.services.get(parameters['ServiceSid'] ?? parameters['Sid'] ?? '');
  if (!service) throw notFound(uri);
  return service;
}

function toNumber(state: TwilioState, serviceSid: string, sid: string): object {
  const now = toIso(state.now());
  return {
    sid,
    account_sid: state.accountSid,
    service_sid: serviceSid,
    phone_number: state.phoneNumbers.get(sid) ?? null,
    country_code: 'US',
    capabilities: ['SMS', 'MMS', 'Voice'],
    date_created: now,
    date_updated: now,
    url: `${ORIGIN}/v1/Services/${serviceSid}/PhoneNumbers/${sid}`,
  };
}

/** The endpoints of Messaging Services. */
export const messagingServiceEndpoints: readonly Operation[] = [
  {
    route: 'POST /v1/Services',
    status: 201,
    simulated: ['FriendlyName', 'InboundRequestUrl', 'StatusCallback', 'SmartEncoding'],
    prepare({ state, form }) {
      const friendlyName = valueOf(form, 'FriendlyName');
      if (friendlyName === undefined) throw new TwilioApiError(400, 20001, 'Missing required parameter FriendlyName');
      return () => {
        const { resource } = addMessagingService(state, state.identifier('MG'), {
          friendlyName,
          inboundUrl: valueOf(form, 'InboundRequestUrl'),
          statusCallback: valueOf(form, 'StatusCallback'),
          smartEncoding: form.get('SmartEncoding') !== 'false',
        });
        return { ...resource };
      };
    },
  },
  {
    route: 'GET /v1/Services',
    simulated: ['PageSize', 'Page'],
    prepare: (call) => () =>
      toMetaPage(
        call,
        'services',
        [...call.state.services.values()].map(({ resource }) => resource),
        ORIGIN,
      ),
  },
  {
    route: 'GET /v1/Services/{Sid}',
    simulated: [],
    prepare(call) {
      const { resource } = requireService(call);
      return () => ({ ...resource });
    },
  },
  {
    route: 'POST /v1/Services/{ServiceSid}/PhoneNumbers',
    status: 201,
    simulated: ['PhoneNumberSid'],
    prepare(call) {
      const { resource, phoneNumberSids } = requireService(call);
      const sid = valueOf(call.form, 'PhoneNumberSid') ?? '';
      if (!call.state.phoneNumbers.has(sid)) throw notFound(`PhoneNumber ${sid}`);
      if (phoneNumberSids.includes(sid)) {
        throw new TwilioApiError(409, 21710, 'Phone Number is already in the Messaging Service');
      }
      return () => {
        phoneNumberSids.push(sid);
        return toNumber(call.state, resource.sid, sid);
      };
    },
  },
  {
    route: 'GET /v1/Services/{ServiceSid}/PhoneNumbers',
    simulated: ['PageSize', 'Page'],
    prepare(call) {
      const { resource, phoneNumberSids } = requireService(call);
      return () =>
        toMetaPage(
          call,
          'phone_numbers',
          phoneNumberSids.map((sid) => toNumber(call.state, resource.sid, sid)),
          ORIGIN,
        );
    },
  },
];
