import type { HmacKey } from '../../runtime/crypto.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import { type DecodedBody, decodeJson, decodeText } from '../request/decode-json.js';
import type { RawHeaders } from '../request/raw-request.js';
import { readHeader } from '../request/read-header.js';
import { createWebhookSource } from '../source/create-webhook-source.js';
import type { DeliveryOverrides } from '../source/delivery-profile.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { aSecretList, type WebhookSecrets } from '../verification/keyring.js';
import { reject } from '../verification/verdict.js';
import { DELIVERY_HEADER, EVENT_HEADER, githubScheme } from './github-scheme.js';

/** What the payloads of GitHub have in common. Bring the types of `@octokit/webhooks-types` for the rest. */
export interface GithubPayload {
  /** What happened, for most types of events: `opened` of `pull_request`. */
  readonly action?: string;
  readonly repository?: { readonly id: number; readonly full_name: string };
  readonly organization?: { readonly id: number; readonly login: string };
  readonly installation?: { readonly id: number };
  readonly sender?: { readonly id: number; readonly login: string };
  readonly [field: string]: unknown;
}

/** Options of {@link githubWebhook}. */
export interface GithubWebhookOptions<Events extends object = Record<string, GithubPayload>> {
  /**
   * Secrets of the webhook. List the old and the new one while you rotate. Without a usable one the source loads, verifies
   * nothing, and requests are answered 500.
   */
  readonly secrets: WebhookSecrets;
  /** Finds the id of what an event is about, for ordering. @default none */
  readonly subject?: ((event: Events[keyof Events]) => string | undefined) | undefined;
  readonly delivery?: DeliveryOverrides | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = {
  secrets: aSecretList,
  subject: 'function',
  delivery: 'object',
};

const FORM = 'application/x-www-form-urlencoded';
const FIELD = 'payload=';

/** The one field `payload` of a form, which holds JSON. */
function decodeForm(body: Uint8Array): DecodedBody {
  const text = decodeText(body);
  if (!text.ok) return text;
  const fields = text.value.split('&');
  const [field = ''] = fields;
  if (fields.length > 1 || !field.startsWith(FIELD)) {
    return reject('invalid_payload', 'The form is not the one field `payload`.');
  }
  let json: string;
  try {
    json = decodeURIComponent(field.slice(FIELD.length).replaceAll('+', ' '));
  } catch {
    return reject('invalid_utf8', 'The field `payload` of the form is not UTF-8.');
  }
  return decodeJson(new TextEncoder().encode(json));
}

/** The content type is not signed, but no body is both JSON and such a form. */
function decode(body: Uint8Array, headers: RawHeaders): DecodedBody {
  const type = readHeader(headers, 'content-type');
  const isForm = typeof type === 'string' && type.split(';')[0]?.trim().toLowerCase() === FORM;
  return isForm ? decodeForm(body) : decodeJson(body);
}

/**
 * The webhooks of GitHub, as JSON or as a form. The type of an event is what `X-GitHub-Event` says, such as
 * `pull_request`; its `action` is in the event. The id is that of the delivery, which stays the same when GitHub delivers
 * again.
 *
 * GitHub signs the body alone: no time, and neither type nor id. Whoever has got hold of a signed body can send it again
 * as another delivery, so let the effect of an event depend on what the event says. GitHub never delivers again by itself:
 * use a durable inbox.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { githubWebhook } from '@breakwater/core/webhooks';
 *
 * export const source = githubWebhook<{ pull_request: { action: string; number: number } }>({ secrets: ['...'] });
 * ```
 */
export function githubWebhook<Events extends object = Record<string, GithubPayload>>(
  options: GithubWebhookOptions<Events>,
): WebhookSource<Events> {
  checkOptions('github', 'options', options, rules);
  const { secrets, subject, delivery } = options;
  return createWebhookSource<Events, HmacKey>({
    name: 'github',
    scheme: githubScheme,
    secrets,
    headers: [DELIVERY_HEADER, EVENT_HEADER, 'content-type'],
    decode,
    // 25 MB is what GitHub sends at most, and what is refused is not sent again. By hand it is repeated
    // for three days, with Enterprise Server for seven (docs.github.com, "Redelivering webhooks").
    delivery: { maxBodyBytes: 25 * 2 ** 20, retention: 8 * 86_400_000, ...delivery },
    events(payload, headers) {
      const id = readHeader(headers, DELIVERY_HEADER);
      const type = readHeader(headers, EVENT_HEADER);
      if (typeof id !== 'string' || typeof payload !== 'object' || payload === null) return undefined;
      // The signature vouches for it, and the type for its form.
      const event = payload as Events[keyof Events];
      return [
        {
          id,
          idOrigin: 'sender',
          type: typeof type === 'string' ? type : 'unknown',
          subject: subject?.(event),
          event,
        },
      ];
    },
  });
}
