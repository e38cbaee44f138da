// A person without a mouse: what is to be used is reached by Tab, and must show that it has the focus.
import assert from "node:assert/strict";

const MOST = 150;  // presses of Tab on the longest page

const hasFocus = (nodes) => nodes.some((node) => node.getRootNode().activeElement === node);

// What somebody sees of the focus on `node`: "" if it is drawn around and not covered, else what is wrong.
function hiddenFocus(nodes) {
  const node = nodes.find((one) => one.getRootNode().activeElement === one);
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 1) return "no outline";
  for (const { left, right, top, bottom } of node.getClientRects()) {
    for (const x of [(left + right) / 2, left + 3, right - 3]) {
      for (const y of [(top + bottom) / 2, top + 3, bottom - 3]) {
        const there = node.getRootNode().elementFromPoint(x, y);
        if (there && (node === there || node.contains(there))) return "";
      }
    }
  }
  return "covered, or outside of the window";
}

// What has the focus, in words, through shadows.
function focused() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return `${node.tagName.toLowerCase()} “${(node.getAttribute("aria-label") || node.innerText || node.id).trim().slice(0, 40)}”`;
}

export class Keyboard {
  constructor(page) { this.page = page; }

  press(...keys) { return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve()); }
  type(text) { return this.page.keyboard.type(text); }

  // Until one of what `wanted` finds has the focus.
  async reach(wanted, key = "Tab") {
    await wanted.first().waitFor();
    const passed = [];
    while (!(await wanted.evaluateAll(hasFocus))) {
      assert.ok(passed.length < MOST, `${wanted} is not reached; passed were ${passed.slice(0, 60).join(", ")}`);
      await this.page.keyboard.press(key);
      passed.push(await this.page.evaluate(focused));
    }
    assert.equal(await wanted.evaluateAll(hiddenFocus), "", `the focus on ${wanted} is not to be seen`);
  }

  async use(wanted, key = "Enter") {
    await this.reach(wanted);
    await this.page.keyboard.press(key);
  }

  // Takes the place of what stands in the field.
  async enter(wanted, text) {
    await this.reach(wanted);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }

  // One of a list that drops down, by its first letters.
  async choose(wanted, option) {
    await this.reach(wanted);
    await this.page.keyboard.type(option);
  }
}
