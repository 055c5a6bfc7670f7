/* The page of the search: asks the index in _search/, whose files are scripts, and shows what it finds. */
"use strict";
{
  const FOLDER = "_search/";
  const STEP = 20;
  const BEFORE = 70;
  const AROUND = 260;
  const MOST_SIMILAR = 8, SIMILAR_BEFORE = 10, SIMILAR_WORDS = 40;
  const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const VALUES = new Map([...SIGNS].map((sign, value) => [sign, value]));

  /* Files of the index come as scripts that call this. */
  const loaded = new Map();
  const loading = new Map();
  globalThis.studyIndex = (name, what) => loaded.set(name, what);

  const load = (name, version = "") => {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${FOLDER}${name}.js${version && `?${version}`}`;
        script.onload = () => (loaded.has(name) ? done(loaded.get(name)) : failed(new Error(name)));
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };

  /* The last of the rising firsts that is not behind what is looked for. */
  const groupOf = (firsts, wanted) => {
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  const shards = new Map();
  const shardOf = async (start, number) => {
    if (!shards.has(number)) shards.set(number, new Map(await load(`terms-${number}`, start.version)));
    return shards.get(number);
  };

  /* Where a term stands: for each entry the words' numbers, rising. */
  const placesOf = async (start, term) => {
    const number = groupOf(start.shards, term);
    const coded = number < 0 ? "" : (await shardOf(start, number)).get(term) || "";
    return decoded(coded);
  };

  const decoded = (coded) => {
    const places = new Map();
    let at = 0, entry = 0, word = 0, all = null;
    const next = () => {
      let value = 0, shift = 0, bits;
      do {
        bits = VALUES.get(coded[at++]);
        value += (bits & 31) * 2 ** shift;
        shift += 5;
      } while (bits & 32);
      return value;
    };
    while (at < coded.length) {
      const further = next(), by = next();
      if (further || !all) {
        entry += further;
        word = by;
        places.set(entry, (all = [word]));
      } else all.push((word += by));
    }
    return places;
  };

  const joined = (several) => {
    if (several.length === 1) return several[0];
    const all = new Map();
    for (const places of several) {
      for (const [entry, words] of places) all.set(entry, [...(all.get(entry) || []), ...words]);
    }
    return all;
  };

  /* Where all of the units' words stand side by side in this order. */
  const inARow = (rows) => {
    const found = new Map();
    for (const [entry, firsts] of rows[0]) {
      const rest = rows.slice(1).map((places) => new Set(places.get(entry)));
      const starts = firsts.filter((first) => rest.every((words, n) => words.has(first + n + 1)));
      if (starts.length) found.set(entry, starts);
    }
    return found;
  };

  /* Where a unit stands, and the entries that have its accents. */
  const unitPlaces = async (start, unit) => {
    const terms = (those) => Promise.all(those.map((term) => placesOf(start, term)));
    const rows = await Promise.all(unit.wanted.map(async (those) => joined(await terms(those))));
    const [named] = await terms([unit.name]);
    const accents = await terms(unit.accents.filter(Boolean));
    return { places: joined([inARow(rows), named]), accents, length: unit.wanted.length };
  };

  const inOrder = (entry, found) => {
    let firsts = found[0].places.get(entry);
    for (let n = 1; n < found.length && firsts.length; n += 1) {
      const before = firsts;
      firsts = found[n].places.get(entry).filter(
        (word) => before.some((first) => word > first && word <= first + found[n - 1].length));
    }
    return firsts.length > 0;
  };

  /* The entries that have all units, the best first: what is called as the query or has it as its id, the words as
     a phrase, with the accents that were asked for; among equals titles, then parts, then rows, in the order of the
     pages. Where only numbers are asked for, their rows on the pages of reports come before all else. */
  const hitsOf = async (start, units, own) => {
    const found = await Promise.all(units.map((unit) => unitPlaces(start, unit)));
    const numbers = units.every((unit) => unit.tokens.every((token) => token.kind === "number"));
    const home = (entry) => numbers && entry >= start.kinds[1] && entry < start.kinds[2];
    const fewest = found.reduce((a, b) => (b.places.size < a.places.size ? b : a));
    const hits = [...own.keys()].map((entry) => [-1, entry]);
    for (const entry of fewest.places.keys()) {
      if (own.has(entry) || !found.every(({ places }) => places.has(entry))) continue;
      const accents = found.every((unit) => unit.accents.every((places) => places.has(entry)));
      hits.push([(inOrder(entry, found) ? 0 : 4) + (accents ? 0 : 2) + (home(entry) ? 0 : 1), entry]);
    }
    return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, entry]) => entry);
  };

  const search = async (query) => {
    const start = await load("start");
    const own = await placesOf(start, `=${studyWords.slug(query)}`);
    for (const units of studyWords.readings(query)) {
      if (!units.length) break;
      const hits = await hitsOf(start, units, own);
      if (hits.length) return { start, units, hits };
    }
    return { start, units: [], hits: [] };
  };

  const entryOf = async (start, number) => {
    const block = groupOf(start.blocks, number);
    const [places, entries] = await load(`entries-${block}`, start.version);
    const [place, anchor, text] = entries[number - start.blocks[block]];
    const [address, title, part] = places[place];
    return { address, title, part, anchor, text, kind: start.kinds.filter((end) => number >= end).length };
  };

  /* What is shown: only ever as text. */
  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  const marked = (text, places, from, to) => {
    const pieces = [];
    let at = from;
    for (const [start, end] of places) {
      if (start < from || end > to) continue;
      pieces.push(spaced(text.slice(at, start)), element("mark", "", spaced(text.slice(start, end))));
      at = end;
    }
    return [...pieces, spaced(text.slice(at, to))];
  };
  const spaced = (text) => text.replaceAll("\t", " · ");

  /* The words around the first hit; where it can be, the first that has several of them close together. */
  const excerpt = (text, units) => {
    const places = studyWords.places(text, units);
    const density = ([start]) => places.filter(([other]) => other >= start && other < start + 60).length;
    const best = places.reduce((a, b) => (density(b) > density(a) ? b : a), places[0] || [0, 0]);
    let from = Math.max(0, best[0] - BEFORE);
    if (from) from = text.slice(0, best[0]).indexOf(" ", from) + 1 || best[0];
    let to = Math.min(text.length, from + AROUND);
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), best[1]);
    return [from ? "… " : "", ...marked(text, places, from, to), to < text.length ? " …" : ""];
  };

  const hitOf = ({ address, title, part, anchor, text, kind }, query, units) => {
    const link = element("a", "search-link", ...marked(title, studyWords.places(title, units), 0, title.length));
    link.href = `${encodeURIComponent(address)}?q=${encodeURIComponent(query)}${anchor && `#${encodeURIComponent(anchor)}`}`;
    const hit = element("li", "search-hit", link);
    if (part) hit.append(element("span", "search-part", ...marked(part, studyWords.places(part, units), 0, part.length)));
    const words = kind === 1 && part && text.startsWith(part) ? text.slice(part.length).trimStart() : text;
    if (kind && words) hit.append(element("p", "search-excerpt", ...excerpt(words, units)));
    return hit;
  };

  /* Where the own index has nothing, and over http alone: pages with similar words, by Pagefind. */
  const similar = async (query) => {
    if (!location.protocol.startsWith("http")) return;
    const pagefind = await import(new URL(`${FOLDER}pagefind/pagefind.js`, document.baseURI).href);
    const { results } = await pagefind.search(query);
    const all = await Promise.all(results.slice(0, MOST_SIMILAR).map((result) => result.data()));
    if (!all.length) return;
    const list = element("ol", "search-hits", ...all.map(similarOf));
    document.querySelector("#search-found").append(element("h2", "search-similar", "Pages with similar words"), list);
  };

  const similarOf = ({ raw_url: address, meta, content, locations, anchors }) => {
    const words = content.split(/\s+/);
    const first = locations[0] || 0;
    const from = Math.max(0, first - SIMILAR_BEFORE);
    const anchor = anchors.filter(({ location: at }) => at <= first).at(-1);
    const hits = new Set(locations);
    const marks = [...new Set(locations.map((at) => words[at]))].slice(0, MOST_SIMILAR).join(" ");
    const link = element("a", "search-link", meta.title);
    link.href = `${address.replace(/^\/+/, "")}?q=${encodeURIComponent(marks)}${anchor ? `#${encodeURIComponent(anchor.id)}` : ""}`;
    const shown = words.slice(from, from + SIMILAR_WORDS).flatMap((word, n) =>
      [hits.has(from + n) ? element("mark", "", word) : word, " "]);
    return element("li", "search-near", link, element("p", "search-excerpt", from ? "… " : "", ...shown, "…"));
  };

  const say = (words) => (document.querySelector("#search-said").textContent = words);

  const showMore = async (found, query, list, from) => {
    const numbers = found.hits.slice(from, from + STEP);
    const entries = await Promise.all(numbers.map((number) => entryOf(found.start, number)));
    const made = entries.map((entry) => hitOf(entry, query, found.units));
    const box = document.querySelector("#search-found");
    list.append(...made);
    if (from) made[0].querySelector("a").focus();
    box.querySelector("button")?.remove();
    const left = found.hits.length - from - numbers.length;
    if (!left) return;
    const more = element("button", "search-more", `Show ${Math.min(STEP, left)} more`);
    more.type = "button";
    more.onclick = () => showMore(found, query, list, from + STEP).catch(failed);
    box.append(more);
  };

  const failed = () => {
    say("The index of the search could not be loaded: is the folder _search beside this page?");
  };

  const counted = (count) => {
    const number = String(count).replace(/\B(?=(\d{3})+$)/g, ",");
    return count === 1 ? "One place on the pages has it." : `${number} places on the pages have it.`;
  };

  const NOTHING =
    "No place on the pages has all of this. A word is found whole, with or without its accents; a number as " +
    "printed, with another separator or in plain digits; a figure by its id.";

  const begin = async () => {
    const query = (new URLSearchParams(location.search).get("q") || "").trim();
    for (const field of document.querySelectorAll("input[name=q]")) field.value = query;
    if (!query) return document.querySelector("#search-form input").focus();
    document.title = `${query.slice(0, 60)} - ${document.title}`;
    say("Searching …");
    const found = await search(query);
    say(found.hits.length ? counted(found.hits.length) : NOTHING);
    if (!found.hits.length) return similar(query).catch(() => {}); /* this one is a help, not the search */
    const list = element("ol", "search-hits");
    document.querySelector("#search-found").append(list);
    await showMore(found, query, list, 0);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => begin().catch(failed));
  else begin().catch(failed);
}
