// What looks at finished pictures, as the core asks for it: always with an inspection, never with a failure.
import {readInspection} from "./codec.mjs";
import {FrameReader} from "./frames.mjs";

const ZEROS = new Uint8Array(256); // an inspection of zeros and empty texts

export const unscored = (reason) => ({...readInspection(new FrameReader(ZEROS)), unscored: reason});

// `inspector.inspect(picture, filmGrain, calibration)` gives an inspection, now or later. When it fails with
// `busy` set, too many were waiting.
export function inspectWith(inspector, calibration) {
  return async (picture, filmGrain) => {
    try {
      return await inspector.inspect(picture, filmGrain, calibration);
    } catch (error) {
      return unscored(error?.busy ? "busy" : "not_decoded");
    }
  };
}
