// Types of "fluxweir/renderer".

/** Bytes in a buffer of their own. */
export type Bytes = ReturnType<Uint8Array["slice"]>;

export interface Painted {
  status: number;
  contentType: string;
  bytes: Uint8Array;
}

/** Paints a picture from the JSON of a call and, where there is one, an encoded reference picture. */
export interface Painter {
  paint(json: Uint8Array, reference?: Uint8Array): Painted | Promise<Painted>;
}

/** The painter in this thread; a picture of 4 megapixels takes 0.5 to 1 s. */
export class Renderer implements Painter {
  /**
   * `module` is renderer.wasm, compiled. An instance whose memory is larger than `keep` bytes after a picture
   * makes room for a new one (128 MiB when left out).
   */
  constructor(module: WebAssembly.Module, options?: {keep?: number});
  /** Never throws for what it is given: its status is 200, 400 or 500. */
  paint(json: Uint8Array, reference?: Uint8Array): Painted & {bytes: Bytes};
  /** Bytes of memory that are held now. */
  readonly memory: number;
}
