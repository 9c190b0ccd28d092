// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// The messages of one room, as a list that shows them. Whatever comes from outside gets into the
// page as text and nothing else.

import {language, word} from "./words.js";

const Kept = 500; // messages; older ones go
const MaxName = 64; // characters, as MaxText
const MaxText = 4000;
const Together = 5 * 60_000; // ms within which messages of the same sender stand under one name
const NearEnd = 40; // pixels: who has scrolled no further up is taken along

const timeFormat = new Intl.DateTimeFormat(language, {hour: "2-digit", minute: "2-digit"});

// What was published as a message of this chat; null: it is none.
export function messageOf(data) {
    if (typeof data === "string")
        data = {text: data};
    if (typeof data?.text !== "string" || !data.text.trim())
        return null;
    const from = typeof data.from === "string" ? data.from.trim() : "";
    // What a Date can be: beyond that it has no time.
    const at = Number.isFinite(data.at) && Math.abs(data.at) <= 8.64e15 ? data.at : Date.now();
    return {from: from.slice(0, MaxName), text: data.text.slice(0, MaxText), at};
}

function make(tag, className, text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
}

// The same colour for the same name, wherever it is seen.
function hueOf(name) {
    let hash = 7;
    for (const character of name)
        hash = (hash * 31 + character.codePointAt(0)) % 1_000_003;
    return hash * 137 % 360; // neighbours are far apart
}

export class Messages {
    constructor(room, me) {
        this.me = me;
        this.atEnd = true; // whether the newest is in sight
        this.element = make("div", "log");
        this.list = make("ol", "");
        this.element.setAttribute("role", "log");
        this.element.setAttribute("aria-label", word("messagesOf", room));
        this.element.tabIndex = 0; // can be scrolled by keys
        this.list.append(make("li", "quiet-note", word("quiet")));
        this.element.append(this.list);
        this.element.addEventListener("scroll", () => this.onScrolled());
        this.top = 0;
    }

    // The item that shows it.
    add(message) {
        this.list.querySelector(".quiet-note")?.remove();
        const item = this.itemOf(message);
        this.list.append(item);
        if (this.list.childElementCount > Kept)
            this.list.firstElementChild.remove();
        if (this.atEnd)
            this.toEnd();
        this.last = message;
        return item;
    }

    itemOf(message) {
        const isOwn = message.from === this.me;
        const goesOn = this.last?.from === message.from && message.at - this.last.at < Together
            && this.list.lastElementChild?.classList.contains("message");
        const item = make("li", `message${isOwn ? " own" : ""}${goesOn ? " more" : ""}`);
        const name = message.from || word("nobody");
        const avatar = make("span", "avatar", [...name][0].toUpperCase());
        avatar.setAttribute("aria-hidden", "true");
        avatar.style.setProperty("--hue", hueOf(name));
        const who = make("p", "who");
        const from = make("b", "", name);
        from.dir = "auto";
        const date = new Date(message.at);
        const time = make("time", "", timeFormat.format(date));
        time.dateTime = date.toISOString();
        time.title = date.toLocaleString(language);
        who.append(from, " ", time);
        const text = make("p", "text", message.text);
        text.dir = "auto";
        const body = make("div", "body");
        body.append(who, text);
        item.append(avatar, body);
        return item;
    }

    // What has become of a message of one's own: "" it was published, "sending", "unconfirmed".
    mark(item, fate, again) {
        item.classList.toggle("pending", fate !== "");
        item.querySelector(".fate")?.remove();
        if (!fate)
            return;
        const note = make("p", "fate", word(fate));
        if (fate === "unconfirmed") {
            const button = make("button", "quiet", word("again"));
            button.type = "button";
            button.addEventListener("click", again);
            note.append(" ", button);
        }
        item.querySelector(".body").append(note);
        if (this.atEnd)
            this.toEnd();
    }

    // A list that was hidden has forgotten where it was.
    shown() {
        if (this.atEnd)
            this.toEnd();
        else
            this.element.scrollTop = this.top;
    }

    toEnd() {
        this.atEnd = true;
        this.element.scrollTop = this.element.scrollHeight;
    }

    onScrolled() {
        if (!this.element.clientHeight)
            return;
        const {scrollTop, clientHeight, scrollHeight} = this.element;
        const isNear = scrollTop + clientHeight > scrollHeight - NearEnd;
        // Only who scrolls up leaves the end: the list may also have become lower under it.
        if (isNear || scrollTop < this.top)
            this.atEnd = isNear;
        this.top = scrollTop;
        this.element.dispatchEvent(new Event("moved"));
    }
}
