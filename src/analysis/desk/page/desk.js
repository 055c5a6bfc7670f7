// The review of one report, in a page or in a notebook's cell: what it shows, and what keys and clicks ask for.
//
// A report's words come in as text nodes alone. What is decided is decided in Python: `ask` hands over a step and
// brings back what is different, or why it was refused.

const FIGURE_KEYS = {
  measure: "m", value: "v", value_max: "w", alternative: "o", unit: "u", qualifier: "q", role: "r", place: "p",
  locality: "l", units_covered: "c", period: "d", period_basis: "y", against: "t", relation: "e", source: "s",
  holder: "h", breakdown: "b", per: "f", note: ".",
};
const STATEMENT_KEYS = {
  kind: "c", theme: "t", place: "p", locality: "l", group: "u", source: "s", asked: "a", due: "d", ahead: "h",
  measure: "m", note: ".",
};
const TWO = { period: ["period_start", "period_end"], against: ["against_start", "against_end"] };
const NAMES = {
  value_max: "value, at most", alternative: "other reading", units_covered: "units covered",
  period_basis: "dated by", against: "compared with", per: "per", note: "note", asked: "who is asked",
};
const HELP = [
  ["Enter", "accept what is shown, go to the next that waits"], ["n", "the next that waits, the doubtful first"],
  ["j, k", "the next, the one before"], ["1 to 9", "take what the reader considered as well"],
  ["a letter", "correct the field beside which it stands"], ["x", "no figure; of a statement: remove it"],
  ["i", "a figure or a statement that was missed: what is selected in the text, or words to be found there"],
  ["z", "undo"], ["g", "figures, statements, other numbers"], ["A", "accept the report"], ["?", "these keys"],
  ["Esc", "leave a field as it was"],
];
const NO_FIGURE = "looked at: counts nothing of the study";
const HOW = "read by the program, looked at by a person";
const SHOWN = 60;
const FREE = new Set(["breakdown", "asked", "holder", "locality", "period"]); // the list only proposes

/** An element with attributes (functions are listeners) and children; words become text nodes. */
function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
const idOf = (row) => row.figure_id ?? row.statement_id ?? `${row.start}-${row.end}`;
const byPlace = (one, other) => one.start - other.start || one.end - other.end;
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

class Desk {
  constructor(root, ask, { fill = false } = {}) {
    this.root = root;
    this.send = ask;
    this.list = "figures";
    this.undo = 0;
    this.looked = { options: {}, odd: {} };
    this.orders = {};
    this.pending = new Set();
    this.said = { who: "", day: today(), reason: "" };
    this.turn = Promise.resolve();
    this.build(fill);
    this.start();
  }

  // What is there

  build(fill) {
    this.parts = {
      title: make("h1"), count: make("span", { class: "count" }),
      tabs: make("span", { class: "tabs", role: "group", "aria-label": "What is listed" }),
      notice: make("p", { class: "notice", role: "status" }),
      text: make("div", { class: "text", tabindex: "0", role: "region", "aria-label": "The report's text",
        click: (event) => this.clicked(event) }),
      panel: make("section", { class: "panel", "aria-label": "What is looked at" }),
      rows: make("ol", { class: "rows" }),
    };
    const { title, count, tabs, notice, text, panel, rows } = this.parts;
    const button = (words, key, act) => make("button", { type: "button", click: act }, words, make("kbd", {}, key));
    this.parts.undo = button("Undo ", "z", () => this.step({ do: "undo" }));
    this.parts.accept = button("Accept the report ", "A", () => this.acceptReport());
    const head = make("header", {}, title, count, make("span", { class: "acts" },
      this.parts.undo, this.parts.accept, button("Keys ", "?", () => this.help())));
    const listed = make("nav", { class: "listed", "aria-label": "All of them" }, tabs, rows);
    this.root.replaceChildren(head, notice, make("main", {}, text, make("div", { class: "side" }, panel, listed)));
    this.root.classList.add("study-desk");
    this.root.classList.toggle("fill", fill);
    this.root.tabIndex = -1;
    this.root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab leaves the keys to us
    this.root.addEventListener("keydown", (event) => this.pressed(event));
  }

  async start() {
    try {
      this.take(await this.send({ do: "open" }), false);
      this.goNext(true);
      if (!this.row) this.draw();
      this.root.focus({ preventScroll: true });
      Object.assign(this.looked, await this.send({ do: "look" }));
      this.orders = {};
      this.draw();
      if (!this.touched) this.goNext(true);
    } catch (error) {
      this.tell(`Nothing is shown: ${error.message}`, true);
    }
  }

