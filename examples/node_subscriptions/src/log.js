// One JSON line for each thing that happened; pino escapes whatever somebody typed.

import pino from 'pino';

// Unheard, an error of this stream would end the process: a full disk under the log must not close the club.
const stdout = pino.destination({ dest: 1, sync: true });
stdout.on('error', () => {});

const options = {
  level: process.env.LOG_LEVEL ?? 'info',
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
};

export const log = pino(options, stdout);

// What an auditor asks about money and access: who did what to which object, from where, and what came of it.
export function audit({ actor, action, object, result, origin, ...more }) {
  log.info({ audit: true, actor, action, object, result, origin, ...more }, action);
}
