// The cross table: sorted by a column, narrowed to themes, places, measures, to what a person has reviewed.
// Without this script all of it stands there. What is chosen stands in the address, so that it can be passed on.
(() => {
  "use strict";
  const boxes = [...document.querySelectorAll(".crossing")];
  if (!boxes.length) return;
  const { nearest, offer, plain } = globalThis.studyNearest;
  const sections = boxes.map((box) => {
    let heading = box.previousElementSibling;
    while (heading && heading.tagName !== "H2") heading = heading.previousElementSibling;
    const notes = [];
    for (let next = box.nextElementSibling; next && next.matches(".more-rows"); next = next.nextElementSibling) notes.push(next);
    const table = box.querySelector("table");
    const head = [...table.querySelectorAll("thead th")];
    return { box, heading, notes, table, head, rows: [...table.tBodies[0].rows],
             theme: [...table.classList].find((name) => name.startsWith("crossing-")).slice(9),
             names: head.map((cell) => plain(cell.textContent)) };
  });
  const parameters = new URLSearchParams(location.search);

  // The controls.
  const tools = document.createElement("form");
  tools.className = "crossing-tools";
  tools.setAttribute("aria-label", "Narrow the table");
  tools.addEventListener("submit", (event) => event.preventDefault());
  const field = (label, name, words) => {
    const holder = document.createElement("label");
    const input = document.createElement("input");
    const list = document.createElement("datalist");
    list.id = `crossing-${name}`;
    for (const word of [...new Set(words)]) list.append(new Option(word, word));
    input.setAttribute("list", list.id);
    input.type = "search";
    input.name = name;
    input.autocomplete = "off";
    input.value = parameters.get(name) || "";
    holder.append(label, input);
    tools.append(holder, list);
    return input;
  };
  const tick = (label, name, value, checked, into) => {
    const holder = document.createElement("label");
    const input = document.createElement("input");
    holder.className = "tick";
    Object.assign(input, { type: "checkbox", name, value, checked });
    holder.append(input, label);
    into.append(holder);
    return input;
  };
  const placeLinks = [...document.querySelectorAll(".crossing td:first-child a")];
  const place = field("Place", "place", placeLinks.map((link) => link.textContent));
  const measure = field("Measure", "measure", sections.flatMap((one) => one.head.slice(1).map((cell) => cell.textContent)));
  const group = document.createElement("fieldset");
  // A phone begins with one theme: all of them would be a long way down.
  const narrowScreen = matchMedia("(max-width: 640px)").matches && ![...parameters.keys()].length;
  const chosen = (parameters.get("theme") || (narrowScreen ? sections[0].theme : "")).split(",").filter(Boolean);
  const themes = sections.length > 1
    ? sections.map((one) => tick(one.heading.firstChild.textContent, "theme", one.theme, !chosen.length || chosen.includes(one.theme), group)) : [];
  if (themes.length) {
    group.setAttribute("aria-label", "Themes");
    tools.append(group);
  }
  const reviewed = tick("Reviewed only", "reviewed", "1", parameters.get("reviewed") === "1", tools);
  const said = document.createElement("p");
  said.className = "crossing-said";
  said.setAttribute("role", "status");
  tools.append(said);
  (sections[0].heading || sections[0].box).before(tools);

  const namesOf = (row) => {
    const link = row.cells[0].querySelector("a");
    const code = link.getAttribute("href").replace(/^place-|\.html$/g, "");
    return [link.textContent, code, code.replace(/^VN-/, ""), ...(link.dataset.names || "").split("; ")].map(plain).filter(Boolean);
  };
  const called = new Map(sections.flatMap((one) => one.rows.map((row) => [row, namesOf(row)])));
  const codeOf = (cell) => plain((cell.querySelector("a")?.getAttribute("href") || "").replace(/^measure-|\.html$/g, ""));

  function narrow() {
    const where = plain(place.value), what = plain(measure.value);
    let shown = 0, rowsThere = 0, columnsThere = 0;
    const exact = [...called.values()].some((names) => names.includes(where));
    for (const one of sections) {
      const picked = !themes.length || themes.find((box) => box.value === one.theme).checked;
      const columns = one.head.map((cell, at) => !at || !what || one.names[at].includes(what) || codeOf(cell).includes(what));
      let rows = 0;
      for (const row of one.rows) {
        const names = called.get(row);
        const named = !where || (exact ? names.includes(where) : names.some((name) => name.includes(where)));
        let cells = 0;
        [...row.cells].forEach((cell, at) => {
          cell.hidden = !columns[at];
          if (!at) return;
          const out = reviewed.checked && "waits" in cell.dataset;
          cell.classList.toggle("crossing-out", Boolean(out));
          if (columns[at] && cell.textContent && !out) cells += 1;
        });
        row.hidden = !named || !cells;
        if (!row.hidden) { rows += 1; shown += picked ? cells : 0; }
        rowsThere += named;
      }
      one.head.forEach((cell, at) => { cell.hidden = !columns[at]; });
      columnsThere += columns.filter((there, at) => at && there).length;
      const there = picked && rows > 0;
      for (const part of [one.heading, one.box, ...one.notes]) if (part) part.hidden = !there;
      for (const note of one.notes) note.hidden = !there || Boolean(where || what);
    }
    said.textContent = `${shown.toLocaleString("en")} values shown.`;
    document.querySelectorAll(".nearest").forEach((box) => box.remove());
    if (where && !rowsThere) offer(place.value, picks(place, nearest(place.value, "place-")), "place here");
    else if (what && !columnsThere) offer(measure.value, picks(measure, nearest(measure.value, "measure-")), "measure here");
  }

  // What is offered instead narrows this table and does not lead away.
  function picks(input, found) {
    return found.map((one) => {
      const to = new URLSearchParams(location.search);
      to.set(input.name, one.label);
      return { ...one, page: `${location.pathname.split("/").pop()}?${to}` };
    });
  }

  function remember() {
    const to = new URLSearchParams();
    if (place.value) to.set("place", place.value);
    if (measure.value) to.set("measure", measure.value);
    const on = themes.filter((box) => box.checked);
    if (on.length !== themes.length) to.set("theme", on.map((box) => box.value).join(","));
    if (reviewed.checked) to.set("reviewed", "1");
    const words = to.toString();
    try { history.replaceState(null, "", (words ? `?${words}` : location.pathname.split("/").pop()) + location.hash); } catch { /* a file may refuse */ }
  }

  // Sorting: first the highest, then the lowest, then as it was; what is empty stands last.
  function sort(one, at) {
    const head = one.head[at];
    const order = { descending: "ascending", ascending: "" }[head.getAttribute("aria-sort")] ?? "descending";
    one.head.forEach((cell) => cell.removeAttribute("aria-sort"));
    if (order) head.setAttribute("aria-sort", order);
    const key = (row) => (at ? (row.cells[at].dataset.sort ? Number(row.cells[at].dataset.sort) : null) : called.get(row)[0]);
    const sign = order === "ascending" ? 1 : -1;
    const sorted = [...one.rows];
    if (order) sorted.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return x < y ? -sign : x > y ? sign : 0;
    });
    one.table.tBodies[0].append(...sorted);
  }
  for (const one of sections) {
    one.head.forEach((cell, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "↕";
      button.setAttribute("aria-label", `Sort by ${cell.textContent}`);
      button.addEventListener("click", () => {
        sort(one, at);
        one.head.forEach((each) => {
          each.querySelector("button").textContent = { descending: "↓", ascending: "↑" }[each.getAttribute("aria-sort")] || "↕";
        });
      });
      cell.append(" ", button);
    });
  }

  tools.addEventListener("input", () => { narrow(); remember(); });
  narrow();
})();
