/** Under the player: leaves out of later recordings what makes this one large, and takes that back. */
const KEY = "block_selector";

class HeavyParts {
  private readonly status: HTMLElement;
  private readonly csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

  constructor(
    root: HTMLElement,
    private readonly settings: string,
  ) {
    this.status = root.querySelector<HTMLElement>("[role=status]")!;
    for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-block]")) {
      button.addEventListener("click", () => void this.toggle(button, button.dataset["block"]!));
    }
    void this.showBlocked(root);
  }

  /** What is blocked already can be taken back. */
  private async showBlocked(root: HTMLElement): Promise<void> {
    const selectors = await this.read();
    for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-block]")) {
      HeavyParts.label(button, selectors?.includes(button.dataset["block"]!) ?? false);
    }
  }

  private async toggle(button: HTMLButtonElement, selector: string): Promise<void> {
    button.disabled = true;
    try {
      const block = button.dataset["blocked"] !== "true";
      document.createDocumentFragment().querySelector(selector); // it came from a page: one that is none would end recording
      const others = (await this.read())?.filter((each) => each !== selector);
      if (others === undefined) {
        throw new Error("the settings cannot be read");
      }
      await this.write(block ? [...others, selector] : others);
      HeavyParts.label(button, block);
      this.status.textContent = block ? `${selector} is left out of recordings from now on.` : `${selector} is recorded again.`;
    } catch (error) {
      this.status.textContent = `Cannot change what is left out: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      button.disabled = false;
    }
  }

  private static label(button: HTMLButtonElement, blocked: boolean): void {
    button.dataset["blocked"] = String(blocked);
    button.textContent = blocked ? "Undo" : "Block this element";
  }

  /** The selectors that are left out; undefined where that may not be read. */
  private async read(): Promise<string[] | undefined> {
    const answer = await fetch(this.settings);
    if (!answer.ok) {
      return undefined;
    }
    const value = ((await answer.json()) as { [key: string]: unknown })[KEY];
    return typeof value === "string" ? split(value) : [];
  }

  private async write(selectors: readonly string[]): Promise<void> {
    const answer = await fetch(this.settings, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify({ [KEY]: selectors.join(", ") }),
    });
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => ({}))) as { detail?: unknown };
      throw new Error(typeof problem.detail === "string" ? problem.detail : `the host answered ${answer.status}`);
    }
  }
}

/** A list of selectors at its commas, but for those within brackets. */
function split(list: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const char of list) {
    depth += "([".includes(char) ? 1 : ")]".includes(char) ? -1 : 0;
    if (char === "," && depth === 0) {
      parts.push("");
    } else {
      parts[parts.length - 1] += char;
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

document.querySelectorAll<HTMLElement>("[data-heavy-parts]").forEach((root) => new HeavyParts(root, root.dataset["heavyParts"]!));
