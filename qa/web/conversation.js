// Questions and answers in order. Holds the turns, so that a follow-up can be understood, and one question at a time.

import { ApiError, ask as askServer } from "./api.js";
import { answerNodes, arrivingNodes, summary } from "./answer.js";
import { announce, button, byId, count, el } from "./dom.js";
import { exchange, fill, offer, toTop } from "./exchange.js";
import { drop, inOrder, keep, newId, newTurn, turnsOf } from "./memory.js";
import { hideNotice, notice } from "./notice.js";
import { open } from "./place.js";
import { isStrict } from "./preferences.js";
import { whenReady } from "./ready.js";
import { chosen } from "./scope.js";
import { onlyWhenSure } from "./silence.js";
import { t } from "./words.js";

const REMEMBERED = 12; // messages sent along with a question

export class Conversation {
  /**
   * `onState({busy, turns, id})` is told when a question starts and ends, and when turns come or go; `examples()` gives
   * questions to offer, `mode()` how the next answer is to be made.
   */
  constructor({ onState, examples, mode }) {
    this.id = newId();
    this.turns = []; // as memory.js keeps them, oldest first
    this.onState = () => onState({ busy: this.busy, turns: this.turns, id: this.id });
    this.examples = examples;
    this.mode = mode;
    this.running = null;
  }

  get busy() {
    return this.running !== null;
  }

  stop() {
    this.running?.abort();
  }

  /**
   * Show the conversation that is kept under an id, or a new one; the server checks every quote of it anew. A question
   * that still runs goes on, and its answer is kept with the conversation that it was asked in.
   */
  show(id = newId()) {
    this.running = null;
    hideNotice();
    this.id = id;
    this.turns = [];
    byId("conversation").replaceChildren();
    for (const turn of turnsOf(id)) this.put(turn);
    byId("welcome").hidden = this.turns.length > 0;
    const last = byId("conversation").lastElementChild;
    if (last) toTop(last);
    else scrollTo(0, 0);
    this.onState();
  }

  /** Show a turn in its place in the order: a new one, or one that has changed. */
  put(turn) {
    this.turns = [...this.turns.filter(({ id }) => id !== turn.id), turn].sort(inOrder);
    let node = this.nodeOf(turn);
    if (!node) {
      node = exchange(turn.question);
      const next = this.turns[this.turns.indexOf(turn) + 1];
      byId("conversation").insertBefore(node, next ? this.nodeOf(next) : byId("conversation").querySelector(".exchange:not([data-turn])"));
    }
    this.draw(turn, node);
    byId("welcome").hidden = true;
  }

  /** Take a turn off the page. */
  take(id) {
    const turn = this.turns.find((each) => each.id === id);
    if (!turn) return;
    this.nodeOf(turn)?.remove();
    this.turns = this.turns.filter((each) => each !== turn);
    byId("welcome").hidden = this.turns.length > 0 || this.busy;
  }

  /** What another tab did with a turn of this conversation is done here too; `turn` is null where it was forgotten. */
  follow(id, turn) {
    const known = this.turns.find((each) => each.id === id);
    if (!turn) this.take(id);
    else if (JSON.stringify(known) !== JSON.stringify(turn)) this.put(turn);
    this.onState();
  }

  /**
   * Ask a question and show what comes of it; a second one is not begun before the first has ended. With `instead`, a
   * turn, the answer takes the place of it and of all that came after.
   */
  async ask(question, instead = null) {
    if (this.busy) return;
    hideNotice();
    byId("welcome").hidden = true;
    const node = exchange(question);
    const old = instead && this.nodeOf(instead);
    if (old) {
      old.hidden = true;
      old.after(node);
    } else byId("conversation").append(node);
    toTop(node);
    await this.run({ question, node, instead });
  }

  async run(asked) {
    const { node, question, instead } = asked;
    const { id } = this;
    const running = new AbortController();
    this.running = running;
    this.onState();
    const draft = arriving(node);
    announce(t("Reading."));
    try {
      const within = [...chosen()];
      const whole = await askServer(question, this.history(instead), { mode: this.mode(), within, signal: running.signal, on: draft });
      const answer = isStrict() ? onlyWhenSure(whole) : whole;
      const more = within.length ? { within } : {};
      if (id !== this.id) return settleElsewhere(id, newTurn(question, answer, turnsOf(id).at(-1), more), instead);
      this.settle(newTurn(question, answer, this.turns.at(-1), more), asked);
      announce(summary(answer));
    } catch (error) {
      if (node.isConnected) this.fail(error, asked);
    } finally {
      if (this.running === running) this.running = null;
      this.onState();
    }
  }

