<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>QCommandLineParser</name>
    <message>
        <source>Usage: %1</source>
        <translation>用法：%1</translation>
    </message>
    <message>
        <source>[options]</source>
        <translation>[选项]</translation>
    </message>
    <message>
        <source>Options:</source>
        <translation>选项：</translation>
    </message>
    <message>
        <source>Arguments:</source>
        <translation>参数：</translation>
    </message>
    <message>
        <source>Displays help on commandline options.</source>
        <translation>显示命令行选项的说明。</translation>
    </message>
    <message>
        <source>Displays help including Qt specific options.</source>
        <translation>显示包括 Qt 选项在内的说明。</translation>
    </message>
    <message>
        <source>Displays version information.</source>
        <translation>显示版本信息。</translation>
    </message>
    <message>
        <source>Unknown option &apos;%1&apos;.</source>
        <translation>未知选项“%1”。</translation>
    </message>
    <message>
        <source>Unknown options: %1.</source>
        <translation>未知选项：%1。</translation>
    </message>
    <message>
        <source>Missing value after &apos;%1&apos;.</source>
        <translation>“%1”之后缺少值。</translation>
    </message>
    <message>
        <source>Unexpected value after &apos;%1&apos;.</source>
        <translation>“%1”之后不应有值。</translation>
    </message>
</context>
<context>
    <name>Rainbow::CommandLine</name>
    <message>
        <source>Read the configuration from FILE (default: %1).</source>
        <translation>从 FILE 读取配置（默认：%1）。</translation>
    </message>
    <message>
        <source>Listen on PORT (default: 1984; 0: any free port).</source>
        <translation>监听端口 PORT（默认：1984；0：任意空闲端口）。</translation>
    </message>
    <message>
        <source>Listen on ADDRESS only (default: all).</source>
        <translation>仅监听地址 ADDRESS（默认：全部）。</translation>
    </message>
    <message>
        <source>Run N threads (default: one per core).</source>
        <translation>运行 N 个线程（默认：每个核心一个）。</translation>
    </message>
    <message>
        <source>For development: without connect_url everybody is let in, without security_token no call is checked.</source>
        <translation>用于开发：未设置 connect_url 时允许所有人连接，未设置 security_token 时不校验任何调用。</translation>
    </message>
    <message>
        <source>Check the configuration, print what is wrong, and exit.</source>
        <translation>检查配置，输出其中的错误，然后退出。</translation>
    </message>
    <message>
        <source>Print every setting with its value, and exit.</source>
        <translation>输出所有设置及其值，然后退出。</translation>
    </message>
    <message>
        <source>Holds the WebSocket connections of an app, so that its server stays plain HTTP.</source>
        <translation>保持应用的 WebSocket 连接，使其服务器只需处理普通的 HTTP 请求。</translation>
    </message>
    <message>
        <source>Unexpected argument &apos;%1&apos;.</source>
        <translation>多余的参数“%1”。</translation>
    </message>
    <message>
        <source>%1 Try --help.</source>
        <translation>%1请尝试 --help。</translation>
    </message>
</context>
</TS>
