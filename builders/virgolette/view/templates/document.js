(() => {
  "use strict";
  // Everything is in the page already; this only links it: pointing, choosing, keys, deep links.
  const root = document.documentElement;
  root.classList.add("js");
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const $ = (id) => document.getElementById(id);
  const text = $("text");
  const sheet = document.querySelector(".sheet");

  // Annotation id -> elements that show a part of it, and the ids that go with it.
  const parts = new Map();
  const add = (id, element, part) => {
    if (!parts.has(id)) parts.set(id, []);
    parts.get(id).push([element, part]);
  };
  for (const element of all("[data-a]")) {
    for (const token of element.dataset.a.split(" ")) {
      const [id, part] = token.split(".");
      add(id, element, part);
    }
  }
  for (const element of all("[data-id]")) add(element.dataset.id, element);
  const handles = all("main a[id]");
  for (const element of handles) add(element.id, element);

  const related = new Map();
  const relate = (a, b) => {
    if (!related.has(a)) related.set(a, new Set());
    related.get(a).add(b);
  };
  for (const card of all("[data-rel]")) {
    for (const other of card.dataset.rel.split(" ").filter(Boolean)) {
      relate(card.dataset.id, other);
      relate(other, card.dataset.id);
    }
  }
  // Mentions of one thing go together; all share one list, for pairs of thousands would be millions.
  const kin = new Map();
  for (const group of all(".group")) {
    if (group.querySelector(".loose")) continue;
    const ids = all("[data-id]", group).map((e) => e.dataset.id);
    for (const id of ids) kin.set(id, ids);
  }
  const beside = (id) => new Set([...(related.get(id) || []), ...(kin.get(id) || [])].filter((other) => other !== id));

  let chosen = null;
  let marked = [];
  const paint = (id, name) => {
    for (const [element, part] of parts.get(id) || []) {
      element.classList.add(name);
      if (part && name === "sel") element.classList.add("part");
      marked.push(element);
    }
  };
  const wipe = () => {
    for (const element of marked) element.classList.remove("sel", "rel", "part");
    marked = [];
    chosen = null;
    sheet.hidden = true;
  };
  const remember = (hash) => {
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      // Some readers forbid it for local files: then the address stays as it was.
    }
  };

  const reveal = (element, block) => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
  };
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.top > 60 && box.bottom < innerHeight - 60;
  };

  function choose(id, { scroll = true, jump = false } = {}) {
    if (!parts.has(id)) return false;
    wipe();
    chosen = id;
    for (const other of beside(id)) paint(other, "rel");
    paint(id, "sel");
    const card = $("p-" + id);
    if (card) {
      const section = card.closest("section");
      open(section.id);
      if (getComputedStyle(card.closest("aside")).position === "sticky") {
        const panel = card.closest(".panel");
        panel.scrollTop += card.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 4;
      } else {
        const copy = (card.closest(".card") || card).cloneNode(true);
        for (const element of [copy, ...all("[id]", copy)]) element.removeAttribute("id");
        copy.classList.remove("sel", "hov");
        sheet.replaceChildren(copy);
        sheet.hidden = false;
      }
    }
    const handle = $(id);
    if (scroll && handle && (jump || !seen(handle))) reveal(handle, "center");
    remember("#" + id);
    rails();
    return true;
  }
  function clear() {
    wipe();
    remember("");
    rails();
  }

  // Tabs: without JavaScript all four sections stand one below the other.
  const sections = all("section");
  const tabs = all(".tabs a");
  document.querySelector(".tabs").setAttribute("role", "tablist");
  tabs.forEach((tab) => tab.setAttribute("role", "tab"));
  sections.forEach((section) => section.setAttribute("role", "tabpanel"));
  function open(id) {
    for (const section of sections) section.hidden = section.id !== id;
    for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.hash === "#" + id));
  }
  open("tab-quotes");

  // A word is covered by several annotations: the narrowest first, the next one with each further click.
  const rank = (token) => "FTNMCQS".indexOf(token[0]) + (token.includes(".") ? -4.5 : 0);
  const covering = (element) => {
    const run = element.closest && element.closest("[data-a]");
    if (!run) return [];
    const tokens = run.dataset.a.split(" ").reverse();
    return [...new Set(tokens.sort((a, b) => rank(a) - rank(b)).map((t) => t.split(".")[0]))];
  };
  const pointed = (target) => {
    const handle = target.closest && target.closest("main a[id], [data-id]");
    if (handle) return handle.dataset.id || handle.id;
    return covering(target)[0];
  };

  let hovered = [];
  const hover = (id) => {
    for (const element of hovered) element.classList.remove("hov");
    hovered = (parts.get(id) || []).map(([element]) => element);
    for (const element of hovered) element.classList.add("hov");
  };
  document.addEventListener("mouseover", (event) => hover(pointed(event.target)));
  document.addEventListener("focusin", (event) => hover(pointed(event.target)));

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[href^='#']");
    if (link) {
      const id = link.hash.slice(1);
      event.preventDefault();
      if (id.startsWith("tab-")) open(id);
      else choose(id.replace(/^p-/, ""), { jump: !link.closest("main") });
      return;
    }
    const card = event.target.closest("[data-id]");
    if (card && String(getSelection()) === "") return void choose(card.dataset.id, { jump: true });
    if (!text || !text.contains(event.target) || String(getSelection()) !== "") return;
    const ids = covering(event.target);
    if (ids.length) choose(ids[(ids.indexOf(chosen) + 1) % ids.length], { scroll: false });
    else clear();
  });

  const step = (by) => {
    const shown = handles.filter((h) => getComputedStyle(h).display !== "none");
    if (!shown.length) return;
    const at = shown.findIndex((h) => h.id === chosen);
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length];
    next.focus({ preventScroll: true });
    choose(next.id);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") {
      hover(null);
      if (document.activeElement) document.activeElement.blur();
      clear();
    } else return;
    event.preventDefault();
  });

  // A label at the right edge moves in, so that it is read whole.
  function settle() {
    if (!text) return;
    const edge = text.getBoundingClientRect().right + 8;
    const labels = all("a.t, a.n, a.s", text);
    for (const label of labels) label.style.translate = "";
    const over = labels.map((label) => label.getBoundingClientRect().right - edge);
    labels.forEach((label, i) => over[i] > 0 && (label.style.translate = `${-over[i]}px`));
    // Chips in the left margin: those of one line side by side (one below the other on a narrow page).
    const narrow = innerWidth <= 640;
    const chips = all("a.q, i.q", text);
    for (const chip of chips) chip.style.translate = "none";
    const tops = chips.map((chip) => chip.getBoundingClientRect().top);
    let row = 0;
    chips.forEach((chip, i) => {
      row = i && Math.abs(tops[i] - tops[i - 1]) < 12 ? row + 1 : 0;
      const last = Math.min(row, 2);
      if (narrow) chip.style.translate = `0 ${19 * last}px`;
      else if (last) chip.style.translate = last === 1 ? "-36px" : "0 20px";
    });
  }

  // Claims as lines in the margin, side by side where they run beside each other.
  const board = document.querySelector(".rails");
  function rails() {
    settle();
    if (!board || getComputedStyle(board).display === "none") return;
    const origin = board.getBoundingClientRect();
    const right = text.getBoundingClientRect().right - origin.left + 14;
    const mates = chosen ? beside(chosen) : new Set();
    const made = [];
    const lanes = [];
    for (const handle of all("a.c", text)) {
      const boxes = parts.get(handle.id).filter(([e]) => e.matches(".r")).flatMap(([e]) => [...e.getClientRects()]);
      if (!boxes.length) continue;
      const top = Math.min(...boxes.map((b) => b.top)) - origin.top + 2;
      const bottom = Math.max(...boxes.map((b) => b.bottom)) - origin.top - 8;
      let lane = lanes.findIndex((end) => end < top - 2);
      if (lane < 0) lane = lanes.length;
      lanes[lane] = bottom;
      const line = document.createElement("b");
      line.style.top = top + "px";
      line.style.height = bottom - top + "px";
      line.style.left = right + lane * 20 + "px";
      line.textContent = handle.id.slice(1);
      if (handle.id === chosen) line.className = "sel";
      else if (mates.has(handle.id)) line.className = "rel";
      made.push(line);
    }
    board.replaceChildren(...made);
  }
  new ResizeObserver(rails).observe(text || document.body);

  const follow = () => choose(decodeURIComponent(location.hash.slice(1)).replace(/^p-/, ""), { jump: true });
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