  /** Keep an answer; what it replaces goes, and can be had back. */
  settle(turn, { node, instead }) {
    const replaced = this.turns.slice(this.placeOf(instead));
    node.dataset.turn = turn.id;
    for (const each of replaced) this.take(each.id);
    this.put(turn);
    drop(this.id, replaced);
    this.keep(turn);
    if (!replaced.length) return;
    const later = replaced.length - 1;
    const sentence = later ? t("The earlier answer and {questions} after it were replaced.", { questions: count(later, "question", "questions") }) : t("The earlier answer was replaced.");
    notice(sentence, [t("Undo"), () => this.undo(turn, replaced)]);
  }

  undo(turn, replaced) {
    this.take(turn.id);
    drop(this.id, [turn]);
    for (const each of replaced) {
      this.put(each);
      this.keep(each);
    }
    toTop(this.nodeOf(replaced[0]));
    announce(t("The earlier answer is back."));
    this.onState();
  }

  /** Keep a turn, and say what had to go for it. */
  keep(turn) {
    const { kept, removed, shortened } = keep(this.id, turn);
    if (!kept) notice(t("This browser has no room for what is asked here, so it is not kept."));
    else if (shortened) notice(t("There was no more room in this browser, so the first questions of this conversation are no longer kept."));
    else if (removed.length) notice(t("There was no more room in this browser, so the oldest conversation was removed: {title}", { title: removed.join("; ") }));
  }

  draw(turn, node) {
    node.dataset.turn = turn.id;
    fill(node, ...answerNodes(turn, this.actions()));
    offer(node, turn.question, (question) => this.ask(question, turn));
  }

  /** Draw a turn anew after a button in it has done its work; the focus goes to what it says now. */
  redraw(turn) {
    this.put(turn);
    const thanks = this.nodeOf(turn)?.querySelector(".thanks");
    thanks?.setAttribute("tabindex", "-1");
    thanks?.focus({ preventScroll: true });
    announce(thanks?.textContent ?? "");
  }

  nodeOf({ id }) {
    return byId("conversation").querySelector(`[data-turn="${CSS.escape(id)}"]`);
  }

  /** Where in the order a turn stands; behind all where there is none, or where it is gone. */
  placeOf(turn) {
    const place = turn ? this.turns.findIndex(({ id }) => id === turn.id) : -1;
    return place < 0 ? this.turns.length : place;
  }

  /** What was said before a new question, or before the turn that it replaces. */
  history(instead) {
    const said = this.turns.slice(0, this.placeOf(instead)).flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: answer.answer },
    ]);
    return said.slice(-REMEMBERED);
  }

  actions() {
    return {
      open,
      ask: (question) => this.ask(question),
      examples: this.examples(),
      showShelf: () => open({ shelf: true }),
      judged: (turn) => this.keep(turn),
      redraw: (turn) => this.redraw(turn),
    };
  }

  fail(error, asked) {
    const { node } = asked;
    const again = () => { if (!this.busy && node.isConnected) this.run(asked); };
    if (error.name === "AbortError") return this.tell(asked, t("Stopped."), again);
    if (!(error instanceof ApiError)) throw error;
    if (error.kind !== "not-ready") return this.tell(asked, error.message, again);
    fill(node, el("p", { class: "wait" }, t("The documents are still being loaded. Your question is kept, and asked as soon as they are there.")));
    return whenReady().then(again);
  }

  tell({ node, instead }, sentence, again) {
    const back = () => {
      const old = this.nodeOf(instead);
      node.remove();
      if (old) old.hidden = false;
    };
    fill(node, el("p", { class: "trouble" }, sentence, " ", button(t("Ask again"), { class: "link" }, again), instead ? " · " : "",
      instead ? button(t("Back to the earlier answer"), { class: "link" }, back) : null));
    announce(sentence);
  }
}

/** Keep an answer, and drop what it replaces, in a conversation that is no longer shown. */
function settleElsewhere(id, turn, instead) {
  if (instead) drop(id, turnsOf(id).filter(({ at }) => at >= instead.at));
  keep(id, turn);
}

/** Draw an answer as it comes: what has arrived is set like the whole will be, and announced only then. */
function arriving(node) {
  const wait = el("p", { class: "wait" }, t("Reading…"));
  const draft = el("div", { class: "draft" });
  fill(node, wait, draft);
  const so = { answer: "", citations: [] };
  const draw = () => draft.replaceChildren(...arrivingNodes(so));
  const sources = ({ passages }) => { wait.textContent = t("Reading {passages}…", { passages: count(passages.length, "passage", "passages") }); };
  if (isStrict()) return { sources }; // what comes may not be sure enough to be shown as an answer
  return {
    sources,
    delta: ({ text }) => { so.answer += text; wait.hidden = true; draw(); },
    citation: ({ citation }) => { so.citations.push(citation); draw(); },
  };
}
