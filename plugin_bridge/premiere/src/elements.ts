/** Elements, and lists of them that keep what stays: the keyboard's focus must survive every change. */

type Attributes = Readonly<Record<string, string>>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (HTMLElement | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) {
    made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
  return made;
}

export function button(words: string, pressed: () => void, kind = ""): HTMLButtonElement {
  const made = element("button", { type: "button", class: kind }, words);
  made.addEventListener("click", pressed);
  return made;
}

/** A control with the label that screen readers say. */
export function field(id: string, words: string, control: HTMLElement, kind = "field"): HTMLElement {
  control.setAttribute("id", id);
  const label = element("label", { for: id }, words);
  return kind === "field"
    ? element("div", { class: kind }, label, control)
    : element("div", { class: kind }, control, label);
}

export function show(made: HTMLElement, shown: boolean): void {
  made.style.display = shown ? "" : "none";
}

export function say(made: HTMLElement, words: string): void {
  if (made.textContent !== words) made.textContent = words; // else it is read aloud once more
}

export interface Row<Data> {
  readonly element: HTMLElement;
  readonly update: (data: Data) => void;
}

/** Rows for what has keys. Those that stay are updated in place. */
export class Rows<Data> {
  readonly #rows = new Map<string, Row<Data>>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly make: (data: Data) => Row<Data>,
  ) {}

  show(all: readonly (readonly [key: string, data: Data])[]): void {
    const keys = new Set(all.map(([key]) => key));
    for (const [key, row] of [...this.#rows]) {
      if (!keys.has(key)) {
        this.parent.removeChild(row.element);
        this.#rows.delete(key);
      }
    }
    all.forEach(([key, data], index) => this.#put(key, data, index));
  }

  #put(key: string, data: Data, index: number): void {
    const row = this.#rows.get(key) ?? this.make(data);
    this.#rows.set(key, row);
    row.update(data);
    const there = this.parent.children[index] ?? null;
    if (there !== row.element) this.parent.insertBefore(row.element, there);
  }
}
