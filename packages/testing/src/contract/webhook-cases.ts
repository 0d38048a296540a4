import type { Integration } from '@breakwater/core';
import { verifyWebhook } from '@breakwater/core/webhooks';
import { assert, assertEqual, type ContractCase } from './contract-case.js';
import type { IntegrationContract, WebhookContract } from './contract-descriptor.js';

const NOW = Date.UTC(2026, 0, 1);
const OTHER_SECRET = 'another-secret-of-some-length';

interface Delivery {
  readonly secrets?: readonly string[];
  readonly signedWith?: string;
  readonly at?: number;
  readonly tamper?: (body: string) => string;
  readonly headers?: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

async function verdict(webhook: WebhookContract, delivery: Delivery): Promise<string> {
  const { secrets = [webhook.secret], signedWith = webhook.secret, at = NOW } = delivery;
  const signed = await webhook.sign(webhook.body, { secret: signedWith, at });
  const result = await verifyWebhook<Record<string, unknown>>(
    webhook.source({ secrets }),
    {
      method: 'POST',
      url: 'https://app.test/webhooks',
      headers: delivery.headers?.(signed) ?? signed,
      body: new TextEncoder().encode(delivery.tamper?.(webhook.body) ?? webhook.body),
    },
    { now: NOW },
  );
  return result.ok ? 'ok' : result.reason;
}

/** The verdicts that every signed webhook gets. */
export function webhookCases<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
): ContractCase[] {
  const { webhook } = contract;
  if (webhook === undefined) return [];
  const hour = 3_600_000;
  const expected: readonly (readonly [string, Delivery, string])[] = [
    ['accepts a webhook that is signed', {}, 'ok'],
    ['accepts the new and the old secret while both are set', { secrets: [OTHER_SECRET, webhook.secret] }, 'ok'],
    ['refuses a webhook whose body was changed', { tamper: (body) => `${body} ` }, 'signature_mismatch'],
    [
      'refuses a webhook with a byte order mark before the body',
      { tamper: (body) => `\uFEFF${body}` },
      'signature_mismatch',
    ],
    ['refuses a webhook signed with another secret', { signedWith: OTHER_SECRET }, 'signature_mismatch'],
    ['refuses a webhook without headers', { headers: () => ({}) }, 'missing_header'],
    ['verifies nothing with an empty secret', { secrets: [''] }, 'missing_secret'],
    ['verifies nothing without secrets', { secrets: [] }, 'missing_secret'],
  ];
  const timed: typeof expected =
    webhook.signsTimestamp === false
      ? []
      : [
          ['refuses a webhook that is too old', { at: NOW - 24 * hour }, 'timestamp_too_old'],
          ['refuses a webhook from the future', { at: NOW + 24 * hour }, 'timestamp_too_new'],
        ];
  return [
    ...[...expected, ...timed].map(
      ([name, delivery, reason]): ContractCase => ({
        name,
        run: async () => assertEqual(await verdict(webhook, delivery), reason, 'verdict'),
      }),
    ),
    {
      name: 'reads header names in any case',
      run: async () => {
        const upper = (headers: Readonly<Record<string, string>>): Record<string, string> =>
          Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
        assert((await verdict(webhook, { headers: upper })) === 'ok', 'It was refused');
      },
    },
  ];
}
