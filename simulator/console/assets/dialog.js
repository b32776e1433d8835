// The one dialog of the page: opened with a title, fields and what its button does. Not: any particular question.

import { el } from "./text.js";

const dialog = document.getElementById("dialog");
let focused = null;

dialog.addEventListener("close", () => {
  if (dialog.open) return; // the event comes late: a quick reader has opened it anew
  dialog.replaceChildren();
  focused?.focus();
});

/**
 * Ask something. `go` is called with the form's fields when the button is pressed; what it throws is said in the dialog,
 * which stays open. Without `go` there is only a way out.
 */
export function open(title, fields, { button, go, wide = false } = {}) {
  focused = document.activeElement === document.body ? document.getElementById("rows") : document.activeElement;
  const wrong = el("p", { role: "alert" });
  const main = go && el("button", { class: "main" }, button);
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "dialog-title" }, title),
    fields,
    wrong,
    el("div", { class: "actions" }, main, el("button", { type: "button", onclick: () => dialog.close() }, go ? "Cancel" : "Close")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!go) return dialog.close();
    wrong.textContent = "";
    main.disabled = true;
    try {
      await go(new FormData(form));
      dialog.close();
    } catch (no) {
      wrong.textContent = no.message;
    } finally {
      main.disabled = false;
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(main);
  });
  dialog.classList.toggle("wide", wide);
  dialog.replaceChildren(form);
  dialog.showModal();
  const first = form.querySelector("[data-first]") || form.querySelector("input:checked, input, select, textarea, button");
  first?.focus();
  if (first?.matches("input")) first.select(); // what is typed takes the place of what is proposed
  return form;
}

/** A field with its label. */
export const field = (label, control, hint) => el("label", { class: "field" }, el("span", {}, label), control, hint && el("small", {}, hint));

/** A choice of one: values with their labels and, where given, what they mean. */
export function choice(legend, name, options, chosen = options[0]?.value) {
  return el("fieldset", {}, el("legend", {}, legend), options.map(({ value, label, meaning, disabled }) =>
    el("label", { class: "option" },
      el("input", { type: "radio", name, value, checked: value === chosen, disabled }),
      el("span", {}, el("span", { class: "label" }, label), meaning && el("small", {}, meaning)))));
}

/** A select of plain values, or of pairs of value and label. */
export const select = (name, values, chosen, more = {}) =>
  el("select", { name, ...more }, values.map((one) => {
    const [value, label] = Array.isArray(one) ? one : [one, one];
    return el("option", { value, selected: value === chosen }, label);
  }));

/** A list of suggestions for a text field. */
export const suggestions = (id, values) => el("datalist", { id }, [...new Set(values)].map((value) => el("option", { value })));
