(() => {
  "use strict";
  // Filters and full-text search over what the page holds itself; the address keeps what was asked.
  const HITS = 6, AROUND = 70;
  const $ = (id) => document.getElementById(id);
  const form = $("filters");
  const fields = [...form.elements].filter((e) => e.name);
  const items = [...document.querySelectorAll(".papers > li")];
  // Folding keeps the length, so that a hit can be shown in the words as they are.
  const fold = (s) => [...s].map((c) => {
    const plain = c.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === c.length ? plain : c;
  }).join("");
  const byId = new Map(items.map((e) => [e.id, []]));
  for (const [doc, anchor, words] of JSON.parse($("index").textContent)) byId.get(doc).push([anchor, words, fold(words)]);

  const shown = (words, folded, terms) => {
    const spots = terms.map((t) => folded.indexOf(t)).filter((at) => at >= 0);
    const first = Math.min(...spots);
    const from = first > AROUND ? words.lastIndexOf(" ", first - AROUND / 2) + 1 : 0;
    const to = Math.min(words.length, from + 3 * AROUND);
    const marked = [];
    for (const term of terms) {
      for (let at = folded.indexOf(term, from); at >= 0 && at < to; at = folded.indexOf(term, at + term.length)) marked.push([at, at + term.length]);
    }
    marked.sort((a, b) => a[0] - b[0]);
    const parts = [from ? "… " : ""];
    let done = from;
    for (const [start, end] of marked) {
      if (start < done) continue;
      const mark = document.createElement("mark");
      mark.textContent = words.slice(start, end);
      parts.push(words.slice(done, start), mark);
      done = end;
    }
    parts.push(words.slice(done, Math.max(to, done)), to < words.length ? " …" : "");
    return parts;
  };

  const apply = () => {
    const terms = fold(form.q.value).split(/\s+/).filter(Boolean);
    let documents = 0, places = 0;
    for (const item of items) {
      const kept = ["split", "story", "genre"].every((n) => !form[n].value || item.dataset[n] === form[n].value)
        && (!form.phenomenon.value || item.dataset.phenomenon.split(" ").includes(form.phenomenon.value));
      // A document holds every word somewhere; places with all of them are shown, or else with any.
      const entries = kept && terms.length ? byId.get(item.id) : [];
      const title = fold(item.querySelector(".title").textContent);
      const held = terms.every((t) => title.includes(t) || entries.some((e) => e[2].includes(t)));
      const whole = entries.filter((e) => terms.every((t) => e[2].includes(t)));
      const found = !held ? [] : whole.length ? whole : entries.filter((e) => terms.some((t) => e[2].includes(t)));
      item.hidden = !kept || !held;
      documents += !item.hidden;
      places += found.length;
      const list = item.querySelector(".hits");
      list.hidden = !found.length;
      list.replaceChildren(...found.slice(0, HITS).map(([anchor, words, folded]) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = "documents/" + item.id + ".html#" + anchor;
        link.className = "mono";
        link.textContent = anchor.startsWith("L") ? "text" : anchor;
        line.append(link, ...shown(words, folded, terms));
        return line;
      }));
      if (found.length > HITS) {
        const more = document.createElement("li");
        more.className = "dim";
        more.textContent = "and " + (found.length - HITS) + " more places";
        list.append(more);
      }
    }
    const count = documents + (documents === 1 ? " document" : " documents");
    $("count").textContent = terms.length ? count + ", " + places + (places === 1 ? " place" : " places") : count;
  };
  const remember = () => {
    const asked = new URLSearchParams(fields.filter((e) => e.value).map((e) => [e.name, e.value]));
    try {
      history.replaceState(null, "", String(asked) ? "#" + asked : location.pathname + location.search);
    } catch {
      // Some readers forbid it for local files: then the address stays as it was.
    }
  };
  const follow = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = asked.get(field.name) || "";
    for (const field of fields) if (field.selectedIndex === -1) field.value = "";
    apply();
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); remember(); });
  addEventListener("hashchange", follow);
  follow();
})();
