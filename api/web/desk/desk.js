// The desk: which page stands at which address, and what every page gets. Addresses are behind "#", so that the server has one file.
import { h } from "../shared/dom.js";
import { helpButton, isField } from "../shared/help.js";
import { api, key, may, onSession, session } from "../shared/session.js";
import { askToSignIn } from "../shared/sign_in.js";
import { bones, failure } from "../shared/states.js";
import { Toast } from "../shared/toast.js";
import { accountButton, enterPage, isAdmitted, setupPage, signedInPage, signInPage, welcomePage } from "./account.js";
import { answerPage } from "./answer.js";
import { articlesPage } from "./articles.js";
import { auditPage } from "./audit.js";
import { channelsPage } from "./channels.js";
import { conversationsPage } from "./conversations.js";
import { curationsPage } from "./curations.js";
import { keysPage } from "./keys.js";
import { peoplePage } from "./people.js";
import { quarantinePage } from "./quarantine.js";
import { queuePage } from "./queue.js";
import { mayWrite, tabs } from "./ui.js";
import { stopWordsPage, synonymsPage } from "./words.js";

// Charts are for some, and more than all the other pages: they come when they are asked for.
async function dashboardPage(view) {
  const style = document.querySelector("link[href='/dashboard.css']") ?? document.head.appendChild(h("link", { rel: "stylesheet", href: "/dashboard.css" }));
  view.title("Dashboard");
  const place = h("div", { class: "stack" });
  view.main.append(place);
  await view.load(place, async () => {
    const [{ dashboardPage: page }] = await Promise.all([import("/dashboard.js"), style.sheet || new Promise((done) => { style.onload = done; style.onerror = done; })]);
    if (!view.gone) page(view);
  });
}

// [first part of the address, its page, what it is called, the group that the navigation shows in its place, for administrators alone].
const PAGES = [
  ["queue", queuePage, "Queue"],
  ["answer", answerPage, "Answer"],
  ["articles", articlesPage, "Articles"],
  ["conversations", conversationsPage, "Conversations"],
  ["dashboard", dashboardPage, "Dashboard"],
  ["synonyms", synonymsPage, "Synonyms", "Search", true],
  ["stopwords", stopWordsPage, "Stop words", "Search", true],
  ["curations", curationsPage, "Curations", "Search", true],
  ["channels", channelsPage, "Channels", "System", true],
  ["quarantine", quarantinePage, "Quarantine", "System", true],
  ["keys", keysPage, "Keys", "System", true],
  ["people", peoplePage, "People", "System", true],
  ["audit", auditPage, "Audit", "System"],
];
// Those that stand in no navigation, and need nobody to be signed in.
const DOORS = { "sign-in": (view) => signInPage(view, () => { location.hash = "#/"; }), enter: enterPage, welcome: welcomePage, setup: setupPage, "signed-in": signedInPage };
const groupOf = ([, , title, group]) => group ?? title;
// Who is signed in finds what their role opens. What a key opens is found out by trying.
const isOffered = ([, , , , governs]) => !governs || !session.me?.signed_in || may("admin");

const KEYS = [["Tab", "The next thing that can be used; the first Tab of a page skips to its content"], ["Enter", "Open, press, or go to the source of a sentence"],
              ["↓ ↑", "In a list, the next and the one before; from the search field into the list"], ["j k", "The same in a list"], ["Esc", "Close what is open"],
              ["Ctrl Enter", "Suggest answers; what suggestions take is told there"], ["Ctrl S", "In the editor: save"], ["Ctrl Z", "Outside of fields: take back what was done last"],
              ["p", "In the queue: promote"], ["l", "link to what says it already"], ["x", "not worth keeping"], ["y n", "yes, no"], ["e", "edit"], ["s", "skip"], ["z", "take back"]];

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const toast = new Toast();
document.body.append(toast.node);
let view = null;
let arrival = null;  // {text, more}: what the next page says when it is there

const labelOf = (node) => node.getAttribute("aria-label") || node.labels?.[0]?.textContent || node.textContent;

// What a page works with: `path` behind its name, `params` of the address, `main`, `api`, `toast`, `may`, and the methods.
class View {
  constructor(page, path, params, hash) {
    Object.assign(this, { page, path, params, hash, main, api, toast, may, gone: false });
  }

  // Puts what is searched and filtered into the address, without a step in the history. The address of a page that was left is another's:
  // a timer of it (somebody typed, and went on at once) must not take the reader back. Between a click and its "hashchange" the address
  // is the next page's already.
  remember(name, params) {
    if (this.gone || location.hash !== this.hash) return;
    const given = new URLSearchParams(Object.entries(params).flatMap(([key, value]) => [value].flat().filter(Boolean).map((one) => [key, one])));
    history.replaceState(null, "", `#/${name}${given.size ? `?${given}` : ""}`);
    this.hash = location.hash;
  }

  // The head of the page; the focus goes there, so that a screen reader starts with it.
  title(text, ...beside) {
    const first = document.title === "Garner";
    main.replaceChildren(...siblings(this.page), this.head(text, beside));
    if (!first) this.heading.focus({ preventScroll: true });
  }

  // What the page shows is known by its name now: what has the focus keeps it, which may be what was just said.
  rename(text, ...beside) {
    const before = this.heading.parentNode;
    const held = before.contains(document.activeElement);
    before.replaceWith(this.head(text, beside));
    if (held) this.heading.focus({ preventScroll: true });
  }

