// An address that names an unknown place or measure: which ones may have been meant.
// What there is, is known from the links of the page itself. Words are put in as text, never as HTML.
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d")
    .toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

  // How many letters must be added, taken away, changed or swapped to make one word of the other.
  function apart(one, other) {
    let before = [], row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      [before, row] = [row, next];
    }
    return row[other.length];
  }

  function known() {
    const found = new Map();
    for (const link of document.querySelectorAll("main a[href^='place-'], main a[href^='measure-'], article a[href^='place-'], article a[href^='measure-']")) {
      const page = link.getAttribute("href").split("#")[0];
      if (!/^(place|measure)-[\w-]+\.html$/.test(page)) continue;
      const code = page.replace(/^(place|measure)-/, "").replace(/\.html$/, "");
      const label = (link.querySelector("span") || link).textContent.trim();
      const names = [code, code.replace(/^VN-/, ""), label, ...(link.dataset.names || "").split("; ")];
      const one = found.get(page) || { page, label, names: new Set() };
      names.map(plain).filter(Boolean).forEach((name) => one.names.add(name));
      found.set(page, one);
    }
    return [...found.values()];
  }

  // The few whose name is nearest to the word; one that begins with it is near, too.
  function nearest(word, kind = "") {
    const asked = plain(word);
    if (!asked) return [];
    const scored = known().filter((one) => one.page.startsWith(kind)).map((one) => {
      const scores = [...one.names].map((name) => {
        if (name === asked) return 0;
        if (asked.length > 2 && (` ${name}`).includes(` ${asked}`)) return 0.2;
        return apart(asked, name) / Math.max(asked.length, name.length);
      });
      return { ...one, score: Math.min(...scores) };
    });
    scored.sort((a, b) => a.score - b.score || (a.page < b.page ? -1 : 1));
    const near = scored.filter((one) => one.score <= 0.45).slice(0, 4);
    return near.length ? near : scored.slice(0, 3);
  }

  function offer(word, found, what) {
    const box = document.createElement("p");
    box.className = "nearest";
    box.setAttribute("role", "status");
    box.append(`There is no ${what} “${word.slice(0, 80)}”. ${found.length ? "Did you mean " : ""}`);
    found.forEach((one, at) => {
      if (at) box.append(at === found.length - 1 ? " or " : ", ");
      const link = document.createElement("a");
      link.href = one.page;
      link.textContent = one.label;
      box.append(link);
    });
    if (found.length) box.append("?");
    const heading = document.querySelector("h1");
    if (heading) heading.after(box);
    return box;
  }

  const decoded = (text) => {
    try { return decodeURIComponent(text.replace(/\+/g, " ")); } catch { return text; }
  };

  function asked() {
    const said = decoded(location.hash.slice(1));
    const page = decoded(location.pathname.split("/").pop() || "");
    const lost = document.querySelector(".lost");
    const word = said && !document.getElementById(said) ? said : lost && !/^404\.html$/.test(page) ? page : "";
    if (!word) return;
    const found = /^(place|measure)-(.*?)(\.html)?$/.exec(word);
    if (!found && !lost && !/^places\.html$|^measures\.html$/.test(page)) return;
    const kind = found ? `${found[1]}-` : /^places/.test(page) ? "place-" : /^measures/.test(page) ? "measure-" : "";
    const bare = found ? found[2] : word.replace(/\.html$/, "");
    document.querySelectorAll(".nearest").forEach((box) => box.remove());
    offer(bare, nearest(bare, kind), found ? found[1] : kind.replace("-", "") || "page");
  }

  globalThis.studyNearest = { nearest, offer, plain };
  asked();
  addEventListener("hashchange", asked);
})();
