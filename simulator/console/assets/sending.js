// Sending deliveries by hand: again, changed, forged, for an object, by a behaviour. Not: what the axis shows of them.

import { ask, deliver } from "./api.js";
import { choice, field, open, select, suggestions } from "./dialog.js";
import { difference } from "./difference.js";
import { el, parsed } from "./text.js";
import { typesOf } from "./types.js";

const place = (row) => `/${row.provider}/${row.side}`;

/** Say what became of deliveries. */
function told(records) {
  const refused = records.filter((one) => one.error !== null || one.status >= 300);
  const last = records[records.length - 1];
  if (records.length === 1) return `${last.event_type}: ${last.error ?? last.status}`;
  return `${records.length} deliveries, ${records.length - refused.length} accepted`;
}

/** Send an event once more, as the provider would: the same event, to the same endpoint, signed afresh. */
export async function again(world, row, say) {
  say(`Sending ${row.title} …`);
  const { event_id: event, endpoint, form } = row.record;
  say(told(await deliver(world, row, [{ event, endpoint: endpoint || null, form }])));
}

/** Let a person edit an event's body; it is signed afresh over the new body, or keeps the signature of the old one. */
export async function change(world, row, say) {
  const { event_id: event, endpoint } = row.record;
  const path = `/worlds/${world}${place(row)}/events/${event}/body`;
  const before = await ask("GET", endpoint ? `${path}?endpoint=${endpoint}` : path).catch(() => ask("GET", path));
  const text = el("textarea", { name: "body", rows: 18, spellcheck: "false", "data-first": true });
  text.value = JSON.stringify(before, null, 2);
  text.setSelectionRange(0, 0);
  open(`Change ${row.title}`, [
    field("Body", text, "Secrets are shortened here; what you leave alone is sent as it is."),
    choice("Signature", "sign", [
      { value: "set", label: "Sign again", meaning: "The signature fits the changed body: a receiver accepts it." },
      { value: "alter", label: "Keep the signature of the unchanged body", meaning: "It no longer fits: a receiver must refuse it." },
    ]),
  ], {
    button: "Send", wide: true,
    go: async (fields) => {
      const after = parsed(fields.get("body"));
      if (after === undefined) throw new Error("The body is not valid JSON. To send such a body, see the forms of a schedule");
      const changes = difference(before, after);
      if (!Object.keys(changes).length) throw new Error("Nothing was changed. To send it as it is, use Send again");
      say(told(await deliver(world, row, [{ event, endpoint: endpoint || null, [fields.get("sign")]: changes }])));
    },
  });
}

/** Let a person choose how an event is forged, and send it. */
export async function forge(world, row, say) {
  const forgeries = await ask("GET", `/forgeries?provider=${encodeURIComponent(row.provider)}`);
  const { event_id: event, endpoint } = row.record;
  open(`Forge ${row.title}`, [
    choice("A receiver must refuse each of these", "forgery", forgeries.map(({ name, meaning, controls }) =>
      ({ value: name, label: name, meaning: [`${meaning} (`, ...controls.flatMap((id, nth) => [nth ? ", " : "", el("span", { class: "control" }, id)]), ")"] }))),
  ], {
    button: "Send forgery",
    go: async (fields) => say(told(await deliver(world, row, [{ event, endpoint: endpoint || null, forgery: fields.get("forgery") }]))),
  });
}

/** Send an event of an object: one that there was, or one that is made up of the object as it is now. */
export async function event(world, row, rows, say) {
  const ids = rows.flatMap((one) => one.own).reverse();
  const types = suggestions("types", []);
  const known = el("select", { name: "event" });
  const type = el("input", { name: "type", list: "types", spellcheck: "false", placeholder: "payment_intent.payment_failed" });
  const object = el("input", { name: "object", value: row?.group || ids[0] || "", list: "ids", required: true, placeholder: "pi_…", spellcheck: "false", "data-first": true });
  const side = select("side", ["test", "live"], row?.side || "test");
  const provider = row?.provider || rows[0]?.provider || "stripe";
  const fill = async () => {
    const id = object.value.trim();
    if (!id) return offer([]);
    const at = `/worlds/${world}/${provider}/${side.value}`;
    const found = await ask("GET", `${at}/events?object=${encodeURIComponent(id)}`).catch(() => []);
    const shown = await ask("GET", `${at}/objects/${encodeURIComponent(id)}`).catch(() => null);
    offer(found.filter((one) => !one.invented));
    types.replaceChildren(...typesOf(provider, shown?.object).map((value) => el("option", { value })));
    return undefined;
  };
  const offer = (happened) => {
    known.replaceChildren(
      ...happened.map((one) => el("option", { value: one.id, selected: one.id === row?.record?.event_id }, `${one.type}${one.held ? " (held back)" : ""} · ${one.id}`)),
      el("option", { value: "" }, "One that did not happen, of the type below"));
    choose();
  };
  const typed = field("Type", type, "The event shows the object as it is now, and is signed genuinely.");
  const choose = () => {
    typed.hidden = known.value !== "";
    type.disabled = typed.hidden;
    type.required = !typed.hidden;
  };
  object.addEventListener("change", fill);
  side.addEventListener("change", fill);
  known.addEventListener("change", choose);
  open("Send an event for an object", [
    field("Object", object), suggestions("ids", ids), field("Side", side),
    field("Event", known), typed, types,
  ], {
    button: "Send",
    go: async (fields) => {
      const at = { provider, side: fields.get("side") };
      let id = fields.get("event");
      if (!id) {
        id = (await ask("POST", `/worlds/${world}${place(at)}/events`, { type: fields.get("type").trim(), object: fields.get("object").trim() })).id;
      }
      say(told(await deliver(world, at, [{ event: id }])));
    },
  });
  await fill();
}

