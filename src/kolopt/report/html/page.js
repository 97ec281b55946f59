"use strict";
(() => {
  const page = JSON.parse(document.getElementById("chart-data").textContent);
  const options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: page.config,
    tooltip: { theme: "custom", offsetX: 12, offsetY: 12 },
  };
  for (const [id, spec] of Object.entries(page.charts)) {
    const place = document.getElementById(id);
    const name = place.dataset.title;
    window.vegaEmbed(place, spec, options).then(() => {
      const image = place.querySelector("svg");
      image.setAttribute("role", "img");
      image.setAttribute("aria-label", name);
      image.removeAttribute("aria-roledescription");
    });
  }
})();
