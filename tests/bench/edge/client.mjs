// Keeps a number of connections busy with one request, for a time or a count, whichever ends first.
import {load} from "../../conformance/hosts/javascript.mjs";
import {processorTime, quantile, residentMemory} from "./measure.mjs";

const {Pool} = load("undici");
const CONNECTIONS = 16;

// `request`: {method, path, headers, body}. `check(status, text)` tells whether an answer is right; a
// wrong one ends it all. Processor time is that of process `pid`, per answer.
export async function drive({url, pid}, {request, check}, {seconds, most}) {
  const pool = new Pool(url, {connections: CONNECTIONS});
  const took = [];
  let left = most;
  const before = processorTime(pid);
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const keepAsking = async () => {
    while (left-- > 0 && performance.now() < end) {
      const asked = performance.now();
      const {statusCode, body} = await pool.request(request);
      const text = await body.text();
      took.push(performance.now() - asked);
      if (!check(statusCode, text))
        throw new Error(`${url} answered with ${statusCode}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({length: CONNECTIONS}, keepAsking));
  const lasted = (performance.now() - begin) / 1000;
  const spent = processorTime(pid) - before;
  await pool.close();
  return {
    each_s: took.length / lasted,
    cpu_us: (spent * 1e6) / took.length,
    p50_ms: quantile(took, 0.5),
    p99_ms: quantile(took, 0.99),
    resident_mib: residentMemory(pid) / 1024 / 1024,
  };
}
