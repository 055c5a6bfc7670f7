/* What a query means, and where its words stand on this page: they are marked when its address has `?q=`.
   Words are taken apart as by pages/rendering/search/words.py; a test runs one table through both. */
"use strict";
globalThis.studyWords = (() => {
  const MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f";
  const UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff";
  const LETTER = `[\\p{L}\\p{N}${MARKS}]`;
  const LONGEST = 64;
  const MOST_SIGNS = 200; /* of a query */
  const MOST_BLANKS = 4; /* between digits, that may end a number */
  const ANY_UNSEEN = new RegExp(`[${UNSEEN}]`, "gu");
  const ANY_MARK = new RegExp(`[${MARKS}]`, "gu");
  const CLUSTER = new RegExp(`[^${MARKS}${UNSEEN}]?[${MARKS}${UNSEEN}]*`, "gu");
  const TOKEN = new RegExp(
    `(?=[^ \\t:]{1,${LONGEST}}:)(?<report>${LETTER}+(?:[-.]${LETTER}+)*):s?[0-9]+(?:\\.[0-9]+)?(?!${LETTER})` +
    "|(?<number>(?:(?<first>[0-9]{1,3})(?<sign>[ .,])(?<groups>[0-9]{3}(?:\\k<sign>[0-9]{3})*)(?![0-9])" +
    `|(?<whole>[0-9]+))(?:[.,](?<decimals>[0-9]+))?)(?!${LETTER})` +
    `|${LETTER}+`, "gu");
  const JOINT = /^[-./:'’]$/u;

  const seen = (text) =>
    text.replace(ANY_UNSEEN, "").normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("_", "-");
  const plain = (word) =>
    word.normalize("NFKD").replace(ANY_MARK, "").toLowerCase().replaceAll("đ", "d").replaceAll("ς", "σ") || word;
  const slug = (words) => plain(seen(words)).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const cut = (term) => (term.length > LONGEST ? [...term].slice(0, LONGEST).join("") : term);

  /* The text as its words are looked for, and for each of its signs where it stands in the text. */
  const view = (text) => {
    if (/^[\x00-\x7f]*$/.test(text)) return { words: text.toLowerCase().replaceAll("_", "-"), at: null };
    let words = "";
    const at = [];
    for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
      const signs = seen(cluster);
      for (let n = 0; n < signs.length; n += 1) at.push(index);
      words += signs;
    }
    at.push(text.length);
    return { words, at };
  };

  const termsOf = (groups, word) => {
    if (groups.number) {
      const whole = groups.whole ?? groups.first + groups.groups.replaceAll(groups.sign, "");
      if (groups.decimals) return [`${whole}.${groups.decimals}`, `~${whole}${groups.decimals}`];
      const either = groups.groups?.length === 3 && groups.sign !== " ";
      return either ? [whole, `${groups.first}.${groups.groups}`] : [whole];
    }
    if (groups.report) return [plain(word), plain(groups.report)];
    return plain(word) === word ? [word] : [plain(word), word];
  };

  /* The words, numbers and ids of a text: the terms by which each is found, and where it begins and ends. */
  const tokens = (text) => {
    const { words, at } = view(text);
    return [...words.matchAll(TOKEN)].map((found) => {
      const end = found.index + found[0].length;
      return {
        terms: termsOf(found.groups, found[0]).map(cut),
        kind: found.groups.number ? "number" : found.groups.report ? "id" : "word",
        from: found.index, to: end, seen: words,
        start: at ? at[found.index] : found.index, end: at ? at[end] : end,
      };
    });
  };

  /* A query's units: words and numbers, and rows of words that hang together ("hanoi-fr"). */
  const units = (query) => {
    const all = [];
    for (const token of tokens(query.slice(0, MOST_SIGNS))) {
      const last = all.at(-1);
      const between = last ? token.seen.slice(last.to, token.from) : "";
      if (last && JOINT.test(between)) {
        last.tokens.push(token);
        last.to = token.to;
      } else all.push({ tokens: [token], from: token.from, to: token.to, seen: token.seen });
    }
    return all.map(({ tokens: own, from, to, seen: words }) => ({
      tokens: own,
      name: own.length > 1 ? cut(plain(words.slice(from, to))) : "",
      wanted: own.map(wantedOf),
      accents: own.map((token) => (token.kind === "word" ? token.terms[1] ?? "" : "")),
    }));
  };

  /* The terms of which one is enough; a number with decimals is not looked for by its bare digits. */
  const wantedOf = ({ kind, terms }) => {
    if (kind === "number") return terms.filter((term) => !term.startsWith("~"));
    return terms.slice(0, 1);
  };

  /* The readings of a query, the next for when one finds nothing: as it is, with blanks between its digits taken
     as the ends of numbers (few of them first), by bare digits. */
  const readings = (query) => {
    const bare = units(query).map((unit) => ({
      ...unit,
      wanted: unit.tokens.map((token) => (token.kind === "number" ? token.terms.flatMap(bareOf) : wantedOf(token))),
    }));
    return [...new Set(apart(query.slice(0, MOST_SIGNS)))].map(units).concat([bare]);
  };
  const apart = (query) => {
    const pieces = query.split(/(?<=[0-9])[ \u00a0\u202f]+(?=[0-9])/);
    const blanks = pieces.length - 1;
    const cuts = [...Array(2 ** Math.min(blanks, MOST_BLANKS)).keys()];
    const count = (cut) => [...cut.toString(2)].filter((bit) => bit === "1").length;
    cuts.sort((one, other) => count(one) - count(other) || one - other);
    return cuts.map((cut) => pieces.reduce((all, piece, n) => `${all}${cut >> (n - 1) & 1 ? "\t" : " "}${piece}`));
  };
  const bareOf = (term) => (/^[0-9]+$/.test(term) ? [term, `~${term}`] : [term]);

  /* Where in a text the units stand: begin and end of each time, in order. */
  const places = (text, all) => {
    const found = [];
    const words = tokens(text);
    words.forEach((token, n) => {
      for (const { wanted, name } of all) {
        const last = words[n + wanted.length - 1];
        if (name && token.terms.includes(name)) found.push([token.start, token.end]);
        else if (last && wanted.every((each, m) => words[n + m].terms.some((term) => each.includes(term)))) {
          found.push([token.start, last.end]);
        }
      }
    });
    return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]).filter(([start], n, those) => !n || start >= those[n - 1][1]);
  };

  return { tokens, units, readings, places, seen, plain, slug };
})();

