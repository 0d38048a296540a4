import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { toMetaPage } from '../api/paginate.js';
import { notFound, TwilioApiError } from '../api/twilio-api-error.js';
import { type EmulatedRoom, type TwilioState, toIso } from '../state/twilio-state.js';

const ORIGIN = 'https://video.twilio.com';

/** A room by its SID, or one in progress by its name. */
function findRoom(state: TwilioState, wanted: string): EmulatedRoom | undefined {
  return state.rooms.find(
    ({ sid, unique_name: name, status }) => sid === wanted || (name === wanted && status === 'in-progress'),
  );
}

function requireRoom({ state, parameters, uri }: OperationCall): EmulatedRoom {
  const room = findRoom(state, parameters['Sid'] ?? '');
  if (!room) throw notFound(uri);
  return room;
}

/** The endpoints of Video. */
export const roomEndpoints: readonly Operation[] = [
  {
    route: 'POST /v1/Rooms',
    status: 201,
    simulated: [
      'UniqueName',
      'Type',
      'MaxParticipants',
      'EmptyRoomTimeout',
      'RecordParticipantsOnConnect',
      'StatusCallback',
    ],
    prepare({ state, form }) {
      const name = valueOf(form, 'UniqueName');
      if (name !== undefined && findRoom(state, name)) throw new TwilioApiError(400, 53113, 'Room exists');
      const type = form.get('Type') ?? 'group';
      if (type !== 'group') throw new TwilioApiError(400, 53126, 'Invalid Room type for your account');
      const maxParticipants = Number(form.get('MaxParticipants') ?? 50);
      if (!(maxParticipants >= 1 && maxParticipants <= 50)) {
        throw new TwilioApiError(400, 53107, 'MaxParticipants is out of range');
      }
      return () => {
        const sid = state.identifier('RM');
        const now = toIso(state.now());
        const room: EmulatedRoom = {
          sid,
          account_sid: state.accountSid,
          unique_name: name ?? sid,
          status: 'in-progress',
          type,
          max_participants: maxParticipants,
          max_participant_duration: 14_400,
          empty_room_timeout: Number(form.get('EmptyRoomTimeout') ?? 5),
          unused_room_timeout: 5,
          record_participants_on_connect: form.get('RecordParticipantsOnConnect') === 'true',
          status_callback: form.get('StatusCallback'),
          status_callback_method: 'POST',
          video_codecs: ['VP8', 'H264'],
          media_region: 'us1',
          audio_only: false,
          large_room: false,
          enable_turn: true,
          date_created: now,
          date_updated: now,
          duration: null,
          end_time: null,
          url: `${ORIGIN}/v1/Rooms/${sid}`,
          links: {},
        };
        state.rooms.push(room);
        return { ...room };
      };
    },
  },
  {
    route: 'GET /v1/Rooms',
    simulated: ['Status', 'UniqueName', 'PageSize', 'Page'],
    prepare: (call) => () => {
      const { state, form } = call;
      const wanted = form.get('Status') ?? 'in-progress';
      const name = valueOf(form, 'UniqueName');
      const rooms = state.rooms.filter(
        ({ status, unique_name: own }) => status === wanted && (name === undefined || own === name),
      );
      return toMetaPage(call, 'rooms', rooms.toReversed(), ORIGIN);
    },
  },
  {
    route: 'GET /v1/Rooms/{Sid}',
    simulated: [],
    prepare(call) {
      const room = requireRoom(call);
      return () => ({ ...room });
    },
  },
  {
    route: 'POST /v1/Rooms/{Sid}',
    simulated: ['Status'],
    prepare(call) {
      const room = requireRoom(call);
      if (call.form.get('Status') !== 'completed' || room.status !== 'in-progress') {
        throw new TwilioApiError(400, 53112, 'Status is invalid');
      }
      return () => {
        room.status = 'completed';
        room.end_time = toIso(call.state.now());
        return { ...room };
      };
    },
  },
];
