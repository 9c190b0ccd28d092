// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// One connection to the relay, in its topic dialect, that comes back whenever it is lost.
//
// Frames are JSON texts: {"type": 1, "topic": T, "data": D} publishes, both ways; type 2 subscribes
// and 3 unsubscribes. The relay says the text "heartbeat" now and then, and how many have the topic
// as {"type": "onSubscribe" or "onUnsubscribe", "data": N}.
//
// It has one topic: counts come without the name of theirs, so with two topics on a connection
// nobody could tell of which one they are.

const Publish = 1;
const Subscribe = 2;
const Unsubscribe = 3;

const FirstDelay = 500; // ms until a lost connection is tried again, doubled each time
const LongestDelay = 30_000;
const OpenTimeout = 10_000; // ms that a connection may take to be made
const Lasting = 10_000; // ms after which a connection was a good one, so that delays begin anew
const Missed = 2; // heartbeats that may be missed
const Final = [4401, 4501]; // what the relay closes with when it does not want this client back

export class Link {
    // url: of the relay, with what it lets this client in for. heartbeat: ms between two of the
    // relay's. on: state(name), of "connecting", "online", "waiting" and "refused"; message(data);
    // count(n).
    constructor(url, topic, heartbeat, on) {
        this.url = url;
        this.topic = topic;
        this.silence = (Missed + 0.5) * heartbeat;
        this.on = on;
        this.failures = 0;
        this.state = "";
        this.retry = () => this.state === "waiting" && this.connect();
        this.lose = () => ["connecting", "online"].includes(this.state) && this.lost();
        window.addEventListener("online", this.retry);
        window.addEventListener("offline", this.lose);
        this.connect();
    }

    // Connects now; what there was of a connection before is given up.
    connect() {
        this.drop();
        this.become("connecting");
        const socket = this.socket = new WebSocket(this.url);
        this.after(OpenTimeout, () => this.lost());
        socket.onopen = () => {
            this.openedAt = performance.now();
            this.write(Subscribe);
            this.heard();
            this.become("online");
        };
        socket.onmessage = event => {
            this.heard();
            this.receive(event.data);
        };
        socket.onclose = event => this.lost(event.code);
    }

    // Whether it went out; that it was published is known when it comes back.
    publish(data) {
        if (this.state !== "online")
            return false;
        this.write(Publish, data);
        return true;
    }

    // For good.
    close() {
        window.removeEventListener("online", this.retry);
        window.removeEventListener("offline", this.lose);
        if (this.state === "online")
            this.write(Unsubscribe);
        this.drop();
        this.state = "";
    }

    write(type, data) {
        this.socket.send(JSON.stringify({type, topic: this.topic, data}));
    }

    receive(text) {
        if (text === "heartbeat")
            return;
        let frame;
        try {
            frame = JSON.parse(text);
        } catch {
            return;
        }
        if (frame?.type === Publish && frame.topic === this.topic)
            this.on.message(frame.data);
        else if (["onSubscribe", "onUnsubscribe"].includes(frame?.type) && Number.isInteger(frame.data))
            this.on.count(frame.data);
    }

    // The other side lives: it has so long until its next word.
    heard() {
        this.after(this.silence, () => this.lost());
    }

    lost(code) {
        this.drop();
        if (Final.includes(code)) {
            this.become("refused");
            return;
        }
        if (this.openedAt && performance.now() - this.openedAt > Lasting)
            this.failures = 0;
        this.openedAt = 0;
        // Half of it is chance, so that all who were lost at once do not come back at once.
        const delay = Math.min(LongestDelay, FirstDelay * 2 ** this.failures++);
        this.after(delay * (0.5 + Math.random() / 2), () => this.connect());
        this.become("waiting");
    }

    // The one timer: of whatever is waited for.
    after(delay, then) {
        clearTimeout(this.timer);
        this.timer = setTimeout(then, delay);
    }

    drop() {
        clearTimeout(this.timer);
        if (!this.socket)
            return;
        this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
        this.socket.close();
        this.socket = null;
    }

    become(state) {
        if (state === this.state)
            return;
        this.state = state;
        this.on.state(state);
    }
}
