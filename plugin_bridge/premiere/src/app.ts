/** The panel, put together from the host and the world that it is given. */

import { Follower } from "./follow";
import type { World } from "./gateway";
import type { Host } from "./host";
import { Memory, type Shelf } from "./memory";
import { Panel } from "./panel";
import { Placer } from "./placer";
import { View } from "./view";

export function start(root: HTMLElement, host: Host, world: World, shelf: Shelf): void {
  const panel: Panel = new Panel(host, world, new Memory(shelf), new Placer(host), () => view.show(panel.shown));
  const view = new View(root, panel);
  const follower = new Follower(world, {
    link: (link, line) => panel.hearLink(link, line),
    news: (news) => panel.hearNews(news),
    pasted: () => panel.token,
  });
  view.show(panel.shown);
  host.onSelection(() => panel.lookAtSelection());
  root.addEventListener("mouseenter", () => panel.lookAtSelection()); // should an event of the host's be missed
  panel.lookAtSelection();
  void follower.run();
}
