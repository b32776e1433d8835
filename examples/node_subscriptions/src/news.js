// What an event is about, and what it claims. Claims are never believed: Stripe's answers must confirm them.

// Return the parts of a verified event that the club keeps. Throws for what is signed and yet no event.
export function newsOf(event) {
  const object = event?.data?.object;
  if (![event?.id, event?.type, object?.object].every((name) => typeof name === 'string')) {
    throw new TypeError('no event');
  }
  const subject = subjectOf(object);
  return {
    id: event.id,
    type: event.type,
    live: event.livemode,
    object: typeof object.id === 'string' ? object.id : null,
    subject: typeof subject === 'string' ? subject : null,
    claims: claimsOf(object),
  };
}

// The object to fetch: a subscription, a page, or a payment.
function subjectOf(object) {
  switch (object.object) {
    case 'subscription':
    case 'payment_intent':
      return object.id;
    case 'invoice':
      return object.parent?.subscription_details?.subscription;
    case 'checkout.session':
      return object.mode === 'subscription' ? object.subscription : object.id;
    default:
      return object.payment_intent;
  }
}

function claimsOf(object) {
  switch (object.object) {
    case 'payment_intent':
      return { captured: object.amount_received ?? 0 };
    case 'charge':
      return { refunded: object.amount_refunded ?? 0 };
    case 'dispute':
      return { disputesOpened: 1 };
    default:
      return {};
  }
}

export function confirms(facts, claims) {
  return ['captured', 'refunded', 'disputesOpened'].every((name) => facts[name] >= (claims[name] ?? 0));
}
