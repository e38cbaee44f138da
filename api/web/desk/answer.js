// The agent panel as a page of the desk.
import { api, askForKey } from "../shared/session.js";
import "../panel/garner-panel.js";

export function answerPage(view) {
  view.title("What did the customer write?");
  const panel = document.createElement("garner-panel");
  panel.api = api;
  panel.addEventListener("garner-key-needed", async () => { if (await askForKey()) panel.suggest(); });
  view.main.append(panel);
}
