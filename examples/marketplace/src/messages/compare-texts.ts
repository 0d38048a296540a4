import { type ComparedFact, factsOf } from '../comparison.ts';
import type { Store } from '../store/open-store.ts';

interface Text {
  readonly id: string;
  readonly status: string;
}

/** Text messages, here and at Twilio. */
export function compareTexts(
  store: Store,
  messages: readonly { readonly sid: string; readonly status: string }[],
): readonly ComparedFact[] {
  const fact = factsOf('Twilio');
  const here = store.read<Text>('SELECT id, status FROM text');
  return [
    fact('texts', here.length, messages.length),
    ...messages.map(({ sid, status }, index) =>
      fact(`text ${index + 1}`, here.find(({ id }) => id === sid)?.status ?? 'none', status),
    ),
  ];
}
