import { isSecret } from "./privacy";

/**
 * Fields that once were for a password stay secret, also when the page shows their text, or puts another field with the same
 * name in their place.
 */
export class Secrets {
  private readonly fields = new WeakSet<Element>();
  private readonly names = new Set<string>();

  /** Whether what is in this field is never recorded. */
  has(field: Element): boolean {
    if (isSecret(field)) {
      this.note(field);
      return true;
    }
    return this.fields.has(field) || Secrets.namesOf(field).some((name) => this.names.has(name));
  }

  private note(field: Element): void {
    this.fields.add(field);
    for (const name of Secrets.namesOf(field)) {
      this.names.add(name);
    }
  }

  private static namesOf(field: Element): string[] {
    return [field.getAttribute("name") ?? "", field.id].filter((name) => name !== "");
  }
}
