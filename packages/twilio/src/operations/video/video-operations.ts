import { bindOperation, type Operation, type OperationHost } from '../bind-operation.js';
import {
  type CreatedRoom,
  type CreateRoomInput,
  createRoom,
  type EndRoomInput,
  endRoom,
  type RoomResult,
} from './create-room.js';
import {
  type CreateVideoTokenInput,
  createVideoTokens,
  type VideoToken,
  type VideoTokenParts,
} from './create-video-token.js';

/** Curated operations on video rooms. */
export interface VideoOperations {
  /** Makes a room, or finds the one of this name that is in progress. */
  readonly createRoom: Operation<CreateRoomInput, CreatedRoom>;
  /** Ends a room for everybody. Undefined when no room of this name is in progress. */
  readonly endRoom: Operation<EndRoomInput, RoomResult | undefined>;
  /** Makes a token that opens one room for one person. Nothing is sent. */
  readonly createToken: (input: CreateVideoTokenInput) => Promise<VideoToken>;
}

/** Binds the operations of this group. */
export function createVideoOperations(host: OperationHost, parts: VideoTokenParts): VideoOperations {
  return Object.freeze({
    createRoom: bindOperation(createRoom, host),
    endRoom: bindOperation(endRoom, host),
    createToken: createVideoTokens(parts),
  });
}
