import type { Operation } from './api/operation.js';
import type { Callbacks } from './callbacks.js';
import { accountEndpoints } from './resources/accounts.js';
import { createCallEndpoints } from './resources/calls.js';
import { contentEndpoints } from './resources/contents.js';
import type { MessageLife } from './resources/message-life.js';
import { createMessageEndpoints } from './resources/messages.js';
import { messagingServiceEndpoints } from './resources/messaging-services.js';
import { roomEndpoints } from './resources/rooms.js';
import { verifyEndpoints } from './resources/verifications.js';

/** Every endpoint that the emulator has, on whichever host Twilio has it. */
export function createOperations(life: MessageLife, callbacks: Callbacks): readonly Operation[] {
  return [
    ...accountEndpoints,
    ...createMessageEndpoints(life),
    ...createCallEndpoints(callbacks),
    ...verifyEndpoints,
    ...roomEndpoints,
    ...messagingServiceEndpoints,
    ...contentEndpoints,
  ];
}
