// What a person changed in a JSON text, as JSON pointers to new values. Not: sending it.

const MASKED = "…";

/** Whether two JSON values say the same. */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Return pointer to new value for every place that differs. Only what was changed is sent, so what was masked on the
 * screen stays what it is. Throws where a masked text would be sent in place of what it stands for.
 */
export function difference(before, after, pointer = "") {
  if (same(before, after)) return {};
  if (isObject(before) && isObject(after) && Object.keys(before).every((name) => name in after)) {
    return each(Object.keys(after), before, after, pointer);
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return each([...after.keys()], before, after, pointer);
  }
  const told = JSON.stringify(after);
  if (told.includes(MASKED)) {
    throw new Error(`${pointer || "The body"} holds a shortened secret (${MASKED}) and would be sent as it stands here. Set the fields to null instead of removing them`);
  }
  return { [pointer]: after };
}

function each(names, before, after, pointer) {
  const found = {};
  for (const name of names) {
    const step = `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    Object.assign(found, name in before ? difference(before[name], after[name], step) : { [step]: after[name] });
  }
  return found;
}
