// Unpacks the page's scripts and runs them in their order. Packed they are a third of their size; that each is what it
// was when the page was made, the Content-Security-Policy checks by its hash.
"use strict";
(async () => {
  const say = (text) => {
    const line = document.createElement("p");
    line.className = "failed";
    line.setAttribute("role", "alert");
    line.textContent = text;
    document.getElementById("map").append(line);
  };
  if (typeof DecompressionStream === "undefined") {
    say("This browser is too old for this page: please open it in one of 2023 or later.");
    return;
  }
  try {
    const packed = atob(document.getElementById("dateline-scripts").textContent);
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    for (const source of await new Response(stream).json()) {
      const script = document.createElement("script");
      script.textContent = source;
      document.body.append(script);
    }
  } catch (error) {
    say("This page can't be read: the file is damaged or not complete. Please fetch or make it again.");
    console.error(error);
  }
})();
