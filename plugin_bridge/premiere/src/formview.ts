/** The fields that hold for all selected clips. */

import { element, field } from "./elements";
import type { Form } from "./memory";
import type { Panel } from "./panel";

const ENGINES: readonly (readonly [name: string, words: string])[] = [
  ["", "as set in Footfall"],
  ["sketch", "sketch"],
  ["hunyuan-xl", "hunyuan-xl"],
  ["hunyuan-xxl", "hunyuan-xxl"],
];

export class FormView {
  readonly element: HTMLElement;
  readonly #engine = element("select");
  readonly #seed = whole(0, 2 ** 32 - 1);
  readonly #takes = whole(1, 32);
  readonly #handles = whole(0, 10);
  readonly #layers = element("input", { type: "checkbox" });
  readonly #automatic = element("input", { type: "checkbox" });
  #shown: Form | null = null;

  constructor(panel: Panel) {
    for (const [name, words] of ENGINES) this.#engine.appendChild(element("option", { value: name }, words));
    this.element = element(
      "div",
      { class: "form" },
      field("engine", "Engine", this.#engine),
      field("seed", "Seed", this.#seed),
      field("takes", "Takes", this.#takes),
      field("handles", "Handles (s)", this.#handles),
      field("layers", "A track each for feet, props, cloth, ambience", this.#layers, "field check"),
      field("automatic", "Place on the timeline as soon as it is done", this.#automatic, "field check"),
    );
    for (const control of [this.#engine, this.#seed, this.#takes, this.#handles, this.#layers, this.#automatic]) {
      control.addEventListener("change", () => {
        this.#shown = this.#read();
        panel.form = this.#shown;
      });
    }
  }

  /** Only at first: after that the fields are the user's. */
  show(form: Form): void {
    if (this.#shown !== null) return;
    this.#shown = form;
    this.#engine.value = form.engine;
    this.#seed.value = String(form.seed);
    this.#takes.value = String(form.takes);
    this.#handles.value = String(form.handles);
    this.#layers.checked = form.layers;
    this.#automatic.checked = form.automatic;
  }

  #read(): Form {
    return {
      engine: this.#engine.value,
      seed: valueOf(this.#seed, 0, 2 ** 32 - 1),
      takes: valueOf(this.#takes, 1, 32),
      handles: valueOf(this.#handles, 0, 10),
      layers: this.#layers.checked,
      automatic: this.#automatic.checked,
    };
  }
}

function whole(least: number, most: number): HTMLInputElement {
  return element("input", { type: "number", class: "short", min: String(least), max: String(most), step: "1" });
}

/** The nearest that is allowed, which the field then shows. */
function valueOf(input: HTMLInputElement, least: number, most: number): number {
  const value = Math.min(most, Math.max(least, Math.round(Number(input.value) || 0)));
  input.value = String(value);
  return value;
}
