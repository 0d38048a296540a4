/** Somebody who takes part in a booking. */
export interface CalcomPerson {
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly id?: number;
  readonly username?: string;
  /** In minutes. */
  readonly utcOffset?: number | null;
  readonly language?: { readonly locale: string };
}

/** A booking as the webhooks have it: `startTime` and `endTime`, where version 2 of the API says `start` and `end`. */
export interface CalcomBooking {
  readonly uid: string;
  /** Slug of the event type. */
  readonly type: string;
  readonly title: string;
  /** ISO 8601, as all times here. */
  readonly startTime: string;
  readonly endTime: string;
  readonly organizer: CalcomPerson;
  readonly attendees: readonly CalcomPerson[];
  readonly bookingId?: number;
  /** For example `ACCEPTED`, `PENDING`, `CANCELLED`, `REJECTED`. */
  readonly status?: string;
  readonly eventTypeId?: number | null;
  readonly eventTitle?: string | null;
  readonly description?: string | null;
  readonly additionalNotes?: string | null;
  readonly location?: string | null;
  /** In minutes. */
  readonly length?: number | null;
  /** In the smallest unit of `currency`. */
  readonly price?: number | null;
  readonly currency?: string | null;
  /** The answers to the questions of the booking page, by field. */
  readonly responses?: Readonly<Record<string, unknown>> | null;
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>;
  readonly videoCallData?: { readonly type?: string; readonly id?: string; readonly url?: string } | null;
  readonly cancellationReason?: string | null;
  readonly rejectionReason?: string | null;
  readonly cancelledBy?: string;
  readonly rescheduledBy?: string;
  /** The booking that this one takes the place of. */
  readonly rescheduleUid?: string;
  readonly rescheduleStartTime?: string;
  readonly rescheduleEndTime?: string;
  readonly paymentId?: number;
}

/** A booking of which a recording or its transcript can be fetched. */
export interface CalcomRecordedBooking extends CalcomBooking {
  readonly downloadLink?: string;
  readonly downloadLinks?: { readonly recording?: string; readonly transcription?: unknown };
}

/** Who was marked as having come or not. */
export interface CalcomNoShow {
  readonly message: string;
  readonly bookingUid: string;
  readonly bookingId?: number;
  readonly attendees: readonly { readonly email: string; readonly noShow: boolean }[];
}

/** A call to which somebody did not come. */
export interface CalcomMissedCall {
  readonly bookingUid: string;
  readonly bookingId: number;
  readonly title: string;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly message: string;
  /** The host who is missed; there is one event for each. */
  readonly hostEmail?: string;
}

/** An absence. */
export interface CalcomAbsence {
  readonly oooEntry: {
    readonly id: number;
    readonly uuid: string;
    readonly start: string;
    readonly end: string;
    readonly notes: string | null;
    readonly user: { readonly id: number; readonly name: string | null; readonly email: string };
    readonly toUser: { readonly id: number; readonly name?: string | null; readonly email?: string } | null;
  };
}

/** The form in which nearly all events come. */
export interface CalcomEvent<Trigger extends string, Payload> {
  readonly triggerEvent: Trigger;
  /** When Cal.com made the event, ISO 8601. */
  readonly createdAt: string;
  readonly payload: Payload;
}

/** The beginning and the end of a meeting come without `payload`: the row of the booking, as it was when it was made. */
export interface CalcomMeetingEvent<Trigger extends string> {
  readonly triggerEvent: Trigger;
  readonly id: number;
  readonly uid: string;
  readonly title?: string;
  readonly startTime: string;
  readonly endTime: string;
  /** When the booking was made, ISO 8601. */
  readonly createdAt?: string;
  readonly status?: string;
}

/** A body that a payload template of yours, or Zapier's integration, has formed. */
export interface CalcomCustomEvent {
  /** The whole body. Form fields are read with `new URLSearchParams(text)`. */
  readonly text: string;
  /** Parsed, where it is JSON. `false` is what Cal.com sends when a JSON template did not yield JSON. */
  readonly json?: unknown;
}

/** What is in an event without a form that Cal.com has described. */
export type CalcomDetails = Readonly<Record<string, unknown>>;

type BookingTrigger =
  | 'BOOKING_CREATED'
  | 'BOOKING_PAYMENT_INITIATED'
  | 'BOOKING_PAID'
  | 'BOOKING_RESCHEDULED'
  | 'BOOKING_REQUESTED'
  | 'BOOKING_CANCELLED'
  | 'BOOKING_REJECTED';
type RecordingTrigger = 'RECORDING_READY' | 'RECORDING_TRANSCRIPTION_GENERATED';
type MissedCallTrigger = 'AFTER_HOSTS_CAL_VIDEO_NO_SHOW' | 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW';
type OtherTrigger =
  | 'FORM_SUBMITTED'
  | 'FORM_SUBMITTED_NO_EVENT'
  | 'ROUTING_FORM_FALLBACK_HIT'
  | 'INSTANT_MEETING'
  | 'DELEGATION_CREDENTIAL_ERROR'
  | 'WRONG_ASSIGNMENT_REPORT';

type Events<Trigger extends string, Payload> = { readonly [Name in Trigger]: CalcomEvent<Name, Payload> };

/**
 * The event for each trigger: all 21 that version 2 of Cal.com's API lists, and `custom` for bodies of another form. A
 * trigger that is newer reaches `onUnhandled`, or is added here by declaration merging.
 */
export interface CalcomEvents
  extends Events<BookingTrigger, CalcomBooking>,
    Events<RecordingTrigger, CalcomRecordedBooking>,
    Events<MissedCallTrigger, CalcomMissedCall>,
    Events<OtherTrigger, CalcomDetails> {
  readonly BOOKING_NO_SHOW_UPDATED: CalcomEvent<'BOOKING_NO_SHOW_UPDATED', CalcomNoShow>;
  readonly OOO_CREATED: CalcomEvent<'OOO_CREATED', CalcomAbsence>;
  readonly MEETING_STARTED: CalcomMeetingEvent<'MEETING_STARTED'>;
  readonly MEETING_ENDED: CalcomMeetingEvent<'MEETING_ENDED'>;
  readonly custom: CalcomCustomEvent;
}
