// A second opinion on requests: whatever our reader accepts, Node's parser must accept too and read in the same way.
// All rows of tests/data/http/requests.tsv and CASES mutations of them: compare_node.mjs JUDGE [CASES] [SEED]
//
// JUDGE is the program built from judge_requests.cc. Runs on Node 18 and 20.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { HTTPParser, methods } = process.binding('http_parser');
const [judge, cases = '20000', seed = '1'] = process.argv.slice(2);

// ---- What is known to differ, and why: Node's error, or what it reads differently, where it is stricter or mistaken.
const KNOWN = [
  {
    why: 'Node has a fixed list of methods; we take any token and answer 405 ourselves',
    errors: ['HPE_INVALID_METHOD', 'HPE_INVALID_CONSTANT'],
    needs: (ours) => !methods.includes(ours.method),
  },
  {
    why: 'Node takes no tab off behind a value or a member of a list; RFC 9110 5.6.1 and RFC 9112 5.1 have us do it',
    errors: ['HPE_INVALID_TRANSFER_ENCODING', 'HPE_INVALID_CONTENT_LENGTH', 'keep'],
    needs: (ours, text) => /\r\n(transfer-encoding|content-length|connection):[^\r]*\t *[,\r]/i.test(text),
  },
  {
    why: 'Node refuses a blank in a chunk extension, which RFC 9112 7.1.1 has us read over',
    errors: ['HPE_STRICT', 'HPE_INVALID_CHUNK_SIZE', 'silence'],
    needs: (ours, text) => /\r\n[0-9a-f]+;[^\r]*[ \t][^\r]*\r\n/i.test(text),
  },
  {
    why: 'Node lets a trailer "Connection: close" end the connection; RFC 9110 6.5.1 has us ignore it',
    errors: ['HPE_CLOSED_CONNECTION', 'silence'],  // Node 18 just reads no more
    needs: (ours, text) => /\r\n0+(;[^\r]*)?\r\n([^\r]+\r\n)*connection:[^\r]*close/i.test(text),
  },
  {
    why: 'Node keeps an HTTP/1.0 connection on "keep-alive" though another option says "close"; RFC 9112 9.3 does not',
    errors: ['keep'],
    needs: (ours) => ours.minor === 0 && !ours.keep,
  },
];

// ---- The rows

function unescape(text) {
  return text.replace(/\{(\d+)\*([^}]*)\}/g, (_, times, what) => what.repeat(times)).replace(
    /\\(x[0-9A-Fa-f]{2}|.)/g,
    (_, c) => ({ r: '\r', n: '\n', t: '\t', '\\': '\\' })[c] ?? String.fromCharCode(parseInt(c.slice(1), 16)));
}

const table = new URL('../data/http/requests.tsv', import.meta.url);
const rows = readFileSync(table, 'utf8').split('\n').filter((line) => line && line[0] !== '#')
  .map((line) => unescape(line.split('\t')[4]));

// ---- Mutations, the same for the same seed

let state = Number(seed) >>> 0;
function below(bound) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}
const pick = (list) => list[below(list.length)];

const WORDS = ['\r\n', '\n', '\r', ' ', '\t', ':', ';', ',', '\0', '\x0b', '\x7f', '\xa0', '\xff', '"', '0', '1', 'e', '-',
  'Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: close\r\n',
  'Connection: keep-alive\r\n', 'Upgrade: h2c\r\nConnection: upgrade\r\n', 'Host: b\r\n', 'X: y\r\n', '0\r\n\r\n', '\r\n\r\n',
  '5\r\nhello\r\n', 'HTTP/1.0', 'HTTP/1.1', 'http://a.example', 'chunked', 'gzip, ', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'];

function mutate(text) {
  const at = below(text.length + 1);
  const length = below(4) === 0 ? below(40) : 1 + below(3);
  switch (below(6)) {
    case 0: return text.slice(0, at) + pick(WORDS) + text.slice(at);
    case 1: return text.slice(0, at) + text.slice(at + length);
    case 2: return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    case 3: return text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length);
    case 4: return text.slice(0, at) + pick(WORDS) + text.slice(at + length);
    default: {
      const other = pick(rows);
      return text.slice(0, at) + other.slice(below(other.length + 1));
    }
  }
}

// Mostly of what is accepted, which a mutation may leave so.
function mutant(good) {
  let text = pick(below(5) === 0 ? rows : good);
  for (let n = 1 + below(3); n > 0; --n) text = mutate(text);
  return text;
}

