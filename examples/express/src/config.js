// What the shop must be told before it may open. Every mistake is collected, so that one start shows them all.
// Names are printed, values never.

const PREFIXES = {
  test: { secret: ['sk_test_', 'rk_test_'], publishable: ['pk_test_'] },
  live: { secret: ['sk_live_', 'rk_live_'], publishable: ['pk_live_'] },
};

export function readConfig(env = process.env) {
  const wrong = [];
  const mode = env.PAYMENTS_MODE;
  if (mode !== 'test' && mode !== 'live') wrong.push('PAYMENTS_MODE must be test or live');
  const prefixes = PREFIXES[mode] ?? PREFIXES.test;
  const config = {
    live: mode === 'live',
    secretKey: secret(env, 'STRIPE_SECRET_KEY', prefixes.secret, wrong),
    publishableKey: secret(env, 'STRIPE_PUBLISHABLE_KEY', prefixes.publishable, wrong),
    webhookSecret: secret(env, 'STRIPE_WEBHOOK_SECRET', ['whsec_'], wrong),
    apiBase: address(env, 'STRIPE_API_BASE', 'https://api.stripe.com', wrong),
    dataDir: env.DATA_DIR,
    host: env.HOST || '127.0.0.1',
    port: Number(env.PORT),
  };
  if (!config.dataDir) wrong.push('DATA_DIR must be the folder of the databases');
  if (!Number.isInteger(config.port) || config.port < 1) wrong.push('PORT must be a number');
  if (wrong.length > 0) {
    console.error(`the shop does not open:\n  ${wrong.join('\n  ')}`);
    process.exit(1);
  }
  return Object.freeze(config);
}

function secret(env, name, prefixes, wrong) {
  const value = env[name] ?? '';
  const prefix = prefixes.find((each) => value.startsWith(each));
  if (!value.trim()) wrong.push(`${name} is missing or empty`);
  else if (!prefix) wrong.push(`${name} must begin with ${prefixes.join(' or ')}`);
  else if (!drawnAtRandom(value.slice(prefix.length))) wrong.push(`${name} looks like a placeholder`);
  return value;
}

// Sixteen letters and digits or more, of at least eight kinds: "changemechangeme" and "xxxx…" are not.
function drawnAtRandom(text) {
  return /^[A-Za-z0-9]{16,}$/.test(text) && new Set(text).size >= 8;
}

function address(env, name, usual, wrong) {
  const value = env[name] || usual;
  if (!URL.canParse(value)) wrong.push(`${name} must be an http address`);
  return value;
}
