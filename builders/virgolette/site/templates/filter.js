(() => {
  "use strict";
  // Names by any of their spellings, accents and case apart.
  const fold = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const input = document.getElementById("find");
  const items = [...document.querySelectorAll("[data-find]")].map((e) => [e, fold(e.dataset.find)]);
  input.closest("[hidden]").hidden = false;
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [element, held] of items) {
      element.hidden = !words.every((w) => held.includes(w));
      count += !element.hidden;
    }
    for (const kind of document.querySelectorAll(".kind")) kind.hidden = !kind.querySelector("li:not([hidden])");
    document.getElementById("found").textContent = words.length ? `${count} found` : "";
  });
})();
