(() => {
  "use strict";
  // Filters are the style sheet's; this only shows which words a line of the list is about, and the reverse.
  let marked = [];
  const wipe = () => {
    for (const e of marked) e.classList.remove("sel");
    marked = [];
  };
  const mark = (id) => {
    wipe();
    const found = /^(.*)-(\d+)t?$/.exec(id);
    if (!found) return;
    const [, group, number] = found;
    const row = document.getElementById(`${group}-${number}`);
    if (!row) return;
    const home = row.closest("details.document") || document;
    for (let e = row; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    const hooks = [...home.querySelectorAll(".hook")].filter((e) => e.hash === `#${group}-${number}`);
    // Another side's numbers are its own: only places of this list count.
    const scope = row.closest("[data-side]")?.dataset.side;
    const runs = [...home.querySelectorAll(".r[data-r]")].filter(
      (e) => e.dataset.r.split(" ").includes(number) && (!scope || e.closest("[data-side]")?.dataset.side === scope),
    );
    marked = [row, ...hooks, ...runs];
    for (const e of marked) e.classList.add("sel");
  };
  addEventListener("hashchange", () => mark(location.hash.slice(1)));
  document.addEventListener("click", (event) => {
    const run = event.target.closest(".r[data-r]");
    if (!run || String(getSelection())) return;
    const hooks = (run.closest("details.document") || document).querySelectorAll(".hook");
    const scope = run.closest("[data-side]")?.dataset.side;
    // The innermost item comes last in the text's order of records that begin here.
    for (const number of run.dataset.r.split(" ").reverse()) {
      const hook = [...hooks].find(
        (e) => e.hash.endsWith(`-${number}`) && (!scope || e.closest("[data-side]")?.dataset.side === scope) && e.getClientRects().length,
      );
      if (hook) {
        location.hash = hook.hash;
        return;
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") wipe();
  });
  if (location.hash) {
    mark(location.hash.slice(1));
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
})();
