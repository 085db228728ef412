// What a reader asks of the page: tables in another order, rows and marks of one good, area or
// crossing, a chart to take along, and the figures of another plan that is solved already.
const asked = document.querySelector("#asked");
const texts = JSON.parse(document.querySelector("#texts").textContent);
const plain = (part) => part.textContent.replace(/\s+/g, " ").trim();
const titleOf = (section) => section.querySelector("h2").firstChild.textContent.trim();
let shown = texts.plans[0];

// ---- Tables in another order ------------------------------------------------------------------

const figureOf = (cell) => {
  const data = cell.querySelector("data");
  return data ? Number(data.value) : null;
};

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort !== "descending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => figureOf(row.cells[column]) ?? plain(row.cells[column]);
      const order = (one, other) => typeof one === typeof other
        ? (typeof one === "number" ? one - other : one.localeCompare(other, document.documentElement.lang))
        : typeof one === "number" ? 1 : -1;
      const rows = [...body.rows].sort((one, other) => order(key(one), key(other)) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
}

// ---- Of one good, area or crossing ------------------------------------------------------------

/** Which of some names a text has; the longest first, so that Gaza is not found in North Gaza. */
function named(text, names) {
  const found = new Set();
  for (const name of names) {
    if (!text.includes(name)) continue;
    found.add(name);
    text = text.replaceAll(name, " ");
  }
  return found;
}

/** Whether a text is of what was chosen: it names it, or nothing of its kind. */
function chosen(text) {
  return [...asked.querySelectorAll("select[data-kind]")].every((select) => {
    if (!select.value) return true;
    const found = named(text, texts.names[select.dataset.kind]);
    return !found.size || found.has(select.value);
  });
}

function filter() {
  for (const row of document.querySelectorAll("#levers tbody tr, .figures tbody tr"))
    row.hidden = !chosen(plain(row));
  for (const mark of document.querySelectorAll("figure.chart .mark"))
    mark.classList.toggle("off", !chosen(mark.querySelector("title").textContent));
}

// ---- A chart to take along --------------------------------------------------------------------

function given(name, address) {
  const link = document.createElement("a");
  link.download = name;
  link.href = address;
  link.click();
}

const quoted = (text) => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
// A spreadsheet takes a text that begins like a formula for one.
const safe = (text) => /^[\s']*[=+\-@]/.test(text) ? `'${text}` : text;

function csvOf(section) {
  const table = section.querySelector(".figures table");
  const cell = (each) => quoted(String(figureOf(each) ?? safe(plain(each))));
  const rows = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(cell).join(","));
  const head = [titleOf(section), ...shown.about].map((line) => quoted(`# ${line}`));
  return `\ufeff${[...head, ...rows].join("\r\n")}\r\n`;
}

/** A drawing as it stands alone: on white, its title above, below it what it is of. */
function svgOf(section) {
  const drawn = [...section.querySelectorAll("figure svg")].find((svg) => svg.getClientRects().length);
  const [width, height] = ["width", "height"].map((name) => Number(drawn.getAttribute(name)));
  const margin = 28, line = 20, rtl = document.documentElement.dir === "rtl";
  const lines = (text, letters) => text.split(" ").reduce((found, word) => {
    if (found.length && found.at(-1).length + word.length < letters) found[found.length - 1] += ` ${word}`;
    else found.push(word);
    return found;
  }, []);
  const title = lines(titleOf(section), width / 10);
  const below = [plain(section.querySelector(".says")), ...shown.about].flatMap((text) => lines(text, width / 6.6));
  const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const begin = margin + 26 * title.length, end = begin + height + line;
  const size = [width + 2 * margin, end + line * below.length + margin / 2];
  for (const [name, value] of Object.entries({
    width: size[0], height: size[1], viewBox: `0 0 ${size.join(" ")}`, "font-family": drawn.getAttribute("font-family"),
  })) whole.setAttribute(name, value);
  const part = (name, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    whole.append(made);
  };
  part("rect", { width: size[0], height: size[1], fill: "#fff" });
  const at = { x: rtl ? size[0] - margin : margin, direction: rtl ? "rtl" : "ltr", fill: "#1b2733" };
  title.forEach((text, n) => part("text", { ...at, y: margin + 26 * n, "font-size": 19, "font-weight": 600 }, text));
  below.forEach((text, n) => part("text", { ...at, y: end + line * n, "font-size": 12, fill: "#55616d" }, text));
  const inner = drawn.cloneNode(true);
  inner.setAttribute("x", margin);
  inner.setAttribute("y", begin);
  inner.querySelectorAll(".off, .on").forEach((mark) => mark.setAttribute("class", "mark"));
  whole.append(inner);
  return whole;
}

function takeable(section) {
  if (!section.querySelector("figure svg")) return;
  const row = document.createElement("p");
  row.className = "take";
  const drawing = () => new XMLSerializer().serializeToString(svgOf(section));
  const address = (kind, text) => `data:${kind};charset=utf-8,${encodeURIComponent(text)}`;
  const forms = {
    CSV: (name) => given(name, address("text/csv", csvOf(section))),
    SVG: (name) => given(name, address("image/svg+xml", drawing())),
    PNG: (name) => {
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        given(name, canvas.toDataURL("image/png"));
      };
      image.src = address("image/svg+xml", drawing());
    },
  };
  for (const [form, give] of Object.entries(forms)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = form;
    button.ariaLabel = `${form}: ${titleOf(section)}`;
    button.addEventListener("click", () => give(`${section.id}.${form.toLowerCase()}`));
    row.append(button);
  }
  section.querySelector("figure").after(row);
}

// ---- Another plan that is solved already ------------------------------------------------------

function ready(section) {
  section.querySelectorAll("figure.chart").forEach(readable);
  section.querySelectorAll("table").forEach(sortable);
  takeable(section);
}

/** The sections of another plan: they stand packed in the page, and nothing is asked of a network. */
async function sectionsOf(number) {
  const packed = document.querySelector(`script[data-plan="${number}"]`).textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(stream).text();
  return [...new DOMParser().parseFromString(text, "text/html").body.children];
}

const own = new Map();
async function turn(select) {
  const number = Number(select.value);
  const sections = number ? await sectionsOf(number) : [...own.values()];
  if (Number(select.value) !== number) return; // another was chosen meanwhile
  for (const section of sections) {
    const there = document.getElementById(section.id);
    if (!own.has(section.id)) own.set(section.id, there);
    there.replaceWith(section);
    if (number) ready(section);
  }
  shown = texts.plans[number];
  document.querySelector("#shown").textContent = shown.says;
  filter();
}

document.querySelectorAll("main > section").forEach(ready);
if (asked) { // a page in brief has none
  asked.hidden = false;
  asked.querySelectorAll("select[data-kind]").forEach((select) => select.addEventListener("change", filter));
  asked.querySelector("#plan")?.addEventListener("change", (event) => turn(event.target));
}
