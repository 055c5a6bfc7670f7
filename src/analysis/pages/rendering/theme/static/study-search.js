/* What a query means here: words, numbers however their digits are set apart, ids of figures.
   The index is made alike by StudySearch in pages/rendering/sphinx_parts.py. */
"use strict";
{
  const FIGURE = /[a-z0-9-]+:s?\d+(?:\.\d+)?/g;
  const NUMBER = /\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*/g;
  const REPORT_PAGE = "07-one-report-";
  const whole = (term) => `=${term}=`;
  const wordsOf = splitQuery;

  splitQuery = (query) => {
    const figures = (query.toLowerCase().match(FIGURE) || []).map(whole);
    const rest = query.replace(new RegExp(FIGURE, "gi"), " ");
    const numbers = (rest.match(NUMBER) || []).map((found) => whole(found.replace(/\D/g, "")));
    const words = wordsOf(rest.replace(NUMBER, " "));
    return [...figures, ...numbers, ...words];
  };

  /* The row of a figure on the page of its report, when that page has it. */
  const rowOf = (query) => {
    const id = query.trim().toLowerCase();
    const page = REPORT_PAGE + id.split(":")[0];
    const at = Search._index.docnames.indexOf(page);
    const terms = Search._index.terms;
    const known = Object.hasOwn(terms, whole(id)) && [terms[whole(id)]].flat().includes(at);
    if (at < 0 || !known) return [];
    const title = `${id} in “${Search._index.titles[at]}”`;
    const anchor = `#fig-${id.replace(/[:.]/g, "-")}`;
    return [[page, title, anchor, null, 1000, Search._index.filenames[at], "object"]];
  };

  const pagesOf = Search._performSearch;
  Search._performSearch = (query, ...terms) => [...pagesOf(query, ...terms), ...rowOf(query)];

  Documentation.TRANSLATIONS[
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories."
  ] =
    "No page of this study has all of this. Words are searched as the pages have them; a number is found as printed or in plain digits, a figure by its id.";
}
