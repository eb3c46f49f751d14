"""Buttons that save a chart as it is seen, as SVG or PNG: the browser writes the file, nothing is sent anywhere."""

from __future__ import annotations

import streamlit as st

from evidence_search.presenting import escaped

# The drawing of Vega is an <svg> on the page. It is copied, given room (letters may be wider elsewhere), a title and below it
# in words what it shows, and saved; for PNG it is painted three times as large, so that it prints sharply. No word of a study
# is in the script.
SCRIPT = """<script>(() => {
  if (window.evidenceSearchSave) return;
  window.evidenceSearchSave = true;
  const space = "http://www.w3.org/2000/svg";
  const keep = (address, name) => {
    const link = document.createElement("a");
    link.href = address; link.download = name;
    document.body.append(link); link.click(); link.remove();
  };
  const folded = (words, most) => words.split(" ").reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if (last && (last + " " + word).length <= most) lines[lines.length - 1] = last + " " + word; else lines.push(word);
    return lines;
  }, []);
  const element = (name, words, values) => {
    const made = document.createElementNS(space, name);
    made.textContent = words;
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    return made;
  };
  const copied = (drawn, title, about) => {
    const copy = drawn.cloneNode(true), {width, height} = drawn.viewBox.baseVal;
    const lines = folded(about, Math.floor(width / 6)), room = {width: width + 48, height: height + 32 + 15 * lines.length};
    lines.forEach((line, number) => copy.append(element("text", line, {
      x: 0, y: height + 20 + 15 * number, "font-size": 11, "font-family": "sans-serif",
      fill: getComputedStyle(drawn).backgroundColor === "rgb(255, 255, 255)" ? "#3b4a4c" : "#cbd4d6"})));
    copy.prepend(element("title", title, {}), element("desc", about, {}));
    for (const [name, value] of [["width", room.width], ["height", room.height], ["xmlns", space],
      ["viewBox", `-24 -8 ${room.width} ${room.height}`]]) copy.setAttribute(name, value);
    return {text: new XMLSerializer().serializeToString(copy), ...room};
  };
  const painted = ({text, width, height}, name) => {
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement("canvas"), scale = 3;
      canvas.width = width * scale; canvas.height = height * scale;
      const brush = canvas.getContext("2d");
      brush.fillStyle = "#ffffff"; brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      keep(canvas.toDataURL("image/png"), name + ".png");
    };
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  };
  addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.es-save");
    if (!button) return;
    const drawn = document.querySelector(`.st-key-${button.dataset.chart} svg.marks`);
    if (!drawn) return;
    const made = copied(drawn, button.dataset.name, button.dataset.about);
    if (button.dataset.form === "png") painted(made, button.dataset.name);
    else keep("data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.text), button.dataset.name + ".svg");
  });
})()</script>"""


def script() -> None:
    """Put the script behind the buttons on the page."""
    st.html(SCRIPT, unsafe_allow_javascript=True)


def buttons(chart: str, name: str, about: str) -> str:
    """Return the buttons of a chart as HTML: `chart` is its key on the page, `name` the file's, `about` goes into the file."""
    made = [
        f'<button type="button" class="es-save" data-chart="{escaped(chart)}" data-name="{escaped(name)}" data-form="{form}" '
        f'data-about="{escaped(about)}">Save as {form.upper()}</button>'
        for form in ("svg", "png")
    ]
    return f'<p class="es-saves">{" ".join(made)}</p>'
