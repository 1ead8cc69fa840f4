// Whether an answer is what a case expects. Objects are compared member by member, members that the
// case does not name are free; lists and everything else are compared whole. An object whose only
// member begins with $ is a matcher.

const MATCHERS = {
  $any: (got) => got !== undefined,
  $absent: (got) => got === undefined,
  $type: (got, type) => typeOf(got) === type,
  $regex: (got, text) => typeof got === "string" && new RegExp(text, "u").test(got),
  $length: (got, length) => got?.length === length,
  $min: (got, least) => typeof got === "number" && got >= least,
  $exact: (got, value) => isEqual(got, value),
  $some: (got, value) => Array.isArray(got) && got.some((item) => faultsOf(item, value).length === 0),
  $none: (got, value) => Array.isArray(got) && got.every((item) => faultsOf(item, value).length > 0),
};

export function typeOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

export function isEqual(a, b) {
  if (typeOf(a) !== typeOf(b)) return false;
  if (typeof a !== "object" || a === null) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isEqual(a[key], b[key]));
}

export function brief(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}... (${text.length})` : text;
}

// What is wrong with `got`: lines with the place in it.
export function faultsOf(got, expected, at = "") {
  const wrong = () => [`${at || "/"}: expected ${brief(expected)}, got ${brief(got)}`];
  if (typeOf(expected) === "array") {
    if (!Array.isArray(got) || got.length !== expected.length) return wrong();
    return expected.flatMap((item, i) => faultsOf(got[i], item, `${at}/${i}`));
  }
  if (typeOf(expected) !== "object") return isEqual(got, expected) ? [] : wrong();
  const keys = Object.keys(expected);
  if (keys.length === 1 && keys[0] in MATCHERS)
    return MATCHERS[keys[0]](got, expected[keys[0]]) ? [] : wrong();
  if (typeOf(got) !== "object") return wrong();
  return keys.flatMap((key) => faultsOf(got[key], expected[key], `${at}/${key}`));
}

// The value at a JSON pointer.
export function at(json, pointer) {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((value, step) => value?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], json);
}
