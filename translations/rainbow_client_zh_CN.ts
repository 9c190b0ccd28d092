<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Rainbow::Error</name>
    <message>
        <source>The message was not understood.</source>
        <translation>服务器无法识别该消息。</translation>
    </message>
    <message>
        <source>This is not allowed.</source>
        <translation>不允许此操作。</translation>
    </message>
    <message>
        <source>There is no such channel.</source>
        <translation>该频道不存在。</translation>
    </message>
    <message>
        <source>The server took too long to answer.</source>
        <translation>服务器响应超时。</translation>
    </message>
    <message>
        <source>The message could not be sent.</source>
        <translation>消息发送失败。</translation>
    </message>
    <message>
        <source>The message is too large.</source>
        <translation>消息过大。</translation>
    </message>
    <message>
        <source>Too many messages at once; wait a moment.</source>
        <translation>消息发送过于频繁，请稍候。</translation>
    </message>
    <message>
        <source>The server has failed.</source>
        <translation>服务器发生错误。</translation>
    </message>
    <message>
        <source>The server is busy; try again later.</source>
        <translation>服务器繁忙，请稍后重试。</translation>
    </message>
    <message>
        <source>There is no connection.</source>
        <translation>未连接。</translation>
    </message>
    <message>
        <source>Too many messages wait for the connection.</source>
        <translation>等待连接的消息过多。</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>未及时收到应答。</translation>
    </message>
    <message>
        <source>The connection was ended.</source>
        <translation>连接已结束。</translation>
    </message>
    <message>
        <source>It is not known whether the message arrived.</source>
        <translation>无法确定消息是否送达。</translation>
    </message>
    <message>
        <source>The server is too old for this.</source>
        <translation>服务器版本过旧，不支持此功能。</translation>
    </message>
    <message>
        <source>This was cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>无法连接到服务器。</translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
    <message>
        <source>The server does not let you in.</source>
        <translation>服务器拒绝您登录。</translation>
    </message>
    <message>
        <source>The server refuses the connection.</source>
        <translation>服务器拒绝连接。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not trusted.</source>
        <translation>服务器的证书不受信任。</translation>
    </message>
    <message>
        <source>Signing in has failed.</source>
        <translation>登录失败。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>连接已断开。</translation>
    </message>
    <message>
        <source>The server has closed the connection.</source>
        <translation>服务器已关闭连接。</translation>
    </message>
    <message>
        <source>The server says what is not understood.</source>
        <translation>无法识别服务器发来的内容。</translation>
    </message>
</context>
</TS>
