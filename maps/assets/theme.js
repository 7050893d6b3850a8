// Light or dark before anything is drawn: as the page's address says, else as the reader's system is set.
"use strict";
(() => {
  const said = /[#&]theme=(light|dark)(&|$)/.exec(location.hash);
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = said ? said[1] : system;
})();
