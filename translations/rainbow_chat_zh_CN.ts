<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ChatSession</name>
    <message>
        <source>The business server does not know of rooms</source>
        <translation>业务服务器不支持聊天室</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Rainbow chat</source>
        <translation>Rainbow 聊天</translation>
    </message>
</context>
<context>
    <name>MessageBubble</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>OfflineBanner</name>
    <message>
        <source>Offline. What you write is sent when the connection is back.</source>
        <translation>离线。您写的内容会在恢复连接后发送。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Chat::Chat</name>
    <message>
        <source>the business server does not know of rooms</source>
        <translation>业务服务器不支持聊天室</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>Rainbow::Chat::MainWindow</name>
    <message>
        <source>Your name</source>
        <translation>您的名字</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>聊天室</translation>
    </message>
    <message>
        <source>Join a room</source>
        <translation>加入聊天室</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Join a room, and say something.</source>
        <translation>加入一个聊天室，说点什么吧。</translation>
    </message>
    <message>
        <source>%1 – Rainbow chat</source>
        <translation>%1 – Rainbow 聊天</translation>
    </message>
    <message>
        <source>Rainbow chat</source>
        <translation>Rainbow 聊天</translation>
    </message>
    <message>
        <source>● Online</source>
        <translation>● 在线</translation>
    </message>
    <message>
        <source>○ Connecting …</source>
        <translation>○ 正在连接…</translation>
    </message>
    <message>
        <source>○ Offline, connecting again …</source>
        <translation>○ 离线，正在重新连接…</translation>
    </message>
    <message>
        <source>○ Not connected</source>
        <translation>○ 未连接</translation>
    </message>
    <message>
        <source>Offline. What you write is sent when the connection is back.</source>
        <translation>离线。您写的内容会在恢复连接后发送。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Chat::MessageDelegate</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Waits for the connection</source>
        <translation>等待连接</translation>
    </message>
    <message>
        <source>Sent; nobody has it yet</source>
        <translation>已发送；尚无人收到</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
</context>
<context>
    <name>RoomPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>还没有人发言。</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>RoomsPage</name>
    <message>
        <source>Rooms</source>
        <translation>聊天室</translation>
    </message>
    <message>
        <source>● Online</source>
        <translation>● 在线</translation>
    </message>
    <message>
        <source>○ Offline</source>
        <translation>○ 离线</translation>
    </message>
    <message>
        <source>Join a room, and say something.</source>
        <translation>加入一个聊天室，说点什么吧。</translation>
    </message>
    <message>
        <source>Join a room</source>
        <translation>加入聊天室</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
</TS>