  /** What an answer says is different. */
  take(answer, shown = true) {
    for (const kind of ["figures", "statements"]) {
      const rows = (this[kind] ??= new Map());
      for (const [id, row] of Object.entries(answer[kind] ?? {})) {
        if (row && !rows.has(id)) delete this.orders[kind];
        if (row) rows.set(id, row);
        else rows.delete(id);
      }
    }
    if (answer.numbers) this.numbers = new Map(answer.numbers.map((row) => [idOf(row), row]));
    if (answer.left) this.left = new Map(answer.left.map(([start, end]) => [`${start}-${end}`, this.leftAt(start, end, answer)]));
    if (answer.choices) this.choices = answer.choices;
    if (answer.text != null) this.letters = Array.from(answer.text);
    this.report = answer.report ?? this.report;
    this.undo = answer.undo ?? this.undo;
    if (shown) this.draw();
  }

  leftAt(start, end, answer) {
    const letters = answer.text != null ? Array.from(answer.text) : this.letters;
    return { start, end, quote: letters.slice(start, end).join(""), kind: "not read", left: true };
  }

  rows(list = this.list) {
    return list === "numbers" ? new Map([...this.left, ...this.numbers]) : this[list];
  }

  /** The rows of a list in the order in which to look at them; it stays while one goes through them. */
  order(list = this.list) {
    const rows = this.rows(list);
    if (list === "numbers") return [...rows.values()].sort((one, other) => !!other.left - !!one.left || byPlace(one, other));
    const rank = (row) => (this.looked.odd[idOf(row)] ? 0 : row.doubt ? 1 : row.why.length ? 2 : 3);
    this.orders[list] ??= [...rows.values()]
      .sort((one, other) => rank(one) - rank(other) || byPlace(one, other)).map(idOf);
    return this.orders[list].map((id) => rows.get(id)).filter(Boolean);
  }

  get row() {
    return this.rows().get(this.chosen);
  }

  waits(row) {
    return (row.status === "read" && !this.report.accepted && !this.pending.has(idOf(row))) || row.left;
  }

  // Steps

  /** Hand a step over, one after the other; what comes back is taken over, a refusal is shown. */
  step(step) {
    this.turn = this.turn.then(() => this.handed(step));
    return this.turn;
  }

  async handed(step) {
    let answer;
    try {
      answer = await this.send(step);
    } catch {
      answer = { problem: "the review has ended; what was done is kept. Open it again: study review ID --open" };
    }
    this.pending.delete(step.id);
    this.take(answer);
    this.tell(answer.problem ?? answer.notice ?? "", !!answer.problem);
    return answer;
  }

  ping() {
    this.turn = this.turn.then(async () => {
      const answer = await this.send({ do: "ping" });
      if (!answer.notice) return;
      this.take(answer);
      this.tell(answer.notice);
    });
    return this.turn;
  }

  tell(words, wrong = false) {
    this.parts.notice.textContent = words;
    this.parts.notice.classList.toggle("wrong", wrong);
  }

  async accept() {
    const row = this.row;
    if (!row) return;
    if (!this.waits(row) || row.left) return this.goNext();
    const id = idOf(row);
    this.pending.add(id);
    this.goNext();
    const answer = await this.step({ do: "accept", id });
    if (answer.problem) this.choose(id);
  }

  async correct(column, value, more = {}) {
    const row = this.row;
    const step = { do: "correct", id: idOf(row), column, value, ...more };
    const answer = await this.step(step);
    if (answer.problem && this.rows().has(step.id)) {
      this.choose(step.id);
      this.edit(column, value, answer.problem); // what was typed is not lost
    }
  }

  // Going about

  choose(id, list = this.list) {
    this.list = list;
    this.chosen = id;
    this.leaveField();
    this.draw();
    this.spans(id)[0]?.scrollIntoView({ block: "center" });
    const { panel, rows } = this.parts;
    if (panel.scrollHeight <= panel.clientHeight) panel.parentElement.scrollTop = 0; // a phone scrolls both at once
    if (panel.parentElement.scrollHeight <= panel.parentElement.clientHeight)
      rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    panel.scrollTop = 0;
  }

