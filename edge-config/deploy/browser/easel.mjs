// The pictures: a worker that paints them one after the other, and the figures that show them.
import {make} from "./make.mjs";

const encoder = new TextEncoder();
const number = new Intl.NumberFormat("en");

export class Easel {
  #host;
  #worker;
  #reject; // of the picture in work
  #links = [];

  // `host` is the element that the figures go into.
  constructor(host) {
    this.#host = host;
  }

  // Paints `calls`, JSON values for the painter, with the picture `reference` or none. Resolves when all are
  // there; rejects with an Error whose message is for the reader.
  async paint(calls, reference) {
    this.#clear();
    for (const [i, call] of calls.entries()) {
      const {answer, ms} = await this.#ask({body: encoder.encode(JSON.stringify(call)), reference});
      if (!answer.contentType.startsWith("image/")) {
        const told = JSON.parse(new TextDecoder().decode(answer.bytes));
        throw new Error(told.status ?? told.error);
      }
      await this.#show(
        call,
        answer,
        ms,
        calls.length > 1 ? `Picture ${i + 1} of ${calls.length}` : "The picture",
      );
    }
  }

  // Ends what is being painted.
  stop(why = "stopped") {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#reject?.(new Error(why));
  }

  #ask(order) {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      const send = () => this.#worker.postMessage(order);
      if (this.#worker) send();
      else this.#worker = new Worker(new URL("./worker.mjs", import.meta.url), {type: "module"});
      this.#worker.onmessage = ({data}) => (data.ready ? send() : resolve(data));
      this.#worker.onerror = () => this.stop("the renderer could not be started");
    });
  }

  #clear() {
    for (const link of this.#links.splice(0)) URL.revokeObjectURL(link);
    this.#host.replaceChildren();
  }

  async #show(call, {bytes, contentType}, ms, title) {
    const link = URL.createObjectURL(new Blob([bytes], {type: contentType}));
    this.#links.push(link);
    const image = make("img", {
      src: link,
      alt: `${title}: ${call.prompt}`,
      width: call.width,
      height: call.height,
    });
    await image.decode();
    const suffix = contentType === "image/png" ? "png" : "jpg";
    const facts = [
      `${call.width} × ${call.height}`,
      `${call.output_format.toUpperCase()}, ${number.format(Math.round(bytes.length / 1024))} KiB`,
      `seed ${call.seed}`,
      `${number.format(Math.round(ms))} ms`,
    ];
    const save = make("a", {href: link, download: `fluxweir-${call.seed}.${suffix}`}, "Save");
    const caption = make("figcaption", {}, make("span", {}, facts.join(" · ")), save);
    this.#host.append(make("figure", {}, image, caption));
  }
}