{
  const MOST_MARKS = 300;
  const PASSED_OVER = "script, style, noscript, template, form, nav, header, footer, svg, select, button";
  const HEADINGS = ["H1", "H2", "H3"];

  const query = new URLSearchParams(location.search).get("q") || "";

  const mainPart = () => document.querySelector("main") || document.body;

  const target = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  };

  /* The words on the page, in order. */
  const textsOf = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.matches(PASSED_OVER) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    });
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
  };

  /* The words that the address leads to: what the target holds; of a heading, what stands under it. */
  const textsAt = (place) => {
    if (place.tagName === "TR") return textsOf(place);
    const heading = HEADINGS.includes(place.tagName) ? place : place.querySelector("h1, h2, h3");
    const next = heading && [...mainPart().querySelectorAll("h1, h2, h3")].find(
      (each) => each !== heading && heading.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING);
    return textsOf(mainPart()).filter((text) => {
      if (place.contains(text) && place !== heading) return !next || !after(next, text);
      return heading && after(heading, text) && (!next || !after(next, text));
    });
  };
  const after = (element, text) =>
    element.contains(text) || Boolean(element.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);

  const markIn = (text, units) => {
    const found = studyWords.places(text.data, units);
    for (const [start, end] of found.reverse()) {
      const hit = text.splitText(start);
      hit.splitText(end - start);
      const mark = document.createElement("mark");
      mark.className = "searched";
      hit.replaceWith(mark);
      mark.append(hit);
    }
    return found.length;
  };

  const markAll = (texts, units) => {
    let count = 0;
    for (const text of texts) if (count < MOST_MARKS) count += markIn(text, units);
    return count;
  };

  const markPage = () => {
    const place = target();
    for (const units of studyWords.readings(query)) {
      if (!units.length) return;
      if (place && markAll(textsAt(place), units)) return;
      if (markAll(textsOf(mainPart()), units)) return;
    }
  };

  /* Bring the first mark into view where the target alone does not show it. */
  const show = () => {
    const first = document.querySelector("mark.searched") || target();
    if (!first) return;
    for (let box = first.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const { top, bottom } = first.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 20) first.scrollIntoView({ block: "center" });
  };

  const begin = () => {
    if (document.querySelector("#search-found")) return;
    markPage();
    if (document.readyState === "complete") requestAnimationFrame(show);
    else addEventListener("load", () => requestAnimationFrame(show));
  };
  if (query.trim()) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
    else begin();
  }
}
