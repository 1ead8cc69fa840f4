// Types of "fluxweir/serve": a server of requests on Node, Deno and Bun.

export interface Server {
  /** The one that was picked when 0 was asked for. */
  port: number;
  /** Takes no more connections; settles when the last one has ended. */
  close(): Promise<void>;
}

/** When `handle` fails, the connection ends without an answer. */
export function serve(options: {
  hostname: string;
  port: number;
  handle: (request: Request, context: {peerIsLoopback: boolean}) => Response | Promise<Response>;
}): Promise<Server>;

/** Whether only this machine can have or reach that address or name. */
export function isLoopback(address?: string): boolean;
