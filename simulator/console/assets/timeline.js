// The time axis as a list: what is shown, which row is chosen, which are marked. Not: what a row means.

import { duration, el, timeOfDay } from "./text.js";

const GAP = 1.5; // seconds of silence that are worth a line
const AT_END = 40; // pixels from the end of the list that count as being there

export class Timeline {
  constructor(list, { chosen, opened }) {
    this.list = list;
    this.chosen = chosen;
    this.opened = opened;
    this.rows = [];
    this.related = new Set();
    this.marked = new Set();
    this.selected = null;
    this.elements = new Map();
    this.follow = true;
    list.addEventListener("scroll", () => this.#scrolled());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Show these rows, keep what is chosen, and stay at the end if the reader is there. */
  show({ rows, related }) {
    const follows = this.follow;
    this.rows = rows;
    this.related = related;
    let before = null;
    const shown = rows.map((row) => {
      const element = this.elements.get(row.id) || this.#element(row);
      const gap = before === null ? 0 : row.at - before.at;
      if (gap > GAP) element.dataset.gap = `${duration(gap)} later`;
      else delete element.dataset.gap;
      element.classList.toggle("related", related.has(row));
      before = row;
      return element;
    });
    this.list.replaceChildren(...shown);
    if (follows) this.toEnd();
  }

  forget() {
    this.elements.clear();
    this.marked.clear();
    this.select(null);
    this.follow = true;
    this.show({ rows: [], related: new Set() });
  }

  select(row, { scroll = true } = {}) {
    if (this.selected) this.elements.get(this.selected.id)?.setAttribute("aria-selected", "false");
    this.selected = row;
    const element = row && this.elements.get(row.id);
    if (element) {
      element.setAttribute("aria-selected", "true");
      this.list.setAttribute("aria-activedescendant", element.id);
      if (scroll) element.scrollIntoView({ block: "nearest" });
    } else this.list.removeAttribute("aria-activedescendant");
    this.chosen(row);
  }

  /** Choose the row so many further down; from none, the newest. Infinity is the newest, -Infinity the oldest. */
  step(by) {
    const last = this.rows.length - 1;
    if (last < 0) return;
    const place = this.rows.indexOf(this.selected);
    const to = place < 0 && by !== -Infinity ? last : Math.min(last, Math.max(0, place + by));
    this.select(this.rows[to]);
  }

  mark(row) {
    if (!row || row.kind !== "delivery") return false;
    const now = !this.marked.delete(row);
    if (now) this.marked.add(row);
    const element = this.elements.get(row.id);
    element?.classList.toggle("marked", now);
    element?.querySelector(".mark")?.replaceChildren(now ? "marked" : "");
    return true;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.follow = true;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.follow = scrollHeight - scrollTop - clientHeight < AT_END;
    this.list.dispatchEvent(new CustomEvent("follow"));
  }

  #clicked(event) {
    const element = event.target.closest("[role=option]");
    if (!element) return;
    const row = this.rows.find((one) => one.id === element.id);
    this.select(row, { scroll: false });
    if (event.shiftKey) this.mark(row);
    else this.opened(row, { byPointer: true });
  }

  #element(row) {
    const arrow = row.kind === "call" ? "→" : "←";
    const spoken = row.kind === "call" ? "API call" : "delivery";
    const element = el(
      "div",
      { role: "option", id: row.id, class: `row ${row.kind}`, "aria-selected": "false" },
      el("time", {}, timeOfDay(row.at)),
      el("span", { class: `glyph ${row.kind}` }, el("span", { "aria-hidden": "true" }, arrow), el("span", { class: "hidden" }, spoken)),
      el("span", { class: "title" }, row.title),
      el(
        "span",
        { class: "about" },
        el("span", { class: "mark" }),
        row.tags.map((tag) => el("span", { class: "tag" }, tag)),
        el("span", { class: "group" }, row.group),
        row.record && el("span", { class: "to" }, `to ${row.record.url.replace(/^https?:\/\//, "")}`),
      ),
      el("span", { class: `outcome ${row.outcome.kind}` }, el("span", { "aria-hidden": "true" }, `${row.outcome.mark} `), row.outcome.text),
      el("span", { class: "took" }, duration(row.end - row.at)),
    );
    this.elements.set(row.id, element);
    return element;
  }
}
