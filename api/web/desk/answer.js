// The agent panel as a page of the desk.
import { api } from "../shared/session.js";
import { askToSignIn } from "../shared/sign_in.js";
import "../panel/garner-panel.js";

export function answerPage(view) {
  view.title("What did the customer write?");
  const panel = document.createElement("garner-panel");
  panel.api = api;
  panel.addEventListener("garner-key-needed", async () => { if (await askToSignIn()) panel.suggest(); });
  view.main.append(panel);
}
