/** How long one slice of work may hold up the page, in milliseconds; a single event may take longer. */
export const SLICE = 8;

/** Lets the page do what waits, then goes on. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
