const value = (row, column) => {
  const text = row.cells[column].textContent.trim(), number = parseFloat(text.replace("−", "-").replace(/,/g, ""));
  return Number.isNaN(number) ? text : number;
};
const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);
const sort = (table, column, up) => {
  const heads = table.tHead.rows[0].cells, body = table.tBodies[0];
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
  [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(value(a, column), value(b, column))).forEach((row) => body.append(row));
};
for (const button of document.querySelectorAll("th button")) button.onclick = () => {
  const head = button.parentElement;
  sort(head.closest("table"), head.cellIndex, head.getAttribute("aria-sort") !== "ascending");
};
// A phone shows no heads of columns: there, a list of them sorts.
for (const table of document.querySelectorAll("table.stack")) {
  const heads = [...table.tHead.rows[0].cells];
  if (!heads[0].querySelector("button")) continue;
  const label = Object.assign(document.createElement("label"), { className: "sort", textContent: "Sorted by " });
  const list = document.createElement("select");
  list.append(new Option("its own order", "-1"), ...heads.map((head, place) => new Option(head.textContent, place)));
  list.onchange = () => list.value >= 0 && sort(table, Number(list.value), !heads[list.value].classList.contains("number"));
  label.append(list);
  table.before(label);
}
for (const button of document.querySelectorAll(".zoom")) button.onclick = () => button.classList.toggle("large");
const reveal = () => {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = place && place.closest("details");
  if (fold) { fold.open = true; place.scrollIntoView(); }
};
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((fold) => { fold.open = true; }));