// ---- The two readers

function askOurs(batch) {
  const parts = [];
  for (const bytes of batch) {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    parts.push(length, bytes);
  }
  const run = spawnSync(judge, { input: Buffer.concat(parts), maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`${judge} ended with ${run.status ?? run.signal ?? run.error}: ${run.stderr}`);
  return run.stdout.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
}

// Byte by byte, so that it shows where a request ends. At most `most` requests.
function askNode(bytes, most) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, 1 << 20, 0);
  const requests = [];
  let current;
  let early = [];  // fields of a long head, before the rest of it
  let target = '';
  let at = 0;
  parser[HTTPParser.kOnHeaders] = (headers, url) => {
    early.push(...headers);
    target += url;
  };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, headers, method, url, code, text, upgrade, keep) => {
    current = {
      minor, method: methods[method], url: url ?? target, keep, body: '', headers: early.concat(headers ?? []),
    };
    early = [];
    target = '';
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes, start = 0, length = bytes.length) => {
    current.body += bytes.subarray(start, start + length).toString('latin1');
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    early = [];  // trailers come in the same way
    target = '';
    requests.push({ ...current, end: at + 1 });
  };
  let error;
  for (; at < bytes.length && requests.length < most && !error; ++at) {
    const used = parser.execute(bytes.subarray(at, at + 1));
    if (used !== 1) error = used.code ?? 'silence';
  }
  return { requests, error: error ?? 'silence' };
}

// ---- The comparison

// The target as our reader splits it.
function split(url) {
  const absolute = /^https?:\/\/([^/?]*)(.*)$/i.exec(url);
  const rest = absolute ? absolute[2] : url;
  const [path] = rest.split('?');
  return { host: absolute?.[1], path: path || '/', query: path === rest ? '' : rest.slice(path.length + 1) };
}

function hostOf(node, target) {
  if (target.host !== undefined) return target.host;
  for (let i = 0; i < node.headers.length; i += 2) if (/^host$/i.test(node.headers[i])) return node.headers[i + 1];
  return '';
}

// What is read differently; empty when nothing is.
function difference(ours, node) {
  const target = split(node.url);
  const theirs = { ...node, ...target, host: hostOf(node, target) };
  for (const what of ['method', 'minor', 'host', 'path', 'query', 'body', 'keep', 'end']) {
    if (ours[what] !== theirs[what]) return `${what}: ${JSON.stringify(ours[what])} and ${JSON.stringify(theirs[what])}`;
  }
  return ours.headers.join('\0') === node.headers.join('\0') ? '' : `fields: ${ours.headers} and ${node.headers}`;
}

const count = { cases: 0, accepted: 0, differ: 0 };
const known = KNOWN.map(() => 0);

function compare(bytes, ours) {
  ++count.cases;
  const text = bytes.toString('latin1');
  const node = askNode(bytes, ours.requests.length);
  for (const [i, request] of ours.requests.entries()) {
    ++count.accepted;
    const what = node.requests[i] ? difference(request, node.requests[i]) : `refused by Node: ${node.error}`;
    if (!what) continue;
    const how = node.requests[i] ? what.split(':')[0] : node.error;
    const reason = KNOWN.findIndex(({ errors, needs }) => errors.includes(how) && needs(request, text));
    if (reason >= 0) {
      ++known[reason];
    } else if (++count.differ <= 20) {
      console.log(`request ${i + 1}, ${what}\n  ${JSON.stringify(text)}`);
    }
    return;  // what follows stands elsewhere for the other
  }
}

// What our reader makes of each.
function play(batch) {
  const bytes = batch.map((text) => Buffer.from(text, 'latin1'));
  const judged = askOurs(bytes);
  for (const [i, ours] of judged.entries()) compare(bytes[i], ours);
  return judged;
}

const judged = play(rows);
const good = rows.filter((row, i) => row.length < 2000 && judged[i].refusal === 0 && judged[i].requests.length > 0);
for (let left = Number(cases); left > 0; left -= 5000) {
  play(Array.from({ length: Math.min(left, 5000) }, () => mutant(good)));
}

console.log(
  `seed ${seed}: ${count.cases} cases, ${count.accepted} requests accepted by us, ` +
    `${count.differ} read differently by Node`,
);
for (const [i, { why }] of KNOWN.entries()) console.log(`  ${known[i]} known: ${why}`);
process.exitCode = count.differ === 0 && count.accepted > Number(cases) / 10 ? 0 : 1;
