/** rrweb's recorder, as a script of its own: loaded only where something is recorded, cached for ever by its hash. */
import { record } from "@rrweb/record";
import { ENGINE } from "./engine-name";

export type Record = typeof record;

(window as unknown as { [name: string]: unknown })[ENGINE] = record;
