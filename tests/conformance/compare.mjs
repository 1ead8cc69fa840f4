// What must be the same on every host: status, headers, body and upstream calls, byte for byte. Left
// out is what the transport adds, what differs between any two processes: addresses, and
// signatures made with a key of their own; and what pixels told, since not every host decodes.
import {brief} from "./match.mjs";

// Of the connection, the clock or the platform.
const FREE = new Set([
  "alt-svc",
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "server",
  "transfer-encoding",
]);
const FREE_PREFIXES = ["cf-", "mf-"];

function sameHeaders(headers) {
  const kept = Object.entries(headers).filter(
    ([name]) => !FREE.has(name) && !FREE_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
  return kept.map(([name, value]) => `${name}: ${value}`).sort();
}

function sameText(text, url) {
  const {host} = new URL(url);
  return text
    .replaceAll(host, "HOST")
    .replace(/([?&]sig=)[\w-]+/g, "$1SIG")
    .replace(/"quality":\[(?:[^[\]]|\[[^\]]*\])*\],/g, "");
}

function essence({status, headers, body}, url) {
  const text = sameText(body.toString("latin1"), url);
  return {status, headers: sameHeaders(headers).map((line) => sameText(line, url)), body: text};
}

// The record of a played case, ready to be compared.
export function recordOf(play) {
  const calls = (play.upstream ?? []).map((call) => JSON.stringify(call)).sort();
  // How often a task is looked at is a matter of time.
  const once = calls.filter((call, i) => call !== calls[i - 1] || !call.includes('"method":"GET"'));
  return {answers: play.record.map((answer) => essence(answer, play.host.url)), calls: once};
}

function differ(what, a, b) {
  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  const [expected, got] = [text(a) ?? "", text(b) ?? ""];
  if (expected === got) return [];
  let from = 0;
  while (expected[from] === got[from]) ++from;
  from = Math.max(0, from - 40);
  return [
    `${what} differs from ${from}: expected ${brief(expected.slice(from, from + 120))}, ` +
      `got ${brief(got.slice(from, from + 120))}`,
  ];
}

// Lines that say where `record` is not what the reference host's is.
export function differences(reference, record) {
  const faults = [];
  for (const [i, answer] of reference.answers.entries()) {
    for (const part of ["status", "headers", "body"]) {
      faults.push(...differ(`answer ${i + 1}: ${part}`, answer[part], record.answers[i]?.[part]));
    }
  }
  for (const [i, call] of reference.calls.entries())
    faults.push(...differ(`call ${i + 1}`, call, record.calls[i]));
  if (record.calls.length > reference.calls.length)
    faults.push(`${record.calls.length - reference.calls.length} calls too many`);
  return faults;
}
