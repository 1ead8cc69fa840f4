// Takes the credential off a request: the core gets what identifies the caller, never the secret.
const SECRET = new Set(["authorization", "x-key", "x-api-key", "cookie"]);
const ID_BYTES = 12;
const none = {scheme: "", key_id: "", digest: new Uint8Array(0)};

// Removes the secret headers from `headers`, in place.
export async function takeCaller(headers) {
  let found;
  let credentials = 0;
  for (let i = headers.length - 1; i >= 0; --i) {
    const {name, value} = headers[i];
    const lower = name.toLowerCase();
    if (!SECRET.has(lower)) continue;
    headers.splice(i, 1);
    if (lower === "cookie") continue;
    ++credentials;
    const space = lower === "authorization" ? (value + " ").indexOf(" ") : 0;
    const scheme = lower === "authorization" ? value.slice(0, space).toLowerCase() : lower;
    found = {scheme, secret: value.slice(space).trim()};
  }
  if (credentials === 0) return none;
  if (credentials > 1) return {...none, scheme: "ambiguous"};
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(found.secret));
  return {scheme: found.scheme, key_id: found.secret.slice(0, ID_BYTES), digest: new Uint8Array(digest)};
}
