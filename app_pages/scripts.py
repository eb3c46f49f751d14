"""The scripts of the pages. Constants: no word of a study, a question or an address is ever in one."""

# Keys of the search page: / to the box, arrows from hit to hit; Enter and Tab are the browser's own.
KEYS = """<script>(() => {
  if (window.evidenceSearchKeys) return;
  window.evidenceSearchKeys = true;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement, typing = at && at.matches("input, textarea, select, [contenteditable], [role=radio]");
    if (event.key === "/" && !typing) {
      const box = document.querySelector('input[aria-label="Ask the library"]');
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && at && at.matches(".es-hit h2 a")) {
      const hits = [...document.querySelectorAll(".es-hit h2 a")];
      const next = hits[hits.indexOf(at) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    } else if (event.key === "ArrowDown" && at && at.matches('input[aria-label="Ask the library"]')) {
      const first = document.querySelector(".es-hit h2 a");
      if (first) { event.preventDefault(); first.focus(); }
    }
  });
})()</script>"""

# Brings the marked passage into view, again while the page is still being laid out, until the reader takes over.
SCROLL = """<script>(() => {
  let tries = 20, still = 0;
  const stop = () => { tries = 0; };
  for (const name of ["wheel", "touchmove", "keydown"]) addEventListener(name, stop, {once: true, passive: true});
  const look = () => {
    const mark = document.getElementById("cited");
    if (mark && tries > 0) {
      const {top, bottom} = mark.getBoundingClientRect();
      still = top >= 60 && top < innerHeight && bottom > 0 ? still + 1 : 0;
      if (!still) mark.scrollIntoView({block: "center"});
    }
    if (--tries > 0 && still < 3) setTimeout(look, 100);
  };
  look();
})()</script>"""
