// Questions and answers in order. Holds the turns, so that a follow-up can be understood, and one question at a time.

import { ApiError, ask as askServer } from "./api.js";
import { answerNodes, summary } from "./answer.js";
import { announce, button, byId, count, el } from "./dom.js";
import { open } from "./place.js";
import { whenReady } from "./ready.js";

const REMEMBERED = 12; // messages sent along with a question

export class Conversation {
  /** `onState(busy)` is told when a question starts and ends; `examples()` gives questions to offer. */
  constructor({ onState, examples }) {
    this.turns = []; // {question, answer}
    this.onState = onState;
    this.examples = examples;
    this.running = null;
  }

  get busy() {
    return this.running !== null;
  }

  stop() {
    this.running?.abort();
  }

  /** Ask a question and show what comes of it; a second one is not begun before the first has ended. */
  async ask(question) {
    if (this.busy) return;
    const exchange = this.begin(question);
    await this.run(question, exchange);
  }

  begin(question) {
    byId("welcome").hidden = true;
    const body = el("div", { class: "reply" });
    const heading = el("h2", { class: "asked", dir: "auto" }, question);
    byId("conversation").append(el("article", { class: "exchange" }, heading, body));
    heading.scrollIntoView({ block: "start" });
    return body;
  }

  async run(question, body) {
    this.running = new AbortController();
    this.onState(true);
    const wait = el("p", { class: "wait" }, "Reading…");
    const draft = el("p", { class: "draft", dir: "auto" });
    body.replaceChildren(wait, draft);
    announce("Reading.");
    try {
      const answer = await askServer(question, this.history(), {
        signal: this.running.signal,
        on: {
          sources: ({ passages }) => { wait.textContent = `Reading ${count(passages.length, "passage", "passages")}…`; },
          delta: ({ text }) => { draft.textContent += text; },
        },
      });
      this.turns.push({ question, answer });
      body.replaceChildren(...answerNodes(answer, this.actions()).filter(Boolean));
      announce(summary(answer));
    } catch (error) {
      this.fail(error, question, body);
    } finally {
      this.running = null;
      this.onState(false);
    }
  }

  history() {
    const said = this.turns.flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: answer.answer },
    ]);
    return said.slice(-REMEMBERED);
  }

  actions() {
    return { open, ask: (question) => this.ask(question), examples: this.examples(), showShelf: () => open({ shelf: true }) };
  }

  fail(error, question, body) {
    const again = () => { if (!this.busy) this.run(question, body); };
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
