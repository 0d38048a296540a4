import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type { RoomInstance } from 'twilio/lib/rest/video/v1/room.js';
import { urlShape } from '../../url-shape.js';
import type { OperationDefinition } from '../bind-operation.js';
import { requireSid, requireWord, UndescribedAnswer } from '../described-answer.js';
import { hasCode, isNotFound } from '../has-code.js';

/** Input of `video.createRoom`. */
export interface CreateRoomInput {
  /** What the room is called: unique among those that are in progress, so that it is made once. */
  readonly uniqueName: string;
  /** @default 50 */
  readonly maxParticipants?: number | undefined;
  /** Record everybody from the moment they join. @default the account's own */
  readonly recordParticipants?: boolean | undefined;
  /** Where the room's events are reported. @default nowhere */
  readonly statusCallback?: string | undefined;
  /** Milliseconds after which an empty room ends, from 1 to 60 minutes. @default 5 minutes */
  readonly emptyRoomTimeout?: number | undefined;
}

/** A room. */
export interface RoomResult {
  readonly roomSid: string;
  readonly uniqueName: string;
  /** `in-progress`, `completed`, or `failed`. */
  readonly status: string;
  /** The room as the SDK returned it. */
  readonly room: RoomInstance;
}

/** The result of `video.createRoom`. */
export interface CreatedRoom extends RoomResult {
  /** It was there before: made by somebody else, or by an attempt of which the answer was lost. */
  readonly isExisting: boolean;
}

/** The name of a room. It stands in a path, where a slash would reach another route. */
export const roomNameShape: Shape<string> = /* @__PURE__ */ shape.string({
  pattern: /^[A-Za-z0-9][\w.-]{0,127}$/,
  expected: 'a name of 1 to 128 letters, digits, dots, dashes and underscores',
});

/** Reads a room of the SDK's. @throws UndescribedAnswer when it is none, or another than was asked for by name or id */
function toRoomResult(room: RoomInstance, asked: string): RoomResult {
  const roomSid = requireSid('room', room.sid);
  const uniqueName = requireWord('name', room.uniqueName);
  if (asked !== uniqueName && asked !== roomSid) throw new UndescribedAnswer('it is about another thing: room');
  return { roomSid, uniqueName, status: requireWord('status', room.status), room };
}

/**
 * Makes a room of the type `group`, the only one that is not deprecated. A room of this name that is in progress is the
 * result, which also makes it harmless to repeat.
 */
export const createRoom: OperationDefinition<CreateRoomInput, CreateRoomInput, CreateRoomInput, CreatedRoom> = {
  name: 'video.createRoom',
  feature: 'video',
  isIdempotent: true,
  input: /* @__PURE__ */ shape.object({
    uniqueName: roomNameShape,
    maxParticipants: shape.optional(shape.number({ min: 1, max: 50, integer: true })),
    recordParticipants: shape.optional(shape.boolean()),
    statusCallback: shape.optional(urlShape),
    emptyRoomTimeout: shape.optional(
      shape.number({ min: 60_000, max: 3_600_000, expected: 'a number of milliseconds from 60000 to 3600000' }),
    ),
  }),
  prepare: (input) => input,
  async call(client, { uniqueName, maxParticipants, recordParticipants, statusCallback, emptyRoomTimeout }) {
    const { rooms } = client.video.v1;
    try {
      const room = await rooms.create(
        withoutUndefined({
          type: 'group' as const,
          uniqueName,
          maxParticipants,
          recordParticipantsOnConnect: recordParticipants,
          statusCallback,
          emptyRoomTimeout: emptyRoomTimeout === undefined ? undefined : Math.ceil(emptyRoomTimeout / 60_000),
        }),
      );
      return { ...toRoomResult(room, uniqueName), isExisting: false };
    } catch (error) {
      if (!hasCode(error, 53_113)) throw error;
      return { ...toRoomResult(await rooms(uniqueName).fetch(), uniqueName), isExisting: true };
    }
  },
};

/** Input of `video.endRoom`. */
export interface EndRoomInput {
  /** The name of a room that is in progress, or `RM...`. */
  readonly room: string;
}

/** Ends a room for everybody. Undefined when no room of this name is in progress. Harmless to repeat. */
export const endRoom: OperationDefinition<EndRoomInput, EndRoomInput, EndRoomInput, RoomResult | undefined> = {
  name: 'video.endRoom',
  feature: 'video',
  input: /* @__PURE__ */ shape.object({ room: roomNameShape }),
  prepare: (input) => input,
  async call(client, { room: name }) {
    const room = client.video.v1.rooms(name);
    try {
      return toRoomResult(await room.update({ status: 'completed' }), name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!hasCode(error, 53_112, 53_118)) throw error;
      return toRoomResult(await room.fetch(), name);
    }
  },
};
