/** The fields that hold for all selected clips. */

import { element, field, say, show } from "./elements";
import type { Form } from "./memory";
import type { Panel } from "./panel";
import type { Engine } from "./wire";

/** As Premiere names the colours of markers, in the order of their numbers. */
const COLOURS = ["Green", "Red", "Magenta", "Orange", "Yellow", "Blue", "Cyan"];

export class FormView {
  readonly element: HTMLElement;
  readonly #engine = element("select");
  readonly #seed = whole(0, 2 ** 32 - 1);
  readonly #takes = whole(1, 32);
  readonly #handles = whole(0, 10);
  readonly #colour = element("select");
  readonly #lacks = element("p", { class: "trouble wide" });
  readonly #layers = element("input", { type: "checkbox" });
  readonly #anew = element("input", { type: "checkbox" });
  readonly #automatic = element("input", { type: "checkbox" });
  #shown: Form | null = null;
  #engines: readonly Engine[] = [];

  constructor(panel: Panel) {
    this.#offer([]);
    this.#colour.appendChild(element("option", { value: "" }, "foley: alone"));
    COLOURS.forEach((name, number) =>
      this.#colour.appendChild(element("option", { value: String(number) }, `foley: and ${name}`)),
    );
    this.element = element(
      "div",
      { class: "form" },
      field("engine", "Engine", this.#engine),
      field("seed", "Seed", this.#seed),
      field("takes", "Takes", this.#takes),
      field("handles", "Handles (s)", this.#handles),
      field("colour", "Markers that are prompts", this.#colour),
      this.#lacks,
      field("layers", "A track each for feet, props, cloth, ambience", this.#layers, "field check"),
      field("anew", "Further takes, also where there is such Foley", this.#anew, "field check"),
      field("automatic", "Place on the timeline as soon as it is done", this.#automatic, "field check"),
    );
    const typed = [this.#engine, this.#seed, this.#takes, this.#handles, this.#colour];
    for (const control of [...typed, this.#layers, this.#anew, this.#automatic]) {
      control.addEventListener("change", () => {
        this.#shown = this.#read();
        panel.form = this.#shown;
        this.#sayWhatLacks();
      });
    }
  }

  show(form: Form, engines: readonly Engine[]): void {
    this.#fill(form);
    if (engines !== this.#engines) {
      this.#engines = engines;
      this.#offer(engines);
    }
    this.#sayWhatLacks();
  }

  /** Also what is remembered and not told of, so that it stays chosen. */
  #offer(engines: readonly Engine[]): void {
    const chosen = this.#shown?.engine ?? "";
    const byDefault = engines.find((engine) => engine.isDefault)?.name;
    const options: [string, string][] = [["", byDefault ? `as set: ${byDefault}` : "as set in Footfall"]];
    for (const { name, ready } of engines) options.push([name, ready ? name : `${name} (not ready)`]);
    if (!options.some(([name]) => name === chosen)) options.push([chosen, chosen]);
    while (this.#engine.firstChild) this.#engine.removeChild(this.#engine.firstChild);
    for (const [name, words] of options) this.#engine.appendChild(element("option", { value: name }, words));
    this.#engine.value = chosen;
  }

  #sayWhatLacks(): void {
    const { value } = this.#engine;
    const engine = this.#engines.find(({ name, isDefault }) => (value === "" ? isDefault : name === value));
    const lacks = engine === undefined || engine.ready ? "" : `${engine.name} is not ready: ${engine.missing}`;
    say(this.#lacks, lacks);
    show(this.#lacks, lacks !== "");
  }

  /** Only at first: after that the fields are the user's. */
  #fill(form: Form): void {
    if (this.#shown !== null) return;
    this.#shown = form;
    this.#offer(this.#engines);
    this.#seed.value = String(form.seed);
    this.#takes.value = String(form.takes);
    this.#handles.value = String(form.handles);
    this.#colour.value = form.colour === null ? "" : String(form.colour);
    this.#layers.checked = form.layers;
    this.#anew.checked = form.anew;
    this.#automatic.checked = form.automatic;
  }

  #read(): Form {
    return {
      engine: this.#engine.value,
      seed: valueOf(this.#seed, 0, 2 ** 32 - 1),
      takes: valueOf(this.#takes, 1, 32),
      handles: valueOf(this.#handles, 0, 10),
      layers: this.#layers.checked,
      anew: this.#anew.checked,
      colour: this.#colour.value === "" ? null : Number(this.#colour.value),
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
