(() => {
  "use strict";
  // A claim chosen by its letter: the others take the colour of their relation to it.
  const all = (query, from) => [...from.querySelectorAll(query)];
  const KINDS = ["equivalent", "compatible", "scope_difference", "contradictory", "undetermined"].map((k) => "r-" + k);
  for (const picture of all(".picture", document)) {
    const cells = all(".cell[data-a]", picture);
    const shown = all("[data-row]", picture);
    const lines = all(".link, .knot", picture);
    const buttons = all("button.letter", picture);
    const said = new Map();
    for (const row of all(".row", picture)) {
      const span = document.createElement("span");
      span.className = "said";
      span.setAttribute("role", "status");
      row.querySelector(".where").append(span);
      said.set(row.dataset.row, span);
    }
    let fixed = null;
    const compare = (chosen) => {
      picture.classList.toggle("comparing", chosen !== null);
      for (const e of shown) {
        e.classList.remove("chosen", ...KINDS);
        if (e.dataset.row === chosen) e.classList.add("chosen");
      }
      for (const span of said.values()) span.textContent = "";
      for (const e of lines) e.classList.toggle("on", e.dataset.a === chosen || e.dataset.b === chosen);
      for (const cell of cells) {
        const on = cell.dataset.a === chosen || cell.dataset.b === chosen;
        cell.classList.toggle("on", on);
        if (!on) continue;
        const other = cell.dataset.a === chosen ? cell.dataset.b : cell.dataset.a;
        const kind = KINDS.find((k) => cell.classList.contains(k));
        for (const e of shown) if (e.dataset.row === other) e.classList.add(kind);
        said.get(other).textContent = " " + cell.textContent + " " + cell.title.split(": ")[1];
      }
      buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.closest(".row").dataset.row === chosen)));
    };
    for (const button of buttons) {
      const row = button.closest(".row");
      button.addEventListener("click", () => {
        fixed = fixed === row.dataset.row ? null : row.dataset.row;
        compare(fixed);
      });
      row.addEventListener("mouseenter", () => fixed === null && compare(row.dataset.row));
      row.addEventListener("mouseleave", () => fixed === null && compare(null));
    }
    picture.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || fixed === null) return;
      fixed = null;
      compare(null);
    });
  }
})();
