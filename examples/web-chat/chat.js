// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// A chat with rooms over the topic dialect of the relay: a room is a topic.
//
//     ?relay=ws://host:1984/ws   the relay; default: this page's host, port 1984, path /ws
//     ?room=lobby                the room that is offered at first
//     ?heartbeat=30              seconds between two of the relay's, as in its configuration

import {Room} from "./room.js";
import {translate, word} from "./words.js";

const MaxRooms = 20;
const TallestText = 160; // pixels that the field for messages grows to

const parameters = new URLSearchParams(location.search);
const rooms = new Map(); // name -> Room, in the order in which they were joined
let current = null; // the Room that is shown
let me = "";

const at = id => document.getElementById(id);

// Trimmed; "" when it is no name that can be used.
function checkedName(text, longest) {
    const name = text.trim();
    return name.length <= longest && !/\p{Cc}/u.test(name) ? name : "";
}

const checkedRoom = text => text.includes(",") ? "" : checkedName(text, 60);

// Where the relay is, with the name it asks the business server about; null: no such address.
function relayUrl() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    try {
        const url = new URL(parameters.get("relay") || `${scheme}://${location.hostname}:1984/ws`);
        // A page that came encrypted may not connect in the clear.
        if (url.protocol !== "wss:" && (scheme === "wss" || url.protocol !== "ws:") || url.hash)
            return null;
        url.searchParams.set("name", me);
        return url.href;
    } catch {
        return null;
    }
}

function heartbeat() {
    const seconds = Number(parameters.get("heartbeat") ?? 30);
    return 1000 * (seconds >= 0.1 && seconds <= 3600 ? seconds : 30);
}

// What a reload needs to be where it was; other tabs are other people.
function remember() {
    sessionStorage.setItem("chat", JSON.stringify(
        {me, rooms: [...rooms.keys()], current: current?.name}));
    localStorage.setItem("name", me);
}

function remembered() {
    try {
        return JSON.parse(sessionStorage.getItem("chat")) ?? {};
    } catch {
        return {};
    }
}

function join(name) {
    if (!rooms.has(name)) {
        const room = new Room(name, me, relayUrl(), heartbeat(), show);
        rooms.set(name, room);
        room.messages.element.hidden = true;
        at("logs").append(room.messages.element);
    }
    enter(rooms.get(name));
}

function enter(room) {
    current = room;
    for (const one of rooms.values()) {
        one.isShown = one === room;
        one.messages.element.hidden = !one.isShown;
    }
    room?.messages.shown();
    remember();
    show(room);
    // Of many rooms, on a phone in a row, not all are in sight.
    document.querySelector("#rooms [aria-current]")?.scrollIntoView({block: "nearest", inline: "nearest"});
    // On a phone it would bring up the keyboard.
    if (room && matchMedia("(pointer: fine)").matches)
        at("text").focus();
}

function leave() {
    const names = [...rooms.keys()];
    const index = names.indexOf(current.name);
    current.leave();
    rooms.delete(current.name);
    enter(rooms.get(names[index + 1] ?? names[index - 1]) ?? null);
    if (!current)
        at("join-first").focus();
}

// Shows what has changed in that room.
function show(room) {
    if (room && room === current && !document.hidden && room.messages.atEnd)
        room.unread = 0;
    showRooms();
    at("room").hidden = !current;
    at("nowhere").hidden = !!current;
    let unread = 0;
    for (const one of rooms.values())
        unread += one.unread;
    document.title = (unread ? `(${unread}) ` : "") + (current ? `${current.name} · ` : "") + word("title");
    if (current && room === current)
        showCurrent();
}

function showCurrent() {
    const {name, state, count, unread, messages} = current;
    at("room-name").textContent = name;
    at("count").textContent = count ? word("count", count) : "";
    if (at("state").dataset.state !== state) {
        at("state").dataset.state = state;
        at("state").textContent = word(state);
    }
    const isLost = state === "waiting" || state === "refused";
    // A try that is under way leaves the banner where it is: it would blink.
    if (isLost || state === "online")
        at("banner").hidden = !isLost;
    const hint = word(state === "refused" ? "refusedHint" : "waitingHint");
    if (isLost && at("banner-text").textContent !== hint)
        at("banner-text").textContent = hint;
    at("send").disabled = state !== "online";
    at("newest").hidden = messages.atEnd;
    at("newest").textContent = word(unread ? "newest" : "toEnd");
}

