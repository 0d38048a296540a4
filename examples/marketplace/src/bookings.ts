import { isIntegrationError } from '@breakwater/core';
import type { Catalog } from './catalog/catalog.ts';
import type { Mails } from './messages/mails.ts';
import type { Texts } from './messages/texts.ts';
import type { Payer, Payments } from './payments/payments.ts';
import type { Routes } from './route.ts';

/** What a booking is made with. */
export interface BookingsOptions {
  readonly catalog: Catalog;
  readonly payments: Payments;
  readonly mails: Mails;
  readonly texts: Texts;
}

interface BookingInput extends Payer {
  readonly bookingId: string;
  readonly serviceId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** A booking: found in the catalog, paid, confirmed by mail, and a text message to be reminded by. */
export function createBookings({ catalog, payments, mails, texts }: BookingsOptions): Routes {
  return {
    '/book': async ({ bookingId, serviceId, name, email, phone, ...payer }: BookingInput) => {
      const service = await catalog.find(serviceId);
      if (service === undefined) return Response.json({ error: 'no such service' }, { status: 404 });
      const payment = await payments.charge(payer, { id: bookingId, amount: service.price });
      const meeting = { providerName: service.seller, meetingDate: '1 July', meetingTime: '10:00' };
      const more = { serviceName: service.name, agenda: service.category, nextSteps: ['Be there in time'] };
      const variables = { ...meeting, ...more };
      const mail = await told(mails.confirm({ bookingId, buyer: email, seller: service.seller, variables }));
      const text = await told(texts.remind({ phone, name, ...meeting }));
      return { payment, mail, text };
    },
  };
}

/** What is paid stays booked, whatever becomes of the message: that it failed is part of the answer. */
async function told(message: Promise<string>): Promise<string> {
  try {
    return await message;
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    return `${error.code}, ${error.outcome}`;
  }
}
