# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""Chat rooms for the example business server: what it does with the messages of the chat apps.

A room is a channel of the relay, and whoever joins it gets what is said there. Messages are JSON
objects, in UTF-8. Up, a client sends, and gets the answer in the ACK or REC:

    10 join   {"room": R, "name": N, "after": 0}
              {"status": "ok", "room": R, "version": 3, "members": [names],
               "history": [said, ...]}
              Again: takes another name. History: the last messages with an id above "after". What
              is said while a join is under way may miss the one who joins: join again, with
              "after", to have it.
    11 leave  {"room": R}
              {"status": "ok", "room": R}
    12 say    {"room": R, "name": N, "text": T, "key": K}
              {"status": "ok", "room": R, "key": K, "id": 7, "time": 1700000000.5}
              Who has not joined joins by it. key: the sender's own name for the message; the same
              key from the same device again is not said again.

A request that cannot be done is answered with {"status": "error", "msg": why}. Down, to all who are
in the room, the sender too:

    12 said       {"room": R, "id": 7, "key": K, "from": N, "text": T, "time": 1700000000.5}
                  id: higher than any before in this room, also after a restart of this program.
    13 presence   {"room": R, "version": 3, "members": [names]}
                  Somebody came, left, or took another name. A lower version is older news.

and to the sender alone, once somebody else's app has confirmed a message:

    14 delivered  {"room": R, "id": 7, "key": K, "count": 2}
"""
import collections
import json
import time
import unicodedata
import urllib.parse

JOIN, LEAVE, SAY, PRESENCE, DELIVERED = 10, 11, 12, 13, 14
TYPES = (JOIN, LEAVE, SAY)

MAX_NAME = 64  # characters, of a room and of a person
MAX_TEXT = 4000  # characters
MAX_KEY = 64  # characters
MAX_ROOMS = 1000  # beyond that, a room that is not there is not made
HISTORY = 50  # messages that a room remembers

Post = collections.namedtuple("Post", "channel type content receipt")
Post.__doc__ = """A message for the relay. receipt: (channel, content) of what is to be sent, with
"count" added, when others than the sender have confirmed it; None: nothing."""


class Refused(Exception):
    """What a client asked for cannot be done; the text says why."""


class Room:
    def __init__(self):
        self.people = {}  # identity of a connection -> (name, device)
        self.version = 0  # of people
        self.history = collections.deque(maxlen=HISTORY)
        self.done = collections.OrderedDict()  # (device, key) -> what was said
        self.last_id = 0

    def members(self):
        return sorted((name for name, _device in self.people.values()), key=str.casefold)


def room_channel(room):
    return "room-" + urllib.parse.quote(room, safe="")


def device_channel(device):
    return "device-" + urllib.parse.quote(device, safe="")


def text_field(message, key, longest, default=None):
    value = message.get(key, default)
    if not isinstance(value, str):
        raise Refused(f"{key}: a text is needed")
    value = value.strip()
    if not value or len(value) > longest:
        raise Refused(f"{key}: 1 to {longest} characters")
    return value


def line_field(message, key, longest):
    value = text_field(message, key, longest)
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in value):
        raise Refused(f"{key}: one line, please")
    return value


class Rooms:
    """All rooms. Not thread-safe: one call at a time. Calls return what is to be answered, the
    headers that go with it, and what is to be posted, in that order."""

    def __init__(self, clock=time.time):
        self.clock = clock
        self.rooms = {}

    def handle(self, msgtype, body, identity, device):
        """A message of one of TYPES."""
        try:
            message = json.loads(body)
            if not isinstance(message, dict):
                raise Refused("a JSON object is needed")
            name = line_field(message, "room", MAX_NAME)
            action = {JOIN: self.join, LEAVE: self.leave, SAY: self.say}[msgtype]
            return action(name, message, identity, device)
        except Refused as why:
            return {"status": "error", "msg": str(why)}, {}, []
        except (ValueError, RecursionError):
            return {"status": "error", "msg": "not JSON"}, {}, []

    def gone(self, identity):
        """A connection has ended for good."""
        posts = []
        for name in [name for name, room in self.rooms.items() if identity in room.people]:
            del self.rooms[name].people[identity]
            posts.append(self.presence(name))
            self.forget_if_unused(name)
        return posts

    def join(self, name, message, identity, device):
        after = message.get("after", 0)
        if isinstance(after, bool) or not isinstance(after, int):
            raise Refused("after: a number is needed")
        headers, posts = self.enter(name, line_field(message, "name", MAX_NAME), identity, device)
        room = self.rooms[name]
        history = [said for said in room.history if said["id"] > after]
        return {"status": "ok", "room": name, "version": room.version, "members": room.members(),
                "history": history}, headers, posts

    def leave(self, name, _message, identity, _device):
        posts = []
        if name in self.rooms and self.rooms[name].people.pop(identity, None) is not None:
            posts.append(self.presence(name))
            self.forget_if_unused(name)
        return ({"status": "ok", "room": name},
                {"RAINBOWCLIENTCHANNELUNSUB": room_channel(name)}, posts)

    def say(self, name, message, identity, device):
        text = text_field(message, "text", MAX_TEXT)
        key = text_field(message, "key", MAX_KEY)
        person = line_field(message, "name", MAX_NAME)
        headers, posts = {}, []
        if name not in self.rooms or identity not in self.rooms[name].people:
            headers, posts = self.enter(name, person, identity, device)
        room = self.rooms[name]
        said = room.done.get((device, key))
        if said is None:
            room.last_id = self.above(room.last_id)
            said = {"room": name, "id": room.last_id, "key": key, "from": room.people[identity][0],
                    "text": text, "time": self.clock()}
            room.history.append(said)
            room.done[device, key] = said
            if len(room.done) > 20 * HISTORY:
                room.done.popitem(last=False)
            receipt = {"room": name, "id": said["id"], "key": key}
            posts.append(Post(room_channel(name), SAY, said, (device_channel(device), receipt)))
        return {"status": "ok", "room": name, "key": key, "id": said["id"],
                "time": said["time"]}, headers, posts

    def enter(self, name, person, identity, device):
        if not identity:
            raise Refused("who are you?")
        if name not in self.rooms:
            if len(self.rooms) >= MAX_ROOMS:
                raise Refused("there are too many rooms")
            self.rooms[name] = Room()
        room = self.rooms[name]
        before = room.members()
        # The same device under another identity is one that has lost its session.
        for other in [other for other, (_, its) in room.people.items() if its == device]:
            del room.people[other]
        room.people[identity] = (person, device)
        posts = [] if room.members() == before else [self.presence(name)]
        return {"RAINBOWCLIENTCHANNEL": f"{room_channel(name)},{device_channel(device)}"}, posts

    def above(self, number):
        """One that is higher, also than those that were given before this program's restart."""
        return max(number + 1, int(self.clock() * 1000))

    def presence(self, name):
        room = self.rooms[name]
        room.version = self.above(room.version)
        return Post(room_channel(name), PRESENCE,
                    {"room": name, "version": room.version, "members": room.members()}, None)

    def forget_if_unused(self, name):
        room = self.rooms[name]
        if not room.people and not room.history:
            del self.rooms[name]
