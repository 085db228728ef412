// Reads the marks of a chart: by pointing, by touch, by arrow keys.
function readable(figure) {
  const readout = figure.querySelector(".readout");
  const shown = () => [...figure.querySelectorAll(".mark")].filter((mark) => mark.getClientRects().length);
  let on = null;
  const show = (mark) => {
    if (on) on.classList.remove("on");
    on = mark;
    if (on) on.classList.add("on");
    readout.textContent = on ? on.querySelector("title").textContent : "";
  };
  figure.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".mark");
    if (mark) show(mark);
  });
  // A finger leaves as soon as it is lifted: what it pointed at stays until the next.
  figure.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(null));
  figure.addEventListener("blur", () => show(null));
  figure.addEventListener("keydown", (event) => {
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const steps = { ArrowRight: -1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1, [ahead]: 1 };
    const marks = shown();
    if (event.key === "Escape") show(null);
    if (!(event.key in steps) || !marks.length) return;
    event.preventDefault();
    const next = (on ? marks.indexOf(on) : -1) + steps[event.key];
    show(marks[Math.max(0, Math.min(marks.length - 1, next))]);
  });
}
