import type { Stage } from '../stage.ts';
import { ADDRESSES, type Cast, toName } from './cast.ts';

/** An organisation and its people come to be at Clerk; what they may do reaches the application by webhook. */
export async function join(stage: Stage): Promise<Cast> {
  const { people, vendors, timeline } = stage;
  timeline.say('story', 'People join; the webhooks of their memberships come twice and tampered.');
  vendors.clerk.faults.add(
    { webhook: 'organizationMembership.created', fault: { type: 'duplicate', copies: 3, concurrent: true } },
    { webhook: 'organizationMembership.created', fault: { type: 'tamper' } },
    { match: 'POST /v1/users', fault: { type: 'reset', when: 'after' } },
  );
  const { users, organizations, memberships } = people.clerk;
  const enter = async (name: keyof typeof ADDRESSES): Promise<string> => {
    const user = await users.create({ externalId: name, firstName: toName(name), emailAddress: [ADDRESSES[name]] });
    return user.id;
  };
  const [ada, ben, cara] = [await enter('ada'), await enter('ben'), await enter('cara')];
  const { id: organizationId } = await organizations.create({ name: 'Ada and Sons', slug: 'ada-and-sons' });
  await memberships.add({ organizationId, userId: ada, role: 'org:admin' });
  await memberships.add({ organizationId, userId: ben, role: 'org:seller' });
  await stage.settle();
  return { organizationId, ada, ben, cara };
}
