import { describe, expect, it } from 'vitest';
import { differsFrom } from '../src/comparison.ts';
import { tellStory } from '../src/story.ts';

describe('the story of the marketplace', () => {
  it('ends with application and vendors believing the same, after duplicates, forgeries and outages', async () => {
    const lines: string[] = [];
    const facts = await tellStory({ print: (line) => lines.push(line) });
    const timeline = lines.join('\n');
    expect(facts.filter(differsFrom), timeline).toEqual([]);
    expect(new Set(facts.map(({ vendor }) => vendor))).toEqual(
      new Set(['Clerk', 'Algolia', 'Stripe', 'SendGrid', 'Twilio']),
    );
    const counts = facts.filter(({ fact }) => ['services', 'charges', 'mails', 'texts'].includes(fact));
    expect(counts.map(({ application }) => application)).toEqual(['2', '7', '5', '5']);
    const met = ['retry-after', 'UNAVAILABLE', 'NETWORK', 'TIMEOUT', 'signature_mismatch', 'seen before'];
    const lived = [
      '"found":["tuning","lesson"]', // although the first host of Algolia is down
      'sms.send: looked up what became of it, found',
      'users.create: looked up what became of it, found',
      'message.status left alone', // a late `sent` of Twilio's
      'delivered applied at attempt 2', // one event of a batch of SendGrid's
      'circuit closed -> open',
      'organizationMembership.deleted applied at attempt',
    ];
    for (const words of [...met, ...lived]) expect(timeline).toContain(words);
    expect(timeline.match(/403 .*org:services:publish/g)).toHaveLength(2); // a customer, and a seller who has left
  }, 60_000);

  it('ends with a difference for each vendor about which the application believes something else', async () => {
    const facts = await tellStory({
      print: () => undefined,
      tamperWith: async ({ write }) => {
        await write("UPDATE permission SET role = 'org:member' WHERE role = 'org:admin'", []);
        await write("UPDATE service SET price = price + 1 WHERE id = 'lesson'", []);
        await write('UPDATE invoice_paid SET amount = amount + 1 WHERE rowid = 1', []);
        await write("UPDATE text SET status = 'sent' WHERE rowid = (SELECT min(rowid) FROM text)", []);
        await write(
          "DELETE FROM mail_event WHERE rowid IN (SELECT rowid FROM mail_event WHERE type = 'processed' LIMIT 1)",
          [],
        );
      },
    });
    expect(facts.filter(differsFrom).map(({ vendor, fact }) => `${vendor}: ${fact}`)).toEqual([
      'Clerk: Ada is',
      'Algolia: lesson',
      'Stripe: charged in all',
      'Stripe: paid by invoice',
      'Stripe: held in all',
      'SendGrid: events applied',
      'Twilio: text 1',
    ]);
  }, 60_000);
});
