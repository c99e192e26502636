// The WebSocket: asks and gets answers by number, hands on what is pushed, and comes back by itself.

export class Connection {
  #socket = null;
  #serial = 0;
  #waiting = new Map();
  #delay = 250;
  #closed = false;

  /** `hello()` gives the first frame; `onPush(frame)` gets what nobody asked for; `onState("open" | "lost")`. */
  constructor({ hello, onPush, onState }) {
    this.hello = hello;
    this.onPush = onPush;
    this.onState = onState;
    addEventListener("pagehide", () => { this.#closed = true; this.#socket?.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) { this.#closed = false; this.open(); } });
  }

  open() {
    const url = new URL("page/ws", document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#delay = 250;
      this.onState("open");
      this.say(this.hello());
    });
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (socket !== this.#socket) return;
      for (const { fail } of this.#waiting.values()) fail({ code: "lost", message: "The connection was lost." });
      this.#waiting.clear();
      if (this.#closed) return;
      this.onState("lost");
      setTimeout(() => this.open(), this.#delay);
      this.#delay = Math.min(this.#delay * 2, 4000);
    });
  }

  say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Ask the server. Resolves with its answer; rejects with {code, message, field?}. */
  ask(type, body = {}) {
    return new Promise((resolve, fail) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) {
        fail({ code: "lost", message: "Not connected." });
        return;
      }
      this.#serial += 1;
      this.#waiting.set(this.#serial, { resolve, fail });
      this.say({ ...body, type, ask: this.#serial });
    });
  }

  #take(frame) {
    if (frame.type !== "answer") {
      this.onPush(frame);
      return;
    }
    const waiting = this.#waiting.get(frame.ask);
    this.#waiting.delete(frame.ask);
    if (!waiting) return;
    if (frame.error) waiting.fail(frame.error);
    else waiting.resolve(frame.result ?? {});
  }

  /** Lay a file on the server; resolves with its upload id. */
  async upload(file) {
    const url = new URL("page/upload", document.baseURI);
    url.hash = "";
    url.searchParams.set("name", file.name);
    const answer = await fetch(url, { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
    if (!answer.ok) throw { code: "upload", message: await answer.text() };
    return (await answer.json()).id;
  }
}
