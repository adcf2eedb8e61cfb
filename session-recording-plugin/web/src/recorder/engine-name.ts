/** Where the engine's script leaves its recorder for the client. */
export const ENGINE = "__sessionRecorderEngine";
