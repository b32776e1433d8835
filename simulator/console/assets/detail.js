// One row in full: request, reply, signature and times. Not: the list, or doing anything about it.

import { ask } from "./api.js";
import { code, dateAndTime, duration, el, parsed, timeOfDay } from "./text.js";

const facts = (pairs) =>
  el("dl", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
    .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

const part = (title, ...children) => el("section", { class: "part" }, el("h3", {}, title), ...children);

const headers = (told) =>
  el("table", { class: "headers" }, el("tbody", {}, Object.entries(told).map(([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value || el("span", { class: "quiet" }, "empty"))))));

const outcome = (row) => el("span", { class: `outcome ${row.outcome.kind}` }, `${row.outcome.mark} ${row.outcome.text}`);

/** Shows rows in a pane. `find` is called with an id to look for, `act` with the name of an action, `goTo` with a row. */
export class Detail {
  constructor(pane, { find, act, goTo, back }) {
    Object.assign(this, { pane, find, act, goTo, back });
    this.none();
  }

  none() {
    this.row = null;
    this.pane.replaceChildren(
      el("div", { class: "empty" }, el("h2", {}, "Nothing selected"),
        el("p", {}, "Choose a call or a delivery to see its request, its reply, its signature and its times. ",
          el("kbd", {}, "j"), " and ", el("kbd", {}, "k"), " go down and up the list, ", el("kbd", {}, "?"), " lists all keyboard shortcuts.")));
  }

  /** Show a row; `rows` are all there are, for what caused what. */
  show(row, world, rows) {
    this.row = row;
    const shown = row.kind === "call" ? this.#call(row, world, rows) : this.#delivery(row, world, rows);
    this.pane.replaceChildren(
      el("div", { class: "head" },
        el("button", { class: "back", onclick: this.back }, "← Back"),
        el("p", { class: "kind" }, row.kind === "call" ? "API call" : "Delivery", " · ", el("time", {}, dateAndTime(row.at))),
        el("h2", {}, row.title, " ", outcome(row)),
        row.tags.length ? el("p", {}, row.tags.map((tag) => el("span", { class: "tag" }, tag))) : null,
        this.#actions(row)),
      ...shown);
    this.pane.scrollTop = 0;
  }

  #actions(row) {
    const button = (name, text, key) => el("button", { "data-do": name, onclick: () => this.act(name) }, text, " ", el("kbd", {}, key));
    return el("div", { class: "actions", role: "toolbar", "aria-label": "What to do with it" },
      row.kind === "delivery"
        ? [button("again", "Send again", "r"), button("change", "Change and sign", "e"), button("forge", "Forge", "f"),
          button("behave", "Behaviour", "b"), button("mark", "Mark", "m")]
        : [row.call.operation !== "?" && button("faults", "Fault for this call", "x")],
      row.own.length ? [button("event", "Send event", "s"), button("only", "Only this object", "o")] : null);
  }

  #objects(row) {
    return row.objects.length
      ? row.objects.map((id) => el("button", { class: "id", title: `Find ${id}`, onclick: () => this.find(id) }, id))
      : null;
  }

  #link(row, text) {
    return el("button", { class: "id", onclick: () => this.goTo(row) }, text);
  }

  #call(row, world, rows) {
    const { call } = row;
    const caused = rows.filter((one) => one.requestId && one.requestId === call.request_id);
    const reply = el("div", {}, el("p", { class: "quiet" }, "reading …"));
    if (call.status === null) {
      reply.replaceChildren(el("p", {}, "No reply was sent: the connection was closed, or the caller left."));
    } else {
      ask("GET", `/worlds/${world}/calls/${call.seq}/reply`).then(
        (told) => reply.replaceChildren(headers(told.headers), code(told.body, "Reply")),
        (no) => reply.replaceChildren(el("p", { class: "quiet" }, no.message)));
    }
    return [
      facts([
        ["Operation", call.operation],
        ["Request id", call.request_id],
        ["Key", call.by.replace("_", " ") + (call.side ? `, ${call.side} side` : "")],
        ["Idempotency key", call.idempotency_key && call.idempotency_key + (call.replayed ? " (answered from its record)" : "")],
        ["Error", call.error_code],
        ["Fault", call.fault],
        ["Took", duration(call.seconds)],
        ["Objects", this.#objects(row)],
        ["Caused", caused.length ? caused.map((one) => this.#link(one, `${one.title} ${one.outcome.mark} ${one.outcome.text}`)) : null],
      ]),
      part("Request", headers(call.headers), code(call.parameters, "Parameters")),
      part(`Reply${call.status === null ? "" : ` ${call.status}`}`, reply),
    ];
  }

  #delivery(row, world, rows) {
    const { record } = row;
    const cause = rows.find((one) => one.call && one.call.request_id === row.requestId);
    const body = parsed(record.request_body);
    return [
      facts([
        ["Event", record.event_id],
        ["To", `${record.url} (${record.endpoint})`],
        ["Attempt", record.attempt > 1 ? `${record.attempt}: the provider tried again` : null],
        ["Body form", record.form === "compact" ? null : record.form],
        ["Cause", cause ? this.#link(cause, cause.title) : row.invented ? "none: it was made up" : "by itself, or not on this axis"],
        ["Objects", this.#objects(row)],
      ]),
      this.#signature(record),
      part("Request", headers(record.request_headers), code(body ?? record.request_body, "Request body"),
        body === undefined && record.request_body.length >= 4000 ? this.#whole(row, world) : null),
      part(record.error === null ? `Reply ${record.status}` : "Reply",
        record.error !== null ? el("p", {}, `None that counts: ${record.error}.`) : null,
        headers(record.answer_headers), code(parsed(record.answer_body) ?? record.answer_body, "Reply body")),
      this.#times(record),
    ];
  }

  #whole(row, world) {
    const place = el("div", {});
    const read = async () => {
      const told = await ask("GET", `/worlds/${world}/${row.provider}/${row.side}/events/${row.record.event_id}/body`);
      place.replaceChildren(code(told, "The event"));
    };
    place.append(el("p", { class: "quiet" }, "The record keeps the beginning of the body only. ", el("button", { onclick: read }, "Show the event")));
    return place;
  }

  #signature(record) {
    const found = Object.entries(record.request_headers).find(([name]) => name.toLowerCase().includes("signature"));
    const about = record.changed === "after signing"
      ? el("p", { class: "warn" }, "The body was changed after signing. A receiver must refuse it.")
      : record.forgery
      ? el("p", { class: "warn" }, `Forged on purpose: ${record.forgery}. A receiver must refuse it.`)
      : el("p", {}, "Made with the endpoint's secret. Digests are shortened here.");
    if (!found) return part("Signature", about, el("p", {}, "There is no signature header."));
    const pieces = found[1].split(",").map((piece) => piece.split(/=(.*)/s));
    const meaning = (name, value) => {
      if (name === "t") return `${value} · ${dateAndTime(Number(value))}`;
      return name === "v0" ? `${value} · a scheme that receivers must ignore` : value;
    };
    return part("Signature", about, facts([["Header", found[0]],
      ...(found[1].includes("=") ? pieces.map(([name, value = ""]) => [name, meaning(name, value)]) : [["Value", found[1] || "empty"]])]));
  }

  #times(record) {
    const steps = [
      ["Due", record.due_at], ["First byte sent", record.started_at], ["Request written", record.sent_at],
      ["First byte of the reply", record.answered_at], ["Done", record.done_at],
    ];
    let before = null;
    const lines = steps.map(([name, at]) => {
      const since = at !== null && before !== null ? `+${duration(Math.max(0, at - before))}`.replace("+<", "<") : "";
      if (at !== null) before = at;
      return el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, at === null ? "never" : timeOfDay(at)), el("td", {}, since));
    });
    return part("Times", el("table", { class: "times" }, el("tbody", {}, lines)));
  }
}
