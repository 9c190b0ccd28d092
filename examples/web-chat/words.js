// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What the page says, in the language of the browser: Chinese, or else English.

const english = {
    title: "Rainbow chat",
    entryHint: "Everybody in a room sees what is said there.",
    yourName: "Your name",
    room: "Room",
    enter: "Enter",
    rooms: "Rooms",
    joinRoom: "Join a room",
    join: "Join",
    cancel: "Cancel",
    leave: "Leave",
    youAre: "You are",
    message: "Message",
    writeHere: "Write a message",
    send: "Send",
    newest: "New messages ↓",
    toEnd: "To the newest ↓",
    nowhere: "You are in no room",
    nowhereHint: "Join one to read and write.",
    tryNow: "Try now",
    connecting: "Connecting…",
    online: "Connected",
    waiting: "Not connected",
    refused: "Removed",
    waitingHint: "The connection is lost. It comes back by itself.",
    refusedHint: "The server has ended this connection.",
    count: n => n === 1 ? "1 is here" : `${n} are here`,
    unread: n => n === 1 ? "1 unread message" : `${n} unread messages`,
    messagesOf: room => `Messages in ${room}`,
    quiet: "Nothing has been said since you came.",
    nobody: "somebody",
    sending: "Sending…",
    unconfirmed: "Not confirmed.",
    again: "Send again",
    nameProblem: "A name is one line of 1 to 40 characters.",
    roomProblem: "A room's name is one line of 1 to 60 characters without a comma.",
    manyRooms: n => `You can be in ${n} rooms at once.`,
    relayProblem: "The address ?relay=… is no ws:// or wss:// address.",
};

const chinese = {
    title: "彩虹聊天",
    entryHint: "同一房间里的人都能看到彼此的消息。",
    yourName: "你的名字",
    room: "房间",
    enter: "进入",
    rooms: "房间",
    joinRoom: "加入房间",
    join: "加入",
    cancel: "取消",
    leave: "离开",
    youAre: "你是",
    message: "消息",
    writeHere: "输入消息",
    send: "发送",
    newest: "新消息 ↓",
    toEnd: "回到最新 ↓",
    nowhere: "你不在任何房间",
    nowhereHint: "加入一个房间即可收发消息。",
    tryNow: "立即重试",
    connecting: "正在连接…",
    online: "已连接",
    waiting: "未连接",
    refused: "已被移出",
    waitingHint: "连接已断开，会自动恢复。",
    refusedHint: "服务器结束了此连接。",
    count: n => `${n} 人在线`,
    unread: n => `${n} 条未读消息`,
    messagesOf: room => `${room} 的消息`,
    quiet: "你进来之后还没有人发言。",
    nobody: "某人",
    sending: "正在发送…",
    unconfirmed: "未确认送达。",
    again: "重新发送",
    nameProblem: "名字为一行，1 到 40 个字符。",
    roomProblem: "房间名为一行，1 到 60 个字符，不含逗号。",
    manyRooms: n => `最多同时加入 ${n} 个房间。`,
    relayProblem: "?relay=… 不是 ws:// 或 wss:// 地址。",
};

const isChinese = navigator.language.toLowerCase().startsWith("zh");
const words = isChinese ? chinese : english;

export const language = isChinese ? "zh" : "en";

// The words of that key; those with a number or a name in them take it as the argument.
export function word(key, argument) {
    const found = words[key];
    return typeof found === "function" ? found(argument) : found;
}

// Puts words wherever the document asks for some.
export function translate() {
    document.documentElement.lang = isChinese ? "zh-CN" : "en";
    document.title = word("title");
    for (const element of document.querySelectorAll("[data-word]"))
        element.textContent = word(element.dataset.word);
    for (const element of document.querySelectorAll("[data-label]"))
        element.setAttribute("aria-label", word(element.dataset.label));
    for (const element of document.querySelectorAll("[data-placeholder]"))
        element.placeholder = word(element.dataset.placeholder);
}