  goNext(first = false) {
    for (const list of first ? ["figures", "statements"] : [this.list, "figures", "statements"]) {
      if (list === "numbers") continue;
      const order = this.order(list);
      const at = first || list !== this.list ? -1 : order.findIndex((row) => idOf(row) === this.chosen);
      const next = [...order.slice(at + 1), ...order.slice(0, at + 1)].find((row) => this.waits(row));
      if (next && (idOf(next) !== this.chosen || first)) return this.choose(idOf(next), list);
    }
    const none = this.report.accepted ? "" : "Nothing else waits: A accepts the report.";
    if (!this.row) this.choose(this.order()[0] && idOf(this.order()[0]));
    if (none && ![...this.figures.values(), ...this.statements.values()].some((row) => this.waits(row))) this.tell(none);
  }

  move(by) {
    const order = this.order();
    const at = order.findIndex((row) => idOf(row) === this.chosen);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next) this.choose(idOf(next));
  }

  show(list) {
    this.list = list;
    const first = this.order().find((row) => this.waits(row)) ?? this.order()[0];
    this.choose(first && idOf(first));
  }

  clicked(event) {
    this.touched = true;
    if (!getSelection().isCollapsed) return;
    const ids = event.target.closest("[data-ids]")?.dataset.ids.split(" ");
    if (!ids) return;
    const lists = ["figures", "statements", "numbers"].sort((one) => (one === this.list ? -1 : 1));
    const found = lists.flatMap((list) => ids.filter((id) => this.rows(list).has(id)).map((id) => [id, list]));
    const at = found.findIndex(([id]) => id === this.chosen); // once more: the next fact on the numeral
    if (found.length) this.choose(...found[(at + 1) % found.length]);
    this.root.focus({ preventScroll: true });
  }

  pressed(event) {
    this.touched = true;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.left_();
    const typing = event.target.matches("input, select, textarea");
    const pressing = event.target.matches("button") && (event.key === "Enter" || event.key === " ");
    if (typing || pressing) return;
    const act = this.acts()[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  left_() {
    this.leaveField();
    this.draw();
    this.root.focus({ preventScroll: true });
  }

  acts() {
    const row = this.row;
    const acts = {
      Enter: () => this.accept(), n: () => this.goNext(), j: () => this.move(1), k: () => this.move(-1),
      z: () => this.step({ do: "undo" }), A: () => this.acceptReport(), "?": () => this.help(),
      i: () => this.add(), x: () => this.remove(),
      g: () => this.show({ figures: "statements", statements: "numbers", numbers: "figures" }[this.list]),
    };
    this.offers().forEach(([column, value], at) => (acts[at + 1] = () => this.give(column, value)));
    for (const column of row ? this.fields() : []) acts[this.keys()[column]] ??= () => this.edit(column);
    return acts;
  }

  keys() {
    return this.list === "statements" ? STATEMENT_KEYS : FIGURE_KEYS;
  }

  // The fields of a row

  fields() {
    if (this.list === "numbers") return [];
    const row = this.row;
    const hides = (column) =>
      (this.list === "statements" && this.choices.fields.only_on[column]?.includes(row.kind) === false && column !== "due")
      || (this.list === "figures" && column === "unit" && row.measure !== "unclassified");
    return Object.keys(this.keys()).filter((column) => !hides(column));
  }

  valueOf(column, row = this.row) {
    if (column === "relation") return row.relation && `${row.relation} ${row.related}`;
    const [first, last] = (TWO[column] ?? []).map((name) => row[name]);
    return TWO[column] ? (first ? `${first}..${last}` : last) : row[column];
  }

  /** How a value is said beside its code. */
  words(column, value) {
    if (column === "place" || column === "measure") {
      const found = this.choices[column].find(([code]) => code === value);
      return found ? found[1] : "";
    }
    if (column === "value") return this.row.unit;
    if (column === "relation" && value) return this.figures.get(value.split(" ")[1])?.quote ?? "";
    return "";
  }

  sure(column) {
    const names = TWO[column] ?? [column];
    const found = (this.row.doubt ?? "").split("; ").map((part) => part.split(" ")).find(([name]) => names.includes(name));
    return found && Number(found[1]);
  }

  considered(column) {
    return this.list === "figures" ? this.looked.options[this.chosen]?.[column] ?? [] : [];
  }

  /** What the reader considered for the fields that it is not sure of, with the value it did not take. */
  offers() {
    if (!this.row || this.list !== "figures" || this.row.status !== "read") return [];
    const doubted = this.fields().filter((column) => this.sure(column) != null || (column === "measure" && this.row.measure === "unclassified"));
    return doubted.flatMap((column) =>
      this.considered(column).filter(([value]) => value !== this.valueOf(column)).slice(0, 4).map(([value, sure]) => [column, value, sure])).slice(0, 9);
  }

  give(column, value) {
    if (this.report.accepted) this.askWhy(column, value);
    else this.correct(column, value);
  }

  /** What may be chosen for a field, what the reader considered first; nothing where one types freely. */
  choicesOf(column) {
    if (column === "relation") return this.relations();
    const key = column === "kind" && this.list === "numbers" ? "number_kind" : column;
    const known = this.choices[key] ?? [];
    const told = this.considered(column).map(([value, sure]) => {
      const named = known.find(([code]) => code === value) ?? [value];
      return { value, words: named.slice(1, 3), sure };
    });
    const others = known.filter(([code]) => !told.some(({ value }) => value === code));
    return [...told, ...others.map(([value, ...words]) => ({ value, words }))];
  }

  relations() {
    const near = [...this.figures.values()].filter((row) => row !== this.row)
      .sort((one, other) => Math.abs(one.start - this.row.start) - Math.abs(other.start - this.row.start)).slice(0, 12);
    const every = near.flatMap((row) => this.choices.relations.map(([word]) => ({
      value: `${word} ${row.figure_id}`, words: [row.quote, row.measure] })));
    return [{ value: "", words: ["none"] }, ...every];
  }

  /** Open the field: a line to type into, with a list to choose from that what is typed narrows. */
  edit(column, typed, problem = "") {
    if (!this.row || !this.fields().includes(column)) return;
    this.editing = { column, typed: typed ?? null, problem };
    this.drawPanel();
    const input = this.parts.panel.querySelector("input");
    input?.focus();
    input?.select();
  }

  leaveField() {
    this.editing = null;
    this.form = null;
  }

  editor(column) {
    const id = `choice-${column}`;
    const all = this.choicesOf(column);
    const now = this.valueOf(column) ?? "";
    const input = make("input", {
      type: "text", "aria-label": this.name(column), autocomplete: "off", spellcheck: "false",
      ...(all.length ? { role: "combobox", "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list" } : {}),
    });
    const free = !all.length || FREE.has(column);
    input.value = this.editing.typed ?? (free ? now : "");
    if (!free) input.placeholder = now ? `${now}: type to choose another` : "type to choose";
    const problem = make("p", { class: "problem", role: "alert" }, this.editing.problem);
    const menu = all.length ? make("ul", { id, role: "listbox", "aria-label": `Choices for ${this.name(column)}` }) : null;
    const field = new Field(this, { column, input, menu, problem, all, now, free });
    return make("div", { class: "editor" }, input, menu, problem, field.hint());
  }

  commit(column, value) {
    const before = this.valueOf(column) ?? "";
    this.leaveField();
    if (value === before) this.draw();
    else if (this.report.accepted && this.list === "figures") return this.askWhy(column, value);
    else {
      this.correct(column, value);
      this.draw();
    }
    this.root.focus({ preventScroll: true });
  }

  name(column) {
    return NAMES[column] ?? column.replaceAll("_", " ");
  }

  // Forms: a few lines to fill in, with what to do about them

  ask(title, lines, act, words) {
    this.leaveField();
    const values = {};
    const fields = lines.map(([name, label, value, choices]) => {
      const input = choices
        ? make("select", {}, ...choices.map((each) => make("option", { value: each }, each.replaceAll("_", " "))))
        : make("input", { type: "text", required: true, autocomplete: "off" });
      input.value = value;
      values[name] = input;
      return make("label", {}, label, input);
    });
    const submit = (event) => {
      event.preventDefault();
      const given = Object.fromEntries(Object.entries(values).map(([name, input]) => [name, input.value]));
      this.leaveField();
      this.root.focus({ preventScroll: true });
      act(given);
    };
    this.form = make("form", { submit }, make("h2", {}, title), ...fields, make("p", { class: "acts" },
      make("button", { type: "submit", class: "main" }, words, make("kbd", {}, "Enter")),
      make("button", { type: "button", click: () => this.left_() }, "Leave ", make("kbd", {}, "Esc"))));
    for (const input of Object.values(values)) input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.form?.requestSubmit();
    });
    this.drawPanel();
    const first = Object.values(values)[0];
    first?.focus();
    first?.select?.();
  }

  askWhy(column, value) {
    const act = (given) => {
      Object.assign(this.said, given);
      this.correct(column, value, given);
      this.draw();
    };
    const lines = [["reason", "Reason", this.said.reason], ["who", "Who", this.said.who], ["day", "Day", this.said.day]];
    this.ask(`${this.name(column)}: ${value || "nothing"}`, lines, act, "Correct ");
  }

  acceptReport() {
    if (this.report.accepted) return this.tell("The report is accepted already.");
    const all = [...this.figures.values(), ...this.statements.values()];
    const left = all.filter((row) => this.waits(row)).length;
    const title = left ? `Accept the report, with ${left} that nobody has looked at one by one` : "Accept the report";
    const lines = [["day", "Day of the review", this.said.day], ["how", "How it was reviewed", HOW]];
    this.ask(title, lines, async (given) => {
      const answer = await this.step({ do: "accept_report", ...given });
      if (!answer.problem) this.tell("Accepted. From now on a figure is corrected with a reason.");
    }, "Accept ");
  }

  remove() {
    const row = this.row;
    if (!row) return;
    const id = idOf(row);
    if (this.list === "statements") {
      this.pending.add(id);
      this.goNext();
      return this.step({ do: "remove", id });
    }
    if (this.list === "numbers" && !row.left) return this.tell("It is no figure already.");
    const lines = [["reason", "Reason", NO_FIGURE], ["kind", "Kind", "other", this.choices.number_kind.map(([word]) => word)]];
    this.ask(`${row.quote}: no figure`, lines, (given) => {
      this.pending.add(id);
      this.goNext();
      const where = row.left ? { do: "number", start: `${row.start}`, end: `${row.end}` } : { do: "no_figure", id };
      this.step({ ...where, ...given });
    }, "No figure ");
  }

  // What was missed

  add() {
    if (this.list === "statements") return this.addStatement();
    const span = this.selected() ?? (this.list === "numbers" && this.row ? [this.row.start, this.row.end] : null);
    if (span) return this.added({ start: `${span[0]}`, end: `${span[1]}` });
    this.ask("A figure that was missed", [["quote", "Its number, as printed", ""]], ({ quote }) => {
      const at = this.find(quote);
      if (at) this.added({ start: `${at[0]}`, end: `${at[1]}` });
      else this.tell(`${quote} stands nowhere in the text, outside figures`, true);
    }, "Find and add ");
  }

  async added(span) {
    getSelection().removeAllRanges();
    const answer = await this.step({ do: "add", ...span });
    if (answer.column === "value") {
      const title = `${this.letters.slice(+span.start, +span.end).join("")}: how much is it?`;
      return this.ask(title, [["value", "Value, as 97.39", ""]], ({ value }) => this.added({ ...span, value }), "Add ");
    }
    const id = Object.keys(answer.figures ?? {}).find((each) => answer.figures[each]);
    if (id) this.choose(id, "figures");
    if (id) this.edit("measure");
  }

  addStatement() {
    const span = this.selected();
    const chosen = (name, label) => [name, label, this.row?.[name] ?? this.choices[name][0][0], this.choices[name].map(([word]) => word)];
    const words = span ? [] : [["first", "Its first words", ""], ["last", "Its last words", ""]];
    this.ask("A statement that was missed", [...words, chosen("kind", "Kind"), chosen("theme", "Theme")], ({ first, last, kind, theme }) => {
      const at = span ?? this.stretch(first, last);
      if (at) this.stated({ start: `${at[0]}`, end: `${at[1]}`, kind, theme });
      else this.tell(`${first} … ${last} stands nowhere in the text, outside statements`, true);
    }, "Add ");
  }

  async stated(said) {
    getSelection().removeAllRanges();
    const answer = await this.step({ do: "state", ...said });
    if (answer.column === "due" && !said.due) return this.ask("By which day?", [["due", "Day", ""]], ({ due }) => this.stated({ ...said, due }), "Add ");
    const id = Object.keys(answer.statements ?? {}).find((each) => answer.statements[each]);
    if (id) this.choose(id, "statements");
  }

  /** First and last code point of the words, where no figure covers them. */
  find(quote) {
    return this.standing(quote).find((span) => !this.covered(this.figures, span)) ?? null;
  }

  /** From the first words to the nearest last ones, where no statement stands. */
  stretch(first, last) {
    const ends = this.standing(last).map(([, end]) => end);
    const spans = this.standing(first).map(([start, end]) => [start, ends.find((each) => each >= end)]);
    return spans.find((span) => span[1] != null && !this.covered(this.statements, span)) ?? null;
  }

  covered(rows, [start, end]) {
    return [...rows.values()].some((row) => row.start < end && start < row.end);
  }

  /** Where the words stand in the text, in code points. */
  standing(words) {
    const text = this.letters.join("");
    const length = Array.from(words).length;
    const found = [];
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      const start = Array.from(text.slice(0, at)).length;
      found.push([start, start + length]);
    }
    return found;
  }

  /** First and last code point of what is selected in the text. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const [start, end] = [this.offset(startContainer, startOffset), this.offset(endContainer, endOffset)];
    return start != null && end != null && start < end ? [start, end] : null;
  }

  offset(node, at) {
    const span = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
    if (!span || !this.parts.text.contains(span)) return null;
    const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : at ? span.textContent : "";
    return Number(span.dataset.start) + Array.from(before).length;
  }

  // Drawing

  draw() {
    if (!this.report) return;
    const inside = this.root.contains(document.activeElement);
    const { title, undo, accept, count, tabs } = this.parts;
    title.textContent = this.report.title;
    const waiting = [...this.figures.values(), ...this.statements.values()].filter((row) => this.waits(row)).length;
    const settled = this.report.reviewed_on || this.report.review;
    count.textContent = this.report.accepted ? `accepted ${settled}` : `${waiting} of ${this.figures.size + this.statements.size} wait`;
    undo.disabled = !this.undo;
    accept.hidden = this.report.accepted;
    tabs.replaceChildren(...["figures", "statements", "numbers"].map((list) => this.tab(list)));
    this.drawText();
    if (!this.editing && !this.form) this.drawPanel();
    this.parts.rows.replaceChildren(...this.order().map((row) => this.line(row)));
    if (inside && !this.root.contains(document.activeElement)) this.root.focus({ preventScroll: true });
  }

  tab(list) {
    const size = this.rows(list).size;
    return make("button", { type: "button", "aria-pressed": `${list === this.list}`, click: () => this.show(list) },
      list === "numbers" ? `no figures ${size}` : `${list} ${size}`);
  }

  /** A row in the list: how it stands, its words, what was made of it. */
  line(row) {
    const id = idOf(row);
    const name = row.quote ?? this.letters.slice(row.start, Math.min(row.end, +row.start + 60)).join("");
    const read = row.statement_id ? `${row.kind.replaceAll("_", " ")}, ${row.theme.replaceAll("_", " ")}` : row.figure_id ? this.label(row.measure) : row.kind;
    const button = make("button", { type: "button", class: this.looks(row), click: () => { this.touched = true; this.choose(id); } },
      make("span", { class: "quote" }, name || id), make("span", { class: "read" }, read));
    if (id === this.chosen) button.setAttribute("aria-current", "true");
    return make("li", {}, button);
  }

  label(measure) {
    return this.choices.measure.find(([id]) => id === measure)?.[1] ?? measure;
  }

  looks(row) {
    const state = row.left ? "left" : row.status === "read" && !this.pending.has(idOf(row)) ? "read" : "settled";
    const odd = state === "read" && (this.looked.odd[idOf(row)] ? "odd" : row.doubt || (row.statement_id && row.note) ? "doubtful" : "");
    return [state, odd, row.figure_id ? `theme-${row.theme}` : ""].filter(Boolean).join(" ");
  }

  spans(id) {
    return (this.places?.get(id) ?? []);
  }

  drawText() {
    const rows = [...this.figures.values(), ...this.rows("numbers").values(), ...this.statements.values()];
    const cut = rows.map((row) => `${idOf(row)} ${row.start} ${row.end}`).join();
    if (cut !== this.cut) this.cutText(rows);
    this.cut = cut;
    for (const [id, spans] of this.places) for (const span of spans) span.className = "";
    for (const list of ["statements", "numbers", "figures"]) for (const row of this.rows(list).values())
      for (const span of this.spans(idOf(row))) {
        const kind = row.statement_id ? "said" : row.figure_id ? "figure" : "number";
        const quiet = list !== this.list && (list !== "figures" || this.list === "statements");
        const looks = quiet ? "quiet" : this.looks(row);
        span.classList.add(kind, ...looks.split(" ").map((look) => (look.startsWith("theme") ? look : `${kind}-${look}`)));
      }
    for (const span of this.spans(this.chosen)) {
      if (this.list !== "statements") span.classList.remove("said");
      span.classList.add("chosen");
    }
  }

  /** The text in pieces, cut where a row begins or ends. */
  cutText(rows) {
    if (!this.letters.length) {
      this.places = new Map();
      this.parts.text.replaceChildren(make("p", { class: "hint" }, "The text is not at hand: put it into data/texts."));
      return;
    }
    const begin = new Map();
    const cuts = new Set([0, this.letters.length]);
    for (const row of rows) {
      for (const at of [+row.start, +row.end]) cuts.add(Math.min(at, this.letters.length));
      begin.set(+row.start, [...(begin.get(+row.start) ?? []), row]);
    }
    this.places = new Map(rows.map((row) => [idOf(row), []]));
    const ends = [...cuts].sort((one, other) => one - other);
    let open = [];
    const pieces = ends.slice(0, -1).map((start, at) => {
      open = [...open, ...(begin.get(start) ?? [])].filter((row) => +row.end > start);
      return this.piece(start, ends[at + 1], open);
    });
    this.parts.text.replaceChildren(...pieces);
  }

  piece(start, end, open) {
    const span = make("span", { "data-start": `${start}` }, this.letters.slice(start, end).join(""));
    if (open.length) span.dataset.ids = open.map(idOf).join(" ");
    for (const row of open) this.places.get(idOf(row)).push(span);
    return span;
  }

  drawPanel() {
    const row = this.row;
    if (this.form) return this.parts.panel.replaceChildren(this.form);
    if (!row) return this.parts.panel.replaceChildren(make("p", { class: "hint" }, "Nothing is chosen."));
    const why = [this.looked.odd[this.chosen] ?? [], row.status === "read" ? row.why ?? [] : []].flat();
    const state = row.left ? "stands in no table" : row.status === "reviewed" ? "reviewed" : row.status === "read" ? "read by the program" : row.kind;
    const quote = row.quote ?? this.letters.slice(row.start, row.end).join("");
    this.parts.panel.replaceChildren(
      make("h2", {}, quote || this.chosen, make("span", { class: "state" }, state)), this.buttons(row),
      ...why.map((words) => make("p", { class: "why" }, words)), ...this.fieldsOf());
  }

  /** The fields that say something, and in a line those that do not. */
  fieldsOf() {
    const says = (column) => this.valueOf(column) || this.sure(column) != null || this.editing?.column === column;
    const silent = this.fields().filter((column) => !says(column)).map((column) =>
      make("button", { type: "button", click: () => this.edit(column) }, this.name(column), make("kbd", {}, this.keys()[column])));
    return [
      make("dl", {}, ...this.fields().filter(says).map((column) => this.field(column))),
      silent.length ? make("p", { class: "silent" }, make("span", {}, "Nothing said of"), ...silent) : null,
    ].filter(Boolean);
  }

  field(column) {
    if (this.editing?.column === column) return make("div", { class: "open" }, make("dt", {}, this.name(column)), make("dd", {}, this.editor(column)));
    const value = this.valueOf(column) ?? "";
    const sure = this.sure(column);
    const words = this.words(column, value);
    const button = make("button", { type: "button", click: () => { this.touched = true; this.edit(column); } },
      make("span", { class: value ? "" : "none" }, words && column !== "value" && column !== "relation" ? words : value.replaceAll?.("_", " ") || "nothing"),
      words ? make("small", {}, column === "value" || column === "relation" ? words : value) : null,
      sure != null ? make("small", { class: "sure" }, `${Math.round(sure * 100)} % sure`) : null,
      make("kbd", {}, this.keys()[column]));
    button.setAttribute("aria-label", `${this.name(column)}: ${words || value || "nothing"}`);
    return make("div", { class: sure != null ? "unsure" : "" }, make("dt", {}, this.name(column)), make("dd", {}, button, ...this.chips(column)));
  }

  chips(column) {
    return this.offers().flatMap(([name, value, sure], at) => name !== column ? [] : [
      make("button", { type: "button", class: "chip", click: () => this.give(name, value) }, make("kbd", {}, `${at + 1}`),
        this.words(name, value) || value || "nothing", make("small", {}, `${Math.round(sure * 100)} %`))]);
  }

  buttons(row) {
    const button = (words, key, act, main) => make("button", { type: "button", class: main ? "main" : "", click: act }, words, make("kbd", {}, key));
    const found = [];
    if (this.waits(row) && !row.left) found.push(button("Accept ", "Enter", () => { this.accept(); this.root.focus({ preventScroll: true }); }, true));
    else found.push(button("Next ", "n", () => this.goNext()));
    if (this.list === "numbers") found.push(button("A figure ", "i", () => this.add()));
    if (this.list === "statements") found.push(button("Remove ", "x", () => this.remove()), button("Add a missed one ", "i", () => this.add()));
    else if (!this.report.accepted && (this.list === "figures" || row.left)) found.push(button("No figure ", "x", () => this.remove()));
    if (this.list === "figures" && !this.report.accepted) found.push(button("Add a missed one ", "i", () => this.add()));
    return make("p", { class: "acts" }, ...found);
  }

  help() {
    this.leaveField();
    const lines = HELP.map(([key, words]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)));
    const close = make("button", { type: "button", class: "main", click: () => this.left_() }, "Back ", make("kbd", {}, "Esc"));
    this.form = make("div", { class: "help" }, make("h2", {}, "Keys"), make("p", { class: "acts" }, close), make("dl", {}, ...lines));
    this.drawPanel();
    close.focus();
  }
}

