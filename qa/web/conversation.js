// Questions and answers in order. Holds the turns, so that a follow-up can be understood, and one question at a time.

import { ApiError, ask as askServer } from "./api.js";
import { answerNodes, arrivingNodes, summary } from "./answer.js";
import { announce, button, byId, count, el } from "./dom.js";
import { forget, remember, remembered } from "./memory.js";
import { open } from "./place.js";
import { whenReady } from "./ready.js";
import { chosen } from "./scope.js";

const REMEMBERED = 12; // messages sent along with a question

export class Conversation {
  /**
   * `onState({busy, turns})` is told when a question starts and ends, and when turns come or go; `examples()` gives
   * questions to offer, `mode()` how the next answer is to be made.
   */
  constructor({ onState, examples, mode }) {
    this.turns = []; // {question, answer, within?, feedback?}
    this.onState = () => onState({ busy: this.busy, turns: this.turns });
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

  /** Show what this browser remembers; the server checks every quote of it anew. */
  restore(turns = remembered()) {
    for (const turn of turns) {
      this.turns.push(turn);
      this.showTurn(turn, this.begin(turn.question));
    }
    byId("conversation").querySelector(".exchange:last-child h2")?.scrollIntoView({ block: "start" });
    remember(this.turns);
    this.onState();
  }

  /** Begin anew; returns what was put away. */
  clear() {
    this.stop();
    const turns = this.turns;
    this.turns = [];
    forget();
    byId("conversation").replaceChildren();
    byId("welcome").hidden = false;
    this.onState();
    return turns;
  }

  /** Ask a question and show what comes of it; a second one is not begun before the first has ended. */
  async ask(question) {
    if (this.busy) return;
    const body = this.begin(question);
    body.previousElementSibling.scrollIntoView({ block: "start" });
    await this.run(question, body);
  }

  begin(question) {
    byId("welcome").hidden = true;
    const body = el("div", { class: "reply" });
    byId("conversation").append(el("article", { class: "exchange" }, el("h2", { class: "asked", dir: "auto" }, question), body));
    return body;
  }

  async run(question, body) {
    const running = new AbortController();
    this.running = running;
    this.onState();
    const wait = el("p", { class: "wait" }, "Reading…");
    const draft = el("div", { class: "draft" });
    body.replaceChildren(wait, draft);
    announce("Reading.");
    try {
      const within = [...chosen()];
      const answer = await askServer(question, this.history(), { mode: this.mode(), within, signal: running.signal, on: arriving(wait, draft) });
      if (!body.isConnected) return; // the conversation was put away meanwhile
      const turn = { question, answer, ...(within.length ? { within } : {}) };
      this.turns.push(turn);
      remember(this.turns);
      this.showTurn(turn, body);
      announce(summary(answer));
    } catch (error) {
      if (body.isConnected) this.fail(error, question, body);
    } finally {
      if (this.running === running) this.running = null;
      this.onState();
    }
  }

  showTurn(turn, body) {
    body.replaceChildren(...answerNodes(turn, this.actions()));
  }

  history() {
    const said = this.turns.flatMap(({ question, answer }) => [
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
      judged: (turn, kind) => { turn.feedback = kind; remember(this.turns); },
    };
  }

  fail(error, question, body) {
    const again = () => { if (!this.busy && body.isConnected) this.run(question, body); };
    if (error.name === "AbortError") return this.tell(body, "Stopped.", again);
    if (!(error instanceof ApiError)) throw error;
    if (error.kind !== "not-ready") return this.tell(body, error.message, again);
    body.replaceChildren(el("p", { class: "wait" }, "The documents are still being loaded. Your question is kept, and asked as soon as they are there."));
    return whenReady().then(again);
  }

  tell(body, sentence, again) {
    body.replaceChildren(el("p", { class: "trouble" }, sentence, " ", button("Ask again", { class: "link" }, again)));
    announce(sentence);
  }
}

/** Draw an answer as it comes: what has arrived is set like the whole will be, and announced only then. */
function arriving(wait, draft) {
  const so = { answer: "", citations: [] };
  const draw = () => draft.replaceChildren(...arrivingNodes(so));
  return {
    sources: ({ passages }) => { wait.textContent = `Reading ${count(passages.length, "passage", "passages")}…`; },
    delta: ({ text }) => { so.answer += text; wait.hidden = true; draw(); },
    citation: ({ citation }) => { so.citations.push(citation); draw(); },
  };
}