  head(text, beside) {
    document.title = `${text} · Garner`;
    this.heading = h("h1", { tabindex: -1, class: "grow" }, text);
    return h("div", { class: "row page-head" }, this.heading, ...beside);
  }

  // Shows `place` as loading, then the nodes that `work` gives; what fails can be tried again there.
  async load(place, work) {
    if (this.gone) return;
    place.setAttribute("aria-busy", "true");
    if (place.childElementCount === 0) place.replaceChildren(...bones());
    try {
      const nodes = await work();
      if (this.gone) return;
      const held = place.contains(document.activeElement) && labelOf(document.activeElement);
      place.replaceChildren(...[nodes].flat().filter(Boolean));
      // What had the focus and is there anew has it again.
      // Of several alike none has: it might be another row, and Enter comes next.
      const alike = held ? [...place.querySelectorAll("a, button, input, select, summary")].filter((node) => labelOf(node) === held) : [];
      if (alike.length === 1) alike[0].focus({ preventScroll: true });
      else if (held !== false) this.heading?.focus({ preventScroll: true });
    } catch (error) {
      if (error.name === "AbortError" || this.gone) return;
      const again = () => { place.replaceChildren(); this.load(place, work); };
      place.replaceChildren(error.status === 401 || error.status === 403 ? this.locked(error, again) : failure(error, again));
    }
    place.removeAttribute("aria-busy");
  }

  locked(error, again) {
    const ask = async () => { if (await askToSignIn()) again(); };
    const refused = error.status === 403;
    return h("div", { class: "note" }, h("b", {}, refused ? `This ${key() ? "key" : "account"} may not do that` : "Sign in to see this page"),
      refused && h("p", {}, "An administrator can give it another role."),
      h("div", { class: "row" }, h("button", { type: "button", class: "primary", on: { click: ask } }, refused ? "Sign in as somebody else" : "Sign in")));
  }

  // To another page, or this one anew, which begins with saying `text`: a page that is left ends what was said on it.
  go(address, text, more = {}) {
    arrival = { text, more };
    if (location.hash === new URL(address, location.href).hash) show();
    else location.hash = address;
  }

  // What somebody did has failed: said where it cannot be missed, with the reason.
  failed(error) { toast.say(error.message); }
}

// The pages of one group, above each of them.
function siblings(page) {
  const group = PAGES.filter((one) => groupOf(one) === groupOf(page) && isOffered(one));
  if (group.length < 2) return [];
  return [tabs(groupOf(page), group.map((one) => [`#/${one[0]}`, one[2], one === page]))];
}

// Who may write begins with what waits for them, everybody else with answers.
async function home() {
  const name = await mayWrite(api).catch(() => false) ? "queue" : "answer";
  return PAGES.find(([known]) => known === name);
}

let shown = 0;

async function show() {
  const number = ++shown;
  const { hash } = location;
  const [address, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, ...path] = address.split("/").map(decodeURIComponent);
  const page = DOORS[name] ? [name, DOORS[name], null] : PAGES.find(([known]) => known === name) ?? await home();
  if (number !== shown) return;
  const left = view?.leave?.();
  if (view) view.gone = true;
  toast.finish();
  const said = arrival;
  arrival = null;
  view = new View(page, path, new URLSearchParams(query), hash);
  enter(page[1], view);
  // The way back to what was typed is not pushed away by what was done.
  if (left) toast.say([said?.text, left.text].filter(Boolean).join(". "), { undo: () => { location.hash = left.back; }, name: "Go back" });
  else if (said) toast.say(said.text, said.more);
}

// Says where one is; with the page, not before: the tabs of the page that is left are no way from here.
function mark(page) {
  for (const link of nav.children) {
    if (link.textContent === groupOf(page)) {
      link.setAttribute("aria-current", "page");
      nav.scrollLeft = link.offsetLeft - nav.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

// Where nobody may do anything without it, signing in comes first, at whatever address.
async function enter(page, own) {
  const door = Object.values(DOORS).includes(page);
  const admitted = door || await isAdmitted().catch(() => true);
  if (own.gone) return;
  mark(own.page);
  scrollTo(0, 0);
  document.body.classList.toggle("outside", door || !admitted);
  if (admitted) page(own);
  else signInPage(own, show);
}

function showNav() {
  const current = nav.querySelector("[aria-current]")?.textContent;
  const offered = PAGES.filter(isOffered);
  const groups = offered.filter((page, i) => offered.findIndex((one) => groupOf(one) === groupOf(page)) === i);
  if (groups.length === nav.childElementCount) return; // the focus may be there
  nav.replaceChildren(...groups.map((page) => h("a", { href: `#/${page[0]}`, "aria-current": groupOf(page) === current ? "page" : null }, groupOf(page))));
}
showNav();
onSession(showNav);
document.getElementById("help").append(helpButton(document.body, KEYS));
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
accountButton(document.getElementById("account"), show);
addEventListener("hashchange", show);
// From wherever one is: the button may be many presses of Tab away, and goes after some seconds.
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z" && !isField(event) && toast.undo()) event.preventDefault();
});
show();
// Not in the way of what the page itself asks for.
setTimeout(() => api.get("/readyz").then(({ documents }) => { document.getElementById("documents").textContent = `${documents.toLocaleString()} articles`; }, () => {}), 400);