/** A field that is open: what is typed narrows the list and is held against the tables' rules. */
class Field {
  constructor(desk, given) {
    Object.assign(this, given, { desk, at: 0, untouched: true });
    const { input, menu } = given;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    if (menu) this.narrow();
  }

  hint() {
    const said = { period: "2025-07-01..2025-07-31, or 2025-07; a day alone is a last one", against: "as for the period",
      locality: "names, joined by ;", due: "a day: 2025-12-31", value: "97.39; without marks between thousands" }[this.column];
    return said ? make("p", { class: "hint" }, said) : null;
  }

  typed() {
    Object.assign(this, { at: 0, untouched: false, moved: false });
    if (this.menu) this.narrow();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.check(), 120);
  }

  async check() {
    const value = this.value();
    if (value == null || value === this.now) return void (this.problem.textContent = "");
    const answer = await this.desk.send({ do: "check", of: "correct", id: this.desk.chosen, column: this.column, value }).catch(() => ({}));
    if (value === this.value()) this.problem.textContent = answer.problem ?? "";
  }

  /** Those that have all words that are typed; first where the name begins with them. */
  narrow() {
    const wanted = this.untouched && this.free ? [] : plain(this.input.value).split(/\s+/).filter(Boolean);
    const holds = (choice) => wanted.every((word) => choice.plain.includes(word));
    const rank = (choice) => (wanted.length && choice.words.concat(choice.value).some((word) => plain(word).startsWith(wanted[0])) ? 0 : 1);
    for (const choice of this.all) choice.plain ??= plain([choice.value, ...choice.words].join(" "));
    const found = this.all.filter(holds);
    this.found = (wanted.length ? found.map((choice, at) => [rank(choice), at, choice]).sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, , choice]) => choice) : found).slice(0, SHOWN);
    if (!wanted.length) this.at = Math.max(0, this.found.findIndex(({ value }) => value === this.now));
    this.list();
  }

  list() {
    this.menu.replaceChildren(...this.found.map((choice, at) => {
      const [first, ...others] = choice.words;
      const small = [first ? choice.value : "", ...others.slice(0, 1), choice.sure != null ? `${Math.round(choice.sure * 100)} %` : ""].filter(Boolean).join(" · ");
      return make("li", { role: "option", id: `${this.menu.id}-${at}`, "aria-selected": `${at === this.at}`,
        mousedown: (event) => { event.preventDefault(); this.desk.commit(this.column, choice.value); } },
      (first || choice.value.replaceAll("_", " ")) || "nothing", make("small", {}, small));
    }));
    if (this.found.length) this.input.setAttribute("aria-activedescendant", `${this.menu.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
    requestAnimationFrame(() => this.menu.children[this.at]?.scrollIntoView({ block: "nearest" }));
  }

  /** What is typed where one types freely, unless one went down the list; else the choice; null for none. */
  value() {
    return this.free && !this.moved ? this.input.value.trim() : this.found[this.at]?.value ?? null;
  }

  pressed(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && this.menu) {
      event.preventDefault();
      this.moved = true;
      this.at = (this.at + by + this.found.length) % Math.max(1, this.found.length);
      this.list();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    const value = this.value();
    if (value == null) this.problem.textContent = "none of the list";
    else this.desk.commit(this.column, value);
  }
}

/** Show a review in an element; `ask` hands a step over and brings back the answer. */
export function mount(root, ask, options) {
  return new Desk(root, ask, options);
}

/** The same in a notebook's cell: the kernel answers. */
function render({ model, el }) {
  const waiting = new Map();
  let last = 0;
  const answered = ({ number, answer }) => {
    waiting.get(number)?.(answer);
    waiting.delete(number);
  };
  model.on("msg:custom", answered);
  const ask = (step) => new Promise((resolve) => {
    waiting.set((last += 1), resolve);
    model.send({ number: last, step });
  });
  const desk = mount(el.appendChild(make("div")), ask);
  const beat = setInterval(() => desk.ping(), 5000);
  return () => {
    clearInterval(beat);
    model.off("msg:custom", answered);
  };
}

export default { render };
