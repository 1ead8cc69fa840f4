// Secrets by name, and what is signed with one. Their values stay on this side of the core.
const encoder = new TextEncoder();

// `secrets` is an object or a function; `name` as settings write it, "${BFL_KEY}". A value that could not
// be a header's is none.
export function readSecret(secrets, name) {
  const bare = name.startsWith("${") && name.endsWith("}") ? name.slice(2, -1) : name;
  const value = typeof secrets === "function" ? secrets(bare) : secrets?.[bare];
  // eslint-disable-next-line no-control-regex
  return typeof value === "string" && value !== "" && !/[\x00-\x1f\x7f]/.test(value) ? value : undefined;
}

const hmac = async (key, text) => {
  const made = await crypto.subtle.importKey("raw", key, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, encoder.encode(text)));
};

// Signs with a key of each name that is made from one secret; without one, from chance.
export function makeSigner(secret) {
  let root;
  return async (name, text) => {
    root ??= secret ? encoder.encode(secret) : crypto.getRandomValues(new Uint8Array(32));
    return hmac(await hmac(root, name), text);
  };
}
