// The bodies that are sent.

// 600 bytes, as in the native benchmark (validate_bench.cc).
export const ultra = (() => {
  const body = `{"model":"flux-pro-v1-1-ultra","prompt":"a lighthouse on a cliff above a stormy sea, waves \
breaking on black rocks, gulls in the wind, the lamp just lit, clouds moving fast over the horizon, seen \
from a boat","aspect_ratio":"16:9","num_images":2,"raw":false,"output_format":"jpeg","safety_tolerance":"2",\
"image_prompt_strength":0.1,"enhance_prompt":false,"seed":123456789,"sync_mode":false,"user":"someone-`;
  return `${body}${"x".repeat(598 - body.length)}"}`;
})();

export const faulty = JSON.stringify({
  prompt: "a red fox at dawn",
  num_images: 9,
  seed: -1,
  aspect_ratio: "wide",
});
export const single = JSON.stringify({
  prompt: "a red fox at dawn",
  seed: 7,
  output_format: "png",
  sync_mode: true,
});