function showRooms() {
    const list = at("rooms");
    const items = new Map([...list.children].map(item => [item.dataset.room, item]));
    for (const [name, item] of items) {
        if (!rooms.has(name))
            item.remove();
    }
    for (const room of rooms.values()) {
        const item = items.get(room.name) ?? roomItem(room);
        if (!item.parentNode)
            list.append(item);
        const [button, badge] = item.children;
        if (room === current)
            button.setAttribute("aria-current", "page");
        else
            button.removeAttribute("aria-current");
        item.dataset.state = room.state;
        badge.hidden = !room.unread;
        badge.firstChild.textContent = room.unread > 99 ? "99+" : room.unread;
        badge.lastChild.textContent = word("unread", room.unread);
    }
}

function roomItem(room) {
    const item = document.createElement("li");
    item.dataset.room = room.name;
    const button = document.createElement("button");
    button.type = "button";
    button.dir = "auto";
    button.textContent = room.name;
    button.addEventListener("click", () => enter(room));
    const badge = document.createElement("span");
    badge.className = "badge";
    const seen = document.createElement("span");
    seen.setAttribute("aria-hidden", "true");
    const heard = document.createElement("span");
    heard.className = "unseen";
    badge.append(seen, heard);
    item.append(button, badge);
    return item;
}

function start(name, names, shown) {
    me = name;
    at("me").textContent = name;
    at("entry").hidden = true;
    at("chat").hidden = false;
    for (const room of names)
        join(room);
    if (rooms.has(shown))
        enter(rooms.get(shown));
    else if (!rooms.size)
        enter(null);
}

function onEntered(event) {
    event.preventDefault();
    const name = checkedName(at("name").value, 40);
    const room = checkedRoom(at("first-room").value);
    let problem = "";
    if (!name)
        problem = word("nameProblem");
    else if (!room)
        problem = word("roomProblem");
    else if (!relayUrl())
        problem = word("relayProblem");
    at("entry-problem").textContent = problem;
    if (!problem)
        start(name, [room], room);
}

function onJoinAsked() {
    at("join-form").reset();
    at("join-problem").textContent = "";
    at("join-dialog").showModal();
}

function onJoined(event) {
    event.preventDefault();
    const name = checkedRoom(at("join-room").value);
    if (!name) {
        at("join-problem").textContent = word("roomProblem");
    } else if (!rooms.has(name) && rooms.size >= MaxRooms) {
        at("join-problem").textContent = word("manyRooms", MaxRooms);
    } else {
        at("join-dialog").close();
        join(name);
    }
}

function onSaid(event) {
    event.preventDefault();
    const text = at("text").value.trim();
    if (!text || !current.say(text))
        return;
    at("text").value = "";
    fitText();
    show(current);
}

function fitText() {
    const text = at("text");
    text.style.height = "auto";
    text.style.height = `${Math.min(TallestText, text.scrollHeight + text.offsetHeight - text.clientHeight)}px`;
}

function onTextKey(event) {
    // The Enter that ends a word of an input method is not for this page.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229)
        return;
    event.preventDefault();
    at("composer").requestSubmit();
}

function wire() {
    at("entry-form").addEventListener("submit", onEntered);
    at("join").addEventListener("click", onJoinAsked);
    at("join-first").addEventListener("click", onJoinAsked);
    at("join-form").addEventListener("submit", onJoined);
    at("join-cancel").addEventListener("click", () => at("join-dialog").close());
    at("leave").addEventListener("click", leave);
    at("retry").addEventListener("click", () => current.link.connect());
    at("newest").addEventListener("click", () => current.messages.toEnd());
    at("composer").addEventListener("submit", onSaid);
    at("text").addEventListener("keydown", onTextKey);
    at("text").addEventListener("input", fitText);
    document.addEventListener("visibilitychange", () => show(current));
    new ResizeObserver(() => current?.messages.shown()).observe(at("logs"));
}

translate();
wire();
const before = remembered();
const wasIn = Array.isArray(before.rooms) ? before.rooms.map(String).filter(checkedRoom) : [];
me = checkedName(String(before.me ?? ""), 40);
if (me && relayUrl()) {
    start(me, wasIn.slice(0, MaxRooms), before.current);
} else {
    at("name").value = localStorage.getItem("name") ?? "";
    at("first-room").value = parameters.get("room") ?? "lobby";
    at("entry").hidden = false;
    at("name").focus();
}
