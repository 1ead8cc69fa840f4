// Types of "fluxweir/inspector".
import type {Inspection} from "./core.js";

export type {Inspection} from "./core.js";

/**
 * Looks at a finished picture, encoded; `filmGrain`: grain is wanted; `calibration`: the JSON of
 * quality.calibration. What fails with `busy` set was one too many at a time: the picture is unscored then.
 */
export interface PictureInspector {
  inspect(picture: Uint8Array, filmGrain?: boolean, calibration?: string): Inspection | Promise<Inspection>;
}

/** In this thread; a JPEG of 4 megapixels takes about 0.1 s of it, the first one twice that. */
export class Inspector implements PictureInspector {
  /**
   * `module` is inspector.wasm, compiled. An instance whose memory is larger than `keep` bytes after a picture
   * makes room for a new one (128 MiB when left out). A file of more than `most` bytes (50,000,000) is unscored,
   * as "not_decoded": memory is about 30 MiB for 4 megapixels, and twice the file.
   */
  constructor(module: WebAssembly.Module, options?: {keep?: number; most?: number});
  /**
   * Takes JPEG and PNG; anything else is unscored, as "not_decoded". Never throws for what it is given.
   * `calibration` is the JSON text of the settings' quality.calibration: `rejected` is by its thresholds.
   */
  inspect(picture: Uint8Array, filmGrain?: boolean, calibration?: string): Inspection;
  /** Bytes of memory that are held now. */
  readonly memory: number;
}
