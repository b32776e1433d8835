// What the feed tells, as rows of one time axis: their order, their words, and which belong together. Not: showing them.

// Ids of what many orders share, by provider: a row that names one belongs to no order by it.
const SHARED = { stripe: /^(cus|prod|price|acct|we|pm|evt|req|card|ba|plan|txr|co|promo)_/ };

// Ids that stand for an order, by provider, the best first.
const ORDER = { stripe: ["pi_", "cs_", "seti_", "sub_", "in_"] };

const MOST = 3000;

/** A row of an API call. */
export function ofCall(call) {
  const own = call.objects.filter((id) => !(SHARED[call.provider] || /^$/).test(id));
  return {
    id: `call-${call.seq}`,
    kind: "call",
    at: call.at,
    end: call.at + call.seconds,
    title: `${call.method} ${call.path}`,
    provider: call.provider,
    side: call.side || "test",
    objects: call.objects,
    own,
    group: groupOf(call.provider, own),
    outcome: outcomeOfCall(call),
    tags: tagsOfCall(call),
    text: JSON.stringify(call).toLowerCase(),
    call,
  };
}

/** A row of a delivery. */
export function ofDelivery(told) {
  const { record } = told;
  const own = told.objects.filter((id) => !(SHARED[record.provider] || /^$/).test(id));
  const at = record.started_at ?? record.due_at;
  return {
    id: `delivery-${record.seq}`,
    kind: "delivery",
    at,
    end: record.done_at ?? at,
    title: record.event_type,
    provider: record.provider,
    side: record.side,
    objects: told.objects,
    own,
    group: groupOf(record.provider, own),
    outcome: outcomeOfDelivery(record),
    tags: tagsOfDelivery(told),
    text: JSON.stringify(told).replaceAll("\\", "").toLowerCase(),
    record,
    requestId: told.request_id,
    invented: told.invented,
  };
}

function groupOf(provider, own) {
  for (const prefix of ORDER[provider] || []) {
    const found = own.find((id) => id.startsWith(prefix));
    if (found) return found;
  }
  return own[0] || "";
}

function outcomeOfCall(call) {
  if (call.status === null) return { kind: "bad", mark: "✗", text: "no reply" };
  return call.status < 400 ? { kind: "good", mark: "✓", text: String(call.status) } : { kind: "bad", mark: "✗", text: String(call.status) };
}

function outcomeOfDelivery(record) {
  if (record.error !== null) return { kind: "bad", mark: "✗", text: record.error };
  const accepted = record.status >= 200 && record.status < 300;
  // A forgery is meant to be refused: it is a problem if it was not.
  if (record.forgery || record.changed === "after signing") {
    return accepted
      ? { kind: "bad", mark: "!", text: `${record.status} accepted` }
      : { kind: "good", mark: "✓", text: `${record.status} refused` };
  }
  return accepted ? { kind: "good", mark: "✓", text: String(record.status) } : { kind: "bad", mark: "✗", text: String(record.status) };
}

function tagsOfCall(call) {
  return [
    call.side === "live" && "live",
    call.replayed && "replayed",
    call.fault && `fault: ${call.fault}`,
    call.unsupported && "not simulated",
    call.world === "" && "no known key",
    call.error_code,
  ].filter(Boolean);
}

function tagsOfDelivery(told) {
  const { record } = told;
  return [
    record.side === "live" && "live",
    told.invented && "made up",
    record.forgery && `forged: ${record.forgery}`,
    record.changed && `changed ${record.changed}`,
    record.attempt > 1 && `attempt ${record.attempt}`,
    record.copy > 0 && `copy ${record.copy}`,
    record.form !== "compact" && record.form,
  ].filter(Boolean);
}

/** All rows of one world, in the order of their beginning. */
export class Rows {
  constructor() {
    this.all = [];
    this.byId = new Map();
  }

  add(row) {
    if (this.byId.has(row.id)) return;
    this.byId.set(row.id, row);
    let place = this.all.length;
    while (place > 0 && this.all[place - 1].at > row.at) place -= 1;
    this.all.splice(place, 0, row);
    if (this.all.length > MOST) this.byId.delete(this.all.shift().id);
  }

  /**
   * The rows that are shown, and of them those that only belong to what was found: a row that says the words takes along
   * what else happened to the same payment, so that an order's number finds the whole order.
   */
  shown({ words, kinds, problems }) {
    const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
    const says = (row) => asked.every((word) => row.text.includes(word));
    const found = new Set(asked.length ? this.all.filter(says) : this.all);
    const groups = new Set([...found].map((row) => row.group).filter(Boolean));
    const related = new Set(
      asked.length ? this.all.filter((row) => !found.has(row) && row.own.some((id) => groups.has(id))) : [],
    );
    const rows = this.all.filter(
      (row) => (found.has(row) || related.has(row)) && kinds.has(row.kind) && (!problems || row.outcome.kind === "bad"),
    );
    return { rows, related };
  }
}
