import { shape, withoutUndefined } from '@breakwater/core';
import type { ServiceInstance } from 'twilio/lib/rest/messaging/v1/service.js';
import { sidShape } from '../../sid.js';
import { urlShape } from '../../url-shape.js';
import { bindOperation, type Operation, type OperationDefinition, type OperationHost } from '../bind-operation.js';
import { requireSid } from '../described-answer.js';
import { readPages } from '../read-pages.js';

/** Input of `messagingServices.ensure`. */
export interface EnsureMessagingServiceInput {
  /** By this name the service is recognised: Twilio itself allows several of one name. */
  readonly friendlyName: string;
  /** `PN...`: numbers of yours that messages are sent from. Those that are missing are added, none is taken out. */
  readonly phoneNumberSids?: readonly string[] | undefined;
  /** Where incoming messages are reported. Of a new service only. */
  readonly inboundRequestUrl?: string | undefined;
  /** Where the status of messages is reported. Of a new service only. */
  readonly statusCallback?: string | undefined;
  /** Have characters replaced that make a text dear. Of a new service only. @default true */
  readonly smartEncoding?: boolean | undefined;
}

/** A Messaging Service with its numbers. */
export interface EnsuredMessagingService {
  readonly messagingServiceSid: string;
  readonly isCreated: boolean;
  readonly addedPhoneNumberSids: readonly string[];
  /** The service as the SDK returned it. */
  readonly service: ServiceInstance;
}

/** Curated operations on Messaging Services. */
export interface MessagingServiceOperations {
  /** Finds the service of a name, or makes it, and adds the numbers that it lacks. */
  readonly ensure: Operation<EnsureMessagingServiceInput, EnsuredMessagingService>;
}

/** As many numbers as one service takes. Source: https://www.twilio.com/docs/messaging/api/phonenumber-resource */
const MAX_NUMBERS = 400;

const PAGE = { pageSize: 100 } as const;

const ensure: OperationDefinition<
  EnsureMessagingServiceInput,
  EnsureMessagingServiceInput,
  EnsureMessagingServiceInput,
  EnsuredMessagingService
> = {
  name: 'messagingServices.ensure',
  input: /* @__PURE__ */ shape.object({
    friendlyName: shape.string({ maxLength: 64, pattern: /\S/, expected: 'a name of at most 64 characters' }),
    phoneNumberSids: shape.optional(shape.array(sidShape('phoneNumber'), { maxLength: MAX_NUMBERS })),
    inboundRequestUrl: shape.optional(urlShape),
    statusCallback: shape.optional(urlShape),
    smartEncoding: shape.optional(shape.boolean()),
  }),
  prepare: (input) => input,
  async call(client, { friendlyName, phoneNumberSids = [], inboundRequestUrl, statusCallback, smartEncoding = true }) {
    const { services } = client.messaging.v1;
    const existing = (await readPages(services.page(PAGE))).find((one) => one.friendlyName === friendlyName);
    const service =
      existing ??
      (await services.create(withoutUndefined({ friendlyName, inboundRequestUrl, statusCallback, smartEncoding })));
    const messagingServiceSid = requireSid('messagingService', service.sid);
    const { phoneNumbers } = services(messagingServiceSid);
    const wanted = [...new Set(phoneNumberSids)];
    const present = existing && wanted.length > 0 ? await readPages(phoneNumbers.page(PAGE)) : [];
    const missing = wanted.filter((sid) => present.every((number) => number.sid !== sid));
    for (const phoneNumberSid of missing) {
      requireSid('phoneNumber', (await phoneNumbers.create({ phoneNumberSid })).sid, phoneNumberSid);
    }
    return {
      messagingServiceSid,
      isCreated: existing === undefined,
      addedPhoneNumberSids: missing,
      service,
    };
  },
};

/** Binds the operations of this group. */
export function createMessagingServiceOperations(host: OperationHost): MessagingServiceOperations {
  return Object.freeze({ ensure: bindOperation(ensure, host) });
}
