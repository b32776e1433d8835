// What the club must be told before it may open. All mistakes are told at once; names are printed, values never.

const PREFIXES = { test: ['sk_test_', 'rk_test_'], live: ['sk_live_', 'rk_live_'] };

export function readConfig(env = process.env) {
  const wrong = [];
  const need = (name, rule, isRight) => {
    const value = env[name]?.trim() ?? '';
    if (!isRight(value)) wrong.push(`${name} ${rule}`);
    return value;
  };
  const secret = (name, prefixes) =>
    need(name, `must begin with ${prefixes.join(' or ')}, and be no placeholder`, (value) => isSecret(value, prefixes));
  const price = (name) => need(name, 'must be the id of a price', (value) => /^price_\w+$/.test(value));

  const mode = need('PAYMENTS_MODE', 'must be test or live', (value) => value === 'test' || value === 'live');
  const config = {
    live: mode === 'live',
    secretKey: secret('STRIPE_SECRET_KEY', PREFIXES[mode] ?? PREFIXES.test),
    webhookSecret: secret('STRIPE_WEBHOOK_SECRET', ['whsec_']),
    apiBase: env.STRIPE_API_BASE || 'https://api.stripe.com',
    publicUrl: need('PUBLIC_URL', 'must be where browsers reach the club', URL.canParse),
    dataDir: need('DATA_DIR', 'must be the folder of the databases', Boolean),
    port: Number(need('PORT', 'must be a number', (value) => /^[1-9]\d*$/.test(value))),
    host: env.HOST || '127.0.0.1',
    prices: { basic: price('PRICE_BASIC'), plus: price('PRICE_PLUS'), coached: price('PRICE_COACHED') },
  };
  if (!URL.canParse(config.apiBase)) wrong.push('STRIPE_API_BASE must be an address');
  if (wrong.length > 0) {
    console.error(`the club does not open:\n  ${wrong.join('\n  ')}`);
    process.exit(1);
  }
  return Object.freeze(config);
}

// Sixteen letters and digits or more after the prefix, of at least eight kinds: "changemechangeme" is no secret.
function isSecret(value, prefixes) {
  const prefix = prefixes.find((each) => value.startsWith(each));
  const drawn = prefix ? value.slice(prefix.length) : '';
  return /^[A-Za-z0-9]{16,}$/.test(drawn) && new Set(drawn).size >= 8;
}
