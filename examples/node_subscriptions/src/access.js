// Whether a membership opens the door now. A function of what Stripe has shown of it last, and of our clock.

import { GRACE_DAYS } from './catalogue.js';

const GRACE_SECONDS = GRACE_DAYS * 86_400;

// `now` in unix seconds. A state that is not known here opens nothing.
export function hasAccess({ status, period_start: start, period_end: end }, now = Date.now() / 1000) {
  switch (status) {
    case 'active':
    case 'trialing':
      return now < end + GRACE_SECONDS; // the grace is for news that is late
    case 'past_due':
      return now < start + GRACE_SECONDS; // what is owed is owed since this period began
    default:
      return false;
  }
}

// Whether a subscription in this state will never be paid again.
export const isOver = (status) => status === 'canceled' || status === 'incomplete_expired';
