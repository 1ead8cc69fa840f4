// The painter as a provider: what a call to "renderer:" gets.

// `renderer.paint(json, reference)` gives {status, contentType, bytes}, now or later.
export function paintWith(renderer) {
  return async (call, body, scratch) => {
    const reference = call.body.find((part) => !(part instanceof Uint8Array));
    const json = call.body.find((part) => part instanceof Uint8Array) ?? body;
    const bytes = reference ? scratch.find(reference.handle)?.bytes() : undefined;
    const painted = await renderer.paint(json, bytes);
    return new Response(painted.bytes, {status: painted.status, headers: {"content-type": painted.contentType}});
  };
}
