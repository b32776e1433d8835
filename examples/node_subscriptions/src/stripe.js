// How the club speaks to Stripe. What it makes of the answers is told where they are used.

import Stripe from 'stripe';

export function connect({ secretKey, apiBase }) {
  const { protocol, hostname, port } = new URL(apiBase);
  return new Stripe(secretKey, {
    protocol: protocol.slice(0, -1),
    host: hostname,
    port: port || (protocol === 'https:' ? 443 : 80),
    timeout: 8_000,
    maxNetworkRetries: 2,
    telemetry: false,
  });
}

// Return what `ask` promises, or null if Stripe says that there is no such thing.
export async function unlessMissing(ask) {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
    throw error;
  }
}

export const isDeclined = (error) => error instanceof Stripe.errors.StripeCardError;

export const isOfStripe = (error) => error instanceof Stripe.errors.StripeError;
