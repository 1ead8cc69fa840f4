// An exchange's answer as a Response, its body made while it is read.

const SMALL = 64 * 1024; // a body that is not worth a stream
const NO_BODY = new Set([101, 204, 205, 304]);

export class Answer {
  #scratch;
  #gone;
  #status;
  #headers;
  #parts = [];
  #resolve;
  #reject;
  response = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  // `gone` is called when the client stops reading.
  constructor(scratch, gone) {
    this.#scratch = scratch;
    this.#gone = gone;
  }

  head(status, headers) {
    this.#status = status;
    this.#headers = headers.map(({name, value}) => [name, value]);
  }
  parts(parts) {
    this.#parts.push(...parts);
  }
  end() {
    if (this.#status === undefined) return this.over();
    this.#resolve(new Response(this.#body(), {status: this.#status, headers: this.#headers}));
  }
  // Nothing more comes. What has had no answer by now, since its client has left or is to get none, has
  // failed.
  over() {
    this.#reject(new Error("the connection was ended without an answer"));
  }
  failed() {
    this.#resolve(
      Response.json(
        {error: {code: "internal_error", message: "The gateway has failed; the request may be sent again"}},
        {status: 500},
      ),
    );
  }

  #body() {
    if (NO_BODY.has(this.#status) || this.#parts.length === 0) return null;
    const length = this.#scratch().length(this.#parts);
    const pieces = this.#scratch().pieces(this.#parts);
    if (length !== undefined && length <= SMALL) return join(pieces, length);
    return this.#stream(pieces, length);
  }

  // Piece by piece as the client takes them. Cloudflare sends a content-length only of a stream that
  // promises one.
  #stream(pieces, length) {
    const gone = this.#gone;
    const source = new ReadableStream(
      {
        pull(controller) {
          const {done, value} = pieces.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel() {
          gone();
        },
      },
      {highWaterMark: 0},
    );
    if (length === undefined || !globalThis.FixedLengthStream) return source;
    const {readable, writable} = new FixedLengthStream(length);
    source.pipeTo(writable).catch(gone);
    return readable;
  }
}

function join(pieces, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
