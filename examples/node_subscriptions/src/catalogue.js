// What the club sells. Nobody but this table, and the prices at Stripe that it names, says what a thing costs.

export const GRACE_DAYS = 3;

const MOST = 10;
const COURSES = {
  'opening-course': { name: 'Openings, for life', amount: 8900, currency: 'eur' },
  'endgame-course': { name: 'Endgames, for life', amount: 12900, currency: 'eur' },
  'tactics-course': { name: 'Tactics, for life', amount: 5900, currency: 'usd' },
};
const TRIAL_DAYS = { basic: 0, plus: 0, coached: 14 };

// Return what so many of a course cost, or null if there is no such purchase.
export function quote(sku, quantity) {
  if (typeof sku !== 'string' || !Object.hasOwn(COURSES, sku)) return null;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST) return null;
  const { amount, currency } = COURSES[sku];
  return { sku, quantity, amount: amount * quantity, currency };
}

export const titleOf = (sku) => COURSES[sku].name;

// The plans, each with its price at Stripe: which one that is, the environment says.
export function plansOf({ prices }) {
  const plans = Object.entries(prices).map(([name, price]) => ({ name, price, trialDays: TRIAL_DAYS[name] }));
  return {
    named: (name) => plans.find((plan) => plan.name === name) ?? null,
    ofPrice: (price) => plans.find((plan) => plan.price === price) ?? null,
  };
}
