// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// A room one is in: its connection, its messages, how many are there, what was not read yet.

import {Link} from "./link.js";
import {Messages, messageOf} from "./messages.js";

const EchoTimeout = 10_000; // ms within which what one says comes back from the relay

export class Room {
    // changed(room) is called whenever there is something new to show.
    constructor(name, me, url, heartbeat, changed) {
        this.name = name;
        this.me = me;
        this.changed = changed;
        this.messages = new Messages(name, me);
        this.messages.element.addEventListener("moved", () => changed(this));
        this.count = 0; // 0: not known
        this.unread = 0;
        this.isShown = false;
        this.waiting = new Map(); // when it was said -> what was not seen published yet
        this.saidAt = 0;
        this.link = new Link(url, name, heartbeat, {
            state: () => this.onState(),
            count: n => this.onCount(n),
            message: data => this.onMessage(data),
        });
    }

    // The state of the link; the link tells its first one while it is being made.
    get state() {
        return this.link?.state ?? "connecting";
    }

    // Shows it at once, and as sent when the relay has published it. False: there is no connection.
    say(text) {
        this.saidAt = Math.max(Date.now(), this.saidAt + 1);
        const message = {from: this.me, text, at: this.saidAt};
        if (!this.link.publish(message))
            return false;
        const item = this.messages.add(message);
        this.messages.mark(item, "sending");
        this.messages.toEnd();
        const timer = setTimeout(() => this.giveUp(message.at), EchoTimeout);
        this.waiting.set(message.at, {item, text, timer});
        return true;
    }

    leave() {
        for (const {timer} of this.waiting.values())
            clearTimeout(timer);
        this.link.close();
        this.messages.element.remove();
    }

    onState() {
        if (this.state !== "online") {
            this.count = 0;
            for (const at of [...this.waiting.keys()])
                this.giveUp(at);
        }
        this.changed(this);
    }

    onCount(n) {
        this.count = n;
        this.changed(this);
    }

    onMessage(data) {
        const message = messageOf(data);
        if (!message)
            return;
        const said = message.from === this.me ? this.waiting.get(message.at) : undefined;
        if (said) {
            clearTimeout(said.timer);
            this.waiting.delete(message.at);
            this.messages.mark(said.item, "");
            return;
        }
        this.messages.add(message);
        if (!this.isShown || document.hidden || !this.messages.atEnd)
            ++this.unread;
        this.changed(this);
    }

    // The relay may have published it all the same: so it is for the user to say it again.
    giveUp(at) {
        const {item, text, timer} = this.waiting.get(at);
        clearTimeout(timer);
        this.waiting.delete(at);
        this.messages.mark(item, "unconfirmed", () => {
            if (this.say(text))
                item.remove();
        });
    }
}
