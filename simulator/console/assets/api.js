// Asking the control API through the console's door. Not: what is asked, or showing it.

import { parsed } from "./text.js";

/** The simulator said no; `status` is its answer's, 0 if there was none. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** Ask and return the decoded answer. Throws Refused, with the simulator's own sentence. */
export async function ask(method, path, body, signal) {
  const headers = { "X-Assay-Console": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let reply;
  let text;
  try {
    reply = await fetch(`/console/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
    text = await reply.text(); // may be cut off too: an answer that broke off is none
  } catch (broken) {
    if (broken.name === "AbortError") throw broken;
    throw new Refused(0, "the simulator does not answer");
  }
  const told = parsed(text);
  if (told === undefined) throw new Refused(reply.status, `the simulator answered ${reply.status} and no JSON`);
  if (!reply.ok) throw new Refused(reply.status, told.error || `the simulator answered ${reply.status}`);
  return told;
}

/** Execute a schedule; `at` is provider and side. Returns the records. */
export async function deliver(world, at, schedule, labels = {}) {
  const told = await ask("POST", `/worlds/${world}/deliveries`, { schedule, labels, provider: at.provider, side: at.side });
  return told.records;
}
