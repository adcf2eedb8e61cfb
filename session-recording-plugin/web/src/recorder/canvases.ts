import { clearTimer, setTimer } from "./natives";

/** Pictures larger than this, in pixels, are not taken: they would slow the page down. */
const MOST_PIXELS = 4_000_000;
const TYPE = "image/webp";
const QUALITY = 0.4;

/** rrweb's way to write that a canvas now shows a picture. */
export interface Painted {
  source: 9;
  id: number;
  type: 0;
  commands: { property: string; args: unknown[] }[];
}

interface Written {
  tagName?: string;
  id: number;
  attributes?: { [name: string]: unknown };
  childNodes?: Written[];
}

/**
 * Canvases as pictures, so many times a second, where they changed. Pictures are made by the browser beside the page's
 * script. A canvas that shows what another site owns cannot be read, and is left out.
 */
export class Canvases {
  private readonly last = new WeakMap<HTMLCanvasElement, string>();
  private readonly left = new WeakSet<HTMLCanvasElement>();
  private readonly known = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  /**
   * @param find a node by its id
   * @param blocked whether an element is left out of the recording
   */
  constructor(
    private readonly find: (id: number) => Node | null,
    private readonly blocked: (element: Element) => boolean,
    private readonly painted: (data: Painted) => void,
  ) {}

  start(perSecond: number, delay = 0): void {
    this.timer = setTimer(() => {
      // asked for behind all that the page asked for: then it has drawn this frame when the picture is taken
      requestAnimationFrame(() => {
        if (!this.stopped) {
          this.look();
          this.start(perSecond, 1000 / perSecond);
        }
      });
    }, delay);
  }

  stop(): void {
    this.stopped = true;
    clearTimer(this.timer);
  }

  /** Notes the canvases in what is recorded, and gives each the last picture of it. */
  note(root: Written): void {
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.tagName === "canvas" && node.attributes?.rr_width === undefined) {
        this.known.add(node.id);
        const picture = this.last.get(this.find(node.id) as HTMLCanvasElement);
        node.attributes = { ...node.attributes, ...(picture === undefined ? {} : { rr_dataURL: picture }) };
      }
      for (const child of node.childNodes ?? []) {
        open.push(child);
      }
    }
  }

  private look(): void {
    for (const id of this.known) {
      const canvas = this.find(id) as HTMLCanvasElement | null;
      if (canvas === null) {
        this.known.delete(id);
      } else if (canvas.isConnected && this.isTaken(canvas)) {
        this.takePicture(id, canvas);
      }
    }
  }

  private isTaken(canvas: HTMLCanvasElement): boolean {
    const pixels = canvas.width * canvas.height;
    return pixels > 0 && pixels <= MOST_PIXELS && !this.left.has(canvas) && !this.blocked(canvas);
  }

  private takePicture(id: number, canvas: HTMLCanvasElement): void {
    try {
      canvas.toBlob((blob) => this.made(id, canvas, blob), TYPE, QUALITY);
    } catch {
      this.left.add(canvas); // it may not be read
    }
  }

  private made(id: number, canvas: HTMLCanvasElement, blob: Blob | null): void {
    if (blob === null || this.stopped) {
      return;
    }
    const reader = new FileReader();
    reader.onload = () => {
      const picture = reader.result as string;
      if (picture !== this.last.get(canvas) && this.find(id) === canvas && !this.stopped) {
        this.last.set(canvas, picture);
        this.painted(Canvases.written(id, canvas, picture));
      }
    };
    reader.readAsDataURL(blob);
  }

  private static written(id: number, canvas: HTMLCanvasElement, picture: string): Painted {
    const [head, base64] = picture.split(",", 2);
    const blob = { rr_type: "Blob", data: [{ rr_type: "ArrayBuffer", base64 }], type: /^data:([^;]*)/.exec(head!)?.[1] };
    return {
      source: 9,
      id,
      type: 0,
      commands: [
        { property: "clearRect", args: [0, 0, canvas.width, canvas.height] },
        { property: "drawImage", args: [{ rr_type: "ImageBitmap", args: [blob] }, 0, 0] },
      ],
    };
  }
}