/** Send deliveries as a behaviour changes them; what will be sent is shown first. */
export async function behave(world, row, rows, marked, say) {
  const deliveries = rows.filter((one) => one.kind === "delivery" && one.record.attempt === 1 && one.record.copy === 0 && !one.record.forgery);
  const chosen = row?.kind === "delivery" ? [row] : [];
  const order = row?.group ? deliveries.filter((one) => one.group === row.group && (!chosen.length || one.record.endpoint === row.record.endpoint)) : [];
  const sets = { marked: [...marked].sort((one, other) => one.at - other.at), order, chosen };
  const first = ["marked", "order", "chosen"].find((name) => sets[name].length);
  if (!first) throw new Error("Choose a delivery or an order first, or mark several with m");
  const behaviours = await ask("GET", "/behaviours");
  const meaning = el("small", {});
  const options = el("div", { class: "pair" });
  const preview = el("ol", { class: "preview", "aria-label": "What will be sent" });
  const which = choice("Deliveries", "which", [
    { value: "marked", label: `Marked: ${sets.marked.length}`, disabled: !sets.marked.length },
    { value: "order", label: `All of ${row?.group || "this order"}: ${unique(order).length}`, disabled: !order.length },
    { value: "chosen", label: `This one${chosen.length ? `: ${row.title}` : ""}`, disabled: !chosen.length },
  ], first);
  const name = select("behaviour", behaviours.map((one) => one.name), "duplicate", { "data-first": true });
  const number = (label, key, value) => field(label, el("input", { type: "number", name: key, min: 0, value, required: true }));
  let plan = null;
  const apply = async () => {
    const fields = new FormData(form);
    const asked = behaviours.find((one) => one.name === fields.get("behaviour"));
    const { schedule, labels } = planned(unique(sets[fields.get("which")]), Number(fields.get("apart")));
    const given = Object.fromEntries(Object.keys(asked.options).map((key) => [key, Number(fields.get(`option-${key}`))]));
    try {
      const made = await ask("POST", `/behaviours/${asked.name}`, { schedule, seed: Number(fields.get("seed")), options: given });
      plan = { schedule: made.schedule, labels };
      preview.replaceChildren(...(made.schedule.length
        ? made.schedule.map((one) => el("li", {}, el("time", {}, `+${one.at ?? 0} ms`), ` ${one.event.split("/").slice(1).join("/").replace(/'+$/, "")}`, one.copy ? el("span", { class: "tag" }, `copy ${one.copy}`) : null))
        : [el("li", { class: "quiet" }, "nothing")]));
    } catch (no) {
      plan = null;
      preview.replaceChildren(el("li", { class: "quiet" }, no.message));
    }
  };
  const described = () => {
    const asked = behaviours.find((one) => one.name === name.value);
    meaning.replaceChildren(...asked.meaning.split("`").map((words, nth) => (nth % 2 ? el("code", {}, words) : words)));
    options.replaceChildren(...Object.entries(asked.options).map(([key, value]) => number(OPTION_LABELS[key] || key, `option-${key}`, value)));
  };
  described();
  const form = open("Apply a behaviour", [
    which, field("Behaviour", name), meaning, options,
    el("div", { class: "pair" }, number("Gap, in ms", "apart", 100), number("Seed", "seed", 1)), el("h3", {}, "What will be sent"), preview,
  ], {
    button: "Send",
    go: async () => {
      await apply();
      if (!plan) throw new Error("This behaviour cannot be applied; see above");
      if (!plan.schedule.length) throw new Error("Nothing is left to send");
      say(`Sending ${plan.schedule.length} deliveries …`);
      deliver(world, sets[new FormData(form).get("which")][0], plan.schedule, plan.labels).then((records) => say(told(records)), (no) => say(no.message, true));
    },
  });
  name.addEventListener("change", described);
  form.addEventListener("change", apply);
  await apply();
}

const OPTION_LABELS = { copies: "Copies", within: "Within, in ms", most: "At most, in ms", count: "How many" };

/** Each event once for each endpoint. */
const unique = (rows) => [...new Map(rows.map((row) => [`${row.record.event_id} ${row.record.endpoint}`, row])).values()];

/** A schedule of these events, so many milliseconds apart; the words before a label's slash name its order. */
function planned(rows, apart) {
  const labels = {};
  const schedule = rows.map((row, nth) => {
    let label = `${row.group || "order"}/${row.title}`;
    while (label in labels) label += "'";
    labels[label] = row.record.event_id;
    return { event: label, at: nth * apart, endpoint: row.record.endpoint || null };
  });
  return { schedule, labels };
}
