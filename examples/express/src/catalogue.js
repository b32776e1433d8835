// Prices in the minor unit. Nobody but this table says what a thing costs.

const CATALOGUE = {
  'assam-250': { name: 'Assam, 250 g', amount: 1450, currency: 'eur' },
  'sencha-100': { name: 'Sencha, 100 g', amount: 1990, currency: 'eur' },
  teapot: { name: 'Iron teapot', amount: 6400, currency: 'usd' },
};

const MOST = 10;

// Return what so many of a thing cost, or null if there is no such purchase.
export function quote(sku, quantity) {
  if (typeof sku !== 'string' || !Object.hasOwn(CATALOGUE, sku)) return null;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST) return null;
  const { amount, currency } = CATALOGUE[sku];
  return { sku, quantity, amount: amount * quantity, currency };
}
