// Works through the inbox beside the web. Each step may be done again, so a crash between two of them loses nothing
// and doubles nothing; news of one object is never worked on twice at once.

import { log } from './log.js';

const AT_ONCE = 8;
const LOOK_EVERY_MS = 200;

export class Worker {
  #busy = new Set();

  constructor({ inbox, payments, billing }) {
    this.inbox = inbox;
    this.handlers = {
      pi: (id, news) => payments.hearOfPayment(id, news),
      cs: (id) => payments.hearOfPage(id),
      sub: async (id) => {
        await billing.refresh(id, 'worker');
        return [];
      },
    };
  }

  start() {
    this.timer = setInterval(() => this.pump(), LOOK_EVERY_MS);
    this.pump();
  }

  stop() {
    clearInterval(this.timer);
  }

  pump() {
    try {
      for (const subject of this.inbox.dueSubjects()) {
        if (this.#busy.size >= AT_ONCE) return;
        if (this.#busy.has(subject)) continue;
        this.#busy.add(subject);
        this.#settle(subject).finally(() => {
          this.#busy.delete(subject);
          setImmediate(() => this.pump());
        });
      }
    } catch (error) {
      log.error({ error: error.code ?? error.name }, 'the inbox cannot be read');
    }
  }

  async #settle(subject) {
    try {
      const news = this.inbox.open(subject);
      const later = await this.#work(subject, news);
      this.inbox.settle(news, later);
    } catch (error) {
      log.error({ subject, error: error.code ?? error.name }, 'the inbox cannot be written');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  // Return the news that must be tried again.
  async #work(subject, news) {
    const handle = this.handlers[subject.split('_', 1)[0]];
    if (!handle) return [];
    try {
      return await handle(subject, news);
    } catch (error) {
      log.warn({ subject, error: error.type ?? error.code ?? error.name }, 'news is tried again later');
      return news;
    }
  }
}
