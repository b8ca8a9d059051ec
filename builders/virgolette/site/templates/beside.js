(() => {
  "use strict";
  // The choice is the style sheet's; this keeps it in the address, so that it can be linked to and goes along.
  const form = document.querySelector(".choose");
  const sides = { L: "left", R: "right" };
  const asked = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const follow = () => {
    for (const [name, word] of Object.entries(sides)) {
      const wanted = asked().get(word);
      for (const input of form.elements[name]) if (input.value === wanted) input.checked = true;
    }
    remember();
  };
  const remember = () => {
    const chosen = Object.entries(sides).map(([name, word]) => `${word}=${encodeURIComponent(form.elements[name].value)}`);
    for (const link of document.querySelectorAll("a[data-keep]")) link.hash = chosen.join("&");
    return chosen.join("&");
  };
  form.addEventListener("change", () => {
    const chosen = remember();
    try {
      history.replaceState(null, "", `#${chosen}`);
    } catch {
      // Some readers forbid it for local files: then the address stays as it was.
    }
  });
  addEventListener("hashchange", () => { if (location.hash.includes("=")) follow(); });
  follow();
})();
