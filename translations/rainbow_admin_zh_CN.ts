<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CsvDialog</name>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
</context>
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
    <name>Rainbow::Admin::AboutDialog</name>
    <message>
        <source>About Rainbow</source>
        <translation>关于 Rainbow</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>关于 Qt(&amp;Q)</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>Watches and steers relays between the WebSockets of an app and its plain HTTP server.</source>
        <translation>查看和管理中继服务器，它位于应用的 WebSocket 连接与普通的 HTTP 服务器之间。</translation>
    </message>
    <message>
        <source>This program is free software under the GNU General Public License, version 3, without any warranty. The relay and the client library are under the MIT licence.</source>
        <translation>本程序是自由软件，采用 GNU 通用公共许可证第 3 版，不提供任何担保。中继服务器和客户端库采用 MIT 许可证。</translation>
    </message>
    <message>
        <source>It is made with Qt %1 and Qt Charts (GPL, version 3), and with QtKeychain (BSD licence).</source>
        <translation>本程序使用 Qt %1 和 Qt Charts（GPL 第 3 版）以及 QtKeychain（BSD 许可证）开发。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ChannelsModel</name>
    <message>
        <source>Channel</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Messages put into the channel per second</source>
        <translation>每秒发布到频道的消息数</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>Messages put into the channel since there is the channel</source>
        <translation>频道存在以来发布的消息数</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发布</translation>
    </message>
    <message>
        <source>What members got of them, each counted</source>
        <translation>成员收到的消息数，按成员分别计数</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已投递</translation>
    </message>
    <message>
        <source>The connection that has the channel for itself</source>
        <translation>独占该频道的连接</translation>
    </message>
    <message>
        <source>Occupant</source>
        <translation>占用者</translation>
    </message>
    <message>
        <source>Channels of one application are nothing to another</source>
        <translation>各应用的频道互不相干</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ChannelsPage</name>
    <message>
        <source>Channels</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>按名称筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Channels (%1 of %2)</source>
        <extracomment>%1 of %2 match the filter</extracomment>
        <translation>频道（%1/%2）</translation>
    </message>
    <message>
        <source>Channels (%1)</source>
        <translation>频道（%1）</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The channels of a relay show here once the dashboard is connected to it.</source>
        <translation>连接到中继服务器后，这里会显示它的频道。</translation>
    </message>
    <message>
        <source>The relay does not give its channels</source>
        <translation>中继服务器未提供频道列表</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>No channel matches</source>
        <translation>没有匹配的频道</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n channel(s) has this in its name.</source>
        <translation>
            <numerusform>%n 个频道的名称中都没有此内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>No channels</source>
        <translation>没有频道</translation>
    </message>
    <message>
        <source>A channel is there while a client is in it. The business server puts clients into channels.</source>
        <translation>频道在有客户端加入时存在。业务服务器负责将客户端加入频道。</translation>
    </message>
    <message>
        <source>The channel “%1” is gone: its last member has left.</source>
        <translation>频道“%1”已不存在：最后一个成员已离开。</translation>
    </message>
    <message>
        <source>Not connected: what is shown is how it was.</source>
        <translation>未连接：显示的是断开前的状态。</translation>
    </message>
    <message>
        <source>This token is a viewer&apos;s. Sending messages, kicking clients and removing them from channels needs an operator&apos;s.</source>
        <translation>此令牌为只读。发送消息、将客户端强制下线或移出频道需要操作员令牌。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConfigView</name>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>查找设置</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Read the configuration again</source>
        <translation>重新读取配置</translation>
    </message>
    <message>
        <source>The relay has not said yet.</source>
        <translation>中继服务器尚未提供。</translation>
    </message>
    <message>
        <source>No setting contains that text.</source>
        <translation>没有包含此内容的设置。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectDialog</name>
    <message>
        <source>at the start</source>
        <translation>启动时打开</translation>
    </message>
    <message>
        <source>Relays</source>
        <translation>中继服务器</translation>
    </message>
    <message>
        <source>No relay yet</source>
        <translation>还没有中继服务器</translation>
    </message>
    <message>
        <source>Add the relay that you want to watch: its address, and the token of its feed.</source>
        <translation>添加要查看的中继服务器：它的地址以及控制台接口的令牌。</translation>
    </message>
    <message>
        <source>Add a relay</source>
        <translation>添加中继服务器</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>添加(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>删除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Open at start</source>
        <translation>启动时打开(&amp;O)</translation>
    </message>
    <message>
        <source>The dashboard connects to this relay when it starts.</source>
        <translation>控制台启动时连接到此中继服务器。</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Remove the relay “%1”?</source>
        <translation>删除中继服务器“%1”？</translation>
    </message>
    <message>
        <source>The dashboard forgets its address and its token. The relay itself is not touched.</source>
        <translation>控制台将忘记它的地址和令牌。中继服务器本身不受影响。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionActions</name>
    <message>
        <source>Kick</source>
        <translation>强制下线</translation>
    </message>
    <message>
        <source>Kick %1?</source>
        <translation>将 %1 强制下线？</translation>
    </message>
    <message>
        <source>The connection is closed with code 4500, and the client does not connect again by itself. Its session, with what waits in it, is gone.</source>
        <translation>连接将以代码 4500 关闭，客户端不会自行重连。会话及其中等待的内容将丢失。</translation>
    </message>
    <message>
        <source>The client is told; may be empty</source>
        <translation>将告知客户端；可留空</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>原因(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Kick</source>
        <translation>强制下线(&amp;K)</translation>
    </message>
    <message>
        <source>Join a channel</source>
        <translation>加入频道</translation>
    </message>
    <message>
        <source>Put %1 into a channel</source>
        <translation>将 %1 加入频道</translation>
    </message>
    <message>
        <source>It gets what is sent there from now on.</source>
        <translation>此后它将收到发送到该频道的内容。</translation>
    </message>
    <message>
        <source>&amp;Everybody else leaves the channel first</source>
        <translation>先让其他成员全部离开频道(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Channel:</source>
        <translation>频道(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;Join</source>
        <translation>加入(&amp;J)</translation>
    </message>
    <message>
        <source>Take this client out of the channel %1?</source>
        <translation>将此客户端移出频道 %1？</translation>
    </message>
    <message>
        <source>It no longer gets what is sent there.</source>
        <translation>此后它不再收到发送到该频道的内容。</translation>
    </message>
    <message>
        <source>&amp;Leave channel</source>
        <translation>移出频道(&amp;L)</translation>
    </message>
    <message>
        <source>Leave a channel</source>
        <translation>移出频道</translation>
    </message>
    <message>
        <source>Take %1 out of a channel</source>
        <translation>将 %1 移出频道</translation>
    </message>
    <message>
        <source>It is in no channel.</source>
        <translation>不在任何频道中。</translation>
    </message>
    <message>
        <source>Kicked.</source>
        <translation>已强制下线。</translation>
    </message>
    <message>
        <source>It is in the channel %1 now.</source>
        <translation>已加入频道 %1。</translation>
    </message>
    <message>
        <source>It has left the channel %1.</source>
        <translation>已离开频道 %1。</translation>
    </message>
    <message>
        <source>It was not done: %1</source>
        <extracomment>%1: why, from the relay, in English</extracomment>
        <translation>未能完成：%1</translation>
    </message>
    <message>
        <source>Identity:</source>
        <translation>标识：</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionFacts</name>
    <message>
        <source>%1 ago</source>
        <extracomment>%1: a duration</extracomment>
        <translation>%1前</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>%1: a point in time; %2: &quot;3 min ago&quot;
----------
%1: so many messages so far; %2: so many per second now</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Channels (%1)</source>
        <translation>频道（%1）</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>It is in no channel.</source>
        <translation>不在任何频道中。</translation>
    </message>
    <message>
        <source>The first %1 of %2.</source>
        <translation>%2 个中的前 %1 个。</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>流量</translation>
    </message>
    <message>
        <source>Quality of service</source>
        <translation>服务质量</translation>
    </message>
    <message>
        <source>Business server</source>
        <translation>业务服务器</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>工作线程</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>连接时间</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>最近活动</translation>
    </message>
    <message>
        <source>When anything came from the client.</source>
        <translation>最近一次收到客户端数据的时间。</translation>
    </message>
    <message>
        <source>Pinged</source>
        <translation>最近探测</translation>
    </message>
    <message>
        <source>When the relay asked last whether the client is there.</source>
        <translation>中继服务器最近一次探测客户端是否在线的时间。</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>How long the client took to answer that.</source>
        <translation>客户端应答探测所用的时间。</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>断线时间</translation>
    </message>
    <message>
        <source>The client is gone; it may come back and take up its session.</source>
        <translation>客户端已断线，可能会回来恢复会话。</translation>
    </message>
    <message>
        <source>Messages in</source>
        <translation>上行消息</translation>
    </message>
    <message>
        <source>From the client; so far, and per second.</source>
        <translation>来自客户端；累计和每秒。</translation>
    </message>
    <message>
        <source>Messages out</source>
        <translation>下行消息</translation>
    </message>
    <message>
        <source>To the client; so far, and per second.</source>
        <translation>发给客户端；累计和每秒。</translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation>上行字节</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>下行字节</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>传输中</translation>
    </message>
    <message>
        <source>Messages sent to the client, which it has not answered.</source>
        <translation>已发给客户端但尚未应答的消息。</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Messages to the client that wait for their turn.</source>
        <translation>等待发给客户端的消息。</translation>
    </message>
    <message>
        <source>Unanswered</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>In flight and queued.</source>
        <translation>传输中和排队中的消息。</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Bytes kept for the client because it reads slowly or is away.</source>
        <translation>因客户端读取缓慢或离线而暂存的字节数。</translation>
    </message>
    <message>
        <source>Waiting to forward</source>
        <translation>等待转发</translation>
    </message>
    <message>
        <source>Messages of the client that wait for their turn.</source>
        <translation>客户端等待转发的消息。</translation>
    </message>
    <message>
        <source>Being forwarded</source>
        <translation>正在转发</translation>
    </message>
    <message>
        <source>Messages of the client that the business server has now.</source>
        <translation>业务服务器正在处理的客户端消息。</translation>
    </message>
    <message>
        <source>Answers kept</source>
        <translation>保留的应答</translation>
    </message>
    <message>
        <source>Answers to QoS 2 messages, until the client releases them.</source>
        <translation>QoS 2 消息的应答，保留到客户端释放为止。</translation>
    </message>
    <message>
        <source>Cookie</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>What the business server has the relay remember for this client.</source>
        <translation>业务服务器让中继服务器为此客户端保存的内容。</translation>
    </message>
    <message>
        <source>&amp;Join…</source>
        <translation>加入(&amp;J)…</translation>
    </message>
    <message>
        <source>Puts the client into a channel.</source>
        <translation>将客户端加入频道。</translation>
    </message>
    <message>
        <source>&amp;Leave</source>
        <translation>移出(&amp;L)</translation>
    </message>
    <message>
        <source>Takes the client out of the chosen channel.</source>
        <translation>将客户端移出所选频道。</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Who the client is to the application.</source>
        <translation>客户端在应用中的身份。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionModel</name>
    <message>
        <source>connected</source>
        <extracomment>State of a session: its client is connected</extracomment>
        <translation>已连接</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>正在关闭</translation>
    </message>
    <message>
        <source>lost</source>
        <extracomment>State of a session: its client is gone, and may come back</extracomment>
        <translation>已断线</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Connected since</source>
        <translation>连接时间</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>In</source>
        <extracomment>Messages from the client, in a narrow column</extracomment>
        <translation>上行</translation>
    </message>
    <message>
        <source>Out</source>
        <extracomment>Messages to the client, in a narrow column</extracomment>
        <translation>下行</translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation>上行字节</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>下行字节</translation>
    </message>
    <message>
        <source>Unanswered</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>工作线程</translation>
    </message>
    <message>
        <source>%1 (%2 ago)</source>
        <extracomment>%1: a point in time; %2: how long ago that is</extracomment>
        <translation>%1（%2前）</translation>
    </message>
    <message>
        <source>Messages to the client that it has not answered yet.</source>
        <translation>已发给客户端但尚未应答的消息。</translation>
    </message>
    <message>
        <source>Bytes kept for the client because it reads slowly or is away.</source>
        <translation>因客户端读取缓慢或离线而暂存的字节数。</translation>
    </message>
    <message>
        <source>The client is gone; it may come back and take up its session.</source>
        <translation>客户端已断线，可能会回来恢复会话。</translation>
    </message>
    <message>
        <source>Messages from the client</source>
        <translation>来自客户端的消息</translation>
    </message>
    <message>
        <source>Messages to the client</source>
        <translation>发给客户端的消息</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionStatus</name>
    <message>
        <source>Delay %1</source>
        <extracomment>How long the relay takes to answer</extracomment>
        <translation>延迟 %1</translation>
    </message>
    <message>
        <source>How long the relay took to answer last</source>
        <translation>中继服务器最近一次应答所用的时间</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Clock of the relay: %1 ahead</source>
        <translation>中继服务器的时钟：快 %1</translation>
    </message>
    <message>
        <source>Clock of the relay: %1 behind</source>
        <translation>中继服务器的时钟：慢 %1</translation>
    </message>
    <message>
        <source>Times are the relay&apos;s: they are off by that much.</source>
        <translation>显示的时间以中继服务器为准，因此相差这么多。</translation>
    </message>
    <message>
        <source>Clock ±%1</source>
        <extracomment>The clocks of relay and dashboard differ by %1 at most</extracomment>
        <translation>时钟 ±%1</translation>
    </message>
    <message>
        <source>How far the clock of the relay is from the one of this machine</source>
        <translation>中继服务器与本机的时钟差</translation>
    </message>
    <message>
        <source>%1 (operator)</source>
        <extracomment>%1: whose token it is</extracomment>
        <translation>%1（操作员）</translation>
    </message>
    <message>
        <source>%1 (viewer)</source>
        <translation>%1（只读）</translation>
    </message>
    <message>
        <source>Your token may look and act</source>
        <translation>您的令牌可以查看和操作</translation>
    </message>
    <message>
        <source>Your token may look, not act</source>
        <translation>您的令牌只能查看，不能操作</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <extracomment>%1: a relay&apos;s name</extracomment>
        <translation>正在连接 %1…</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>已连接到 %1</translation>
    </message>
    <message numerus="yes">
        <source>trying again in %Ln second(s)</source>
        <translation>
            <numerusform>%Ln 秒后重试</numerusform>
        </translation>
    </message>
    <message>
        <source>trying again…</source>
        <translation>正在重试…</translation>
    </message>
    <message>
        <source>%1 is away, %2</source>
        <extracomment>%1: a relay&apos;s name, %2: when it is tried again, %3: why</extracomment>
        <translation>%1 已断开，%2</translation>
    </message>
    <message>
        <source>%1 refuses: %2</source>
        <extracomment>%1: a relay&apos;s name, %2: why</extracomment>
        <translation>%1 拒绝连接：%2</translation>
    </message>
    <message>
        <source>%1 is away, %2 (%3)</source>
        <translation>%1 已断开，%2（%3）</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionWindow</name>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>%1 – connection %2</source>
        <extracomment>Title of a window: a device, and the number of its connection</extracomment>
        <translation>%1 – 连接 %2</translation>
    </message>
    <message>
        <source>This session has ended.</source>
        <translation>此会话已结束。</translation>
    </message>
    <message>
        <source>This session has ended: %1</source>
        <translation>此会话已结束：%1</translation>
    </message>
    <message>
        <source>Not connected to the relay: what is shown is how it was.</source>
        <translation>未连接到中继服务器：显示的是断开前的状态。</translation>
    </message>
    <message>
        <source>&amp;Copy identity</source>
        <translation>复制标识(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Kick…</source>
        <translation>强制下线(&amp;K)…</translation>
    </message>
    <message>
        <source>Closes the connection; the client does not come back by itself.</source>
        <translation>关闭连接；客户端不会自行重连。</translation>
    </message>
    <message>
        <source>Your token may look, not act.</source>
        <translation>您的令牌只能查看，不能操作。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionsPage</name>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Clients of the relay show here while they are connected.</source>
        <translation>客户端连接到中继服务器期间显示在这里。</translation>
    </message>
    <message>
        <source>No connection matches</source>
        <translation>没有匹配的连接</translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln connection(s) matches the filter.</source>
        <translation>
            <numerusform>%Ln 个连接都不符合筛选条件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The relay does not say</source>
        <translation>中继服务器未提供</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Nobody is connected</source>
        <translation>没有客户端连接</translation>
    </message>
    <message>
        <source>Not connected: what is shown is how it was.</source>
        <translation>未连接：显示的是断开前的状态。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln connection(s)</source>
        <extracomment>%1: how many match the filter; %Ln: how many there are</extracomment>
        <translation>
            <numerusform>%1/%Ln 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Copy identity</source>
        <translation>复制标识(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Join a channel…</source>
        <translation>加入频道(&amp;J)…</translation>
    </message>
    <message>
        <source>&amp;Leave a channel…</source>
        <translation>移出频道(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Kick…</source>
        <translation>强制下线(&amp;K)…</translation>
    </message>
    <message>
        <source>Col&amp;umns</source>
        <translation>列(&amp;U)</translation>
    </message>
    <message>
        <source>Which columns there are; the header&apos;s context menu has the same.</source>
        <translation>选择显示的列；表头的右键菜单相同。</translation>
    </message>
    <message>
        <source>Facts and packets of this connection (Enter)</source>
        <translation>此连接的详情和数据包（Enter）</translation>
    </message>
    <message>
        <source>&amp;Join…</source>
        <translation>加入(&amp;J)…</translation>
    </message>
    <message>
        <source>Puts the client into a channel.</source>
        <translation>将客户端加入频道。</translation>
    </message>
    <message>
        <source>&amp;Leave…</source>
        <translation>移出(&amp;L)…</translation>
    </message>
    <message>
        <source>Takes the client out of a channel.</source>
        <translation>将客户端移出频道。</translation>
    </message>
    <message>
        <source>Closes the connection; the client does not come back by itself (Del)</source>
        <translation>关闭连接；客户端不会自行重连（Del）</translation>
    </message>
    <message>
        <source>Your token may look, not act.</source>
        <translation>您的令牌只能查看，不能操作。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventDetails</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件内容</translation>
    </message>
    <message>
        <source>&amp;Open connection</source>
        <translation>打开连接(&amp;O)</translation>
    </message>
    <message>
        <source>Choose an event to see all about it.</source>
        <translation>选择一个事件以查看详情。</translation>
    </message>
    <message>
        <source>node</source>
        <extracomment>one of the threads of a relay</extracomment>
        <translation>节点</translation>
    </message>
    <message>
        <source>worker %1</source>
        <translation>工作线程 %1</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventFollower</name>
    <message>
        <source>The relay does not give its events: %1</source>
        <extracomment>%1: what the relay says, in English</extracomment>
        <translation>中继服务器未提供事件：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) are missing here: the relay has not kept them.</source>
        <translation>
            <numerusform>此处缺少 %n 个事件：中继服务器未保留它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>The relay has been started anew.</source>
        <translation>中继服务器已重新启动。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventsModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件内容</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventsPage</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>已取消导出。</translation>
    </message>
    <message>
        <source>Filter by connection, address or text</source>
        <translation>按连接、地址或内容筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter by connection, address or text (%1)</source>
        <translation>按连接、地址或内容筛选（%1）</translation>
    </message>
    <message>
        <source>&amp;Follow</source>
        <translation>跟随(&amp;F)</translation>
    </message>
    <message>
        <source>Keeps the newest event in sight, until you scroll away or choose one.</source>
        <translation>始终显示最新的事件，直到您滚动或选择其他事件。</translation>
    </message>
    <message>
        <source>E&amp;xport CSV…</source>
        <translation>导出 CSV(&amp;X)…</translation>
    </message>
    <message>
        <source>Writes all events that match the filter and that the relay keeps to a file.</source>
        <translation>将中继服务器保留的、符合筛选条件的所有事件写入文件。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>What happens in a relay shows here once the dashboard is connected to it: connects, closes, refusals, failures.</source>
        <translation>连接到中继服务器后，这里会显示发生的事件：连接、关闭、拒绝和失败。</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>还没有事件</translation>
    </message>
    <message>
        <source>Connects, closes, refusals and failures show here as they happen.</source>
        <translation>连接、关闭、拒绝和失败发生时显示在这里。</translation>
    </message>
    <message>
        <source>No event matches</source>
        <translation>没有匹配的事件</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n event(s) here matches the filter.</source>
        <translation>
            <numerusform>%n 个事件都不符合筛选条件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 of %2 events are shown</extracomment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>Not connected: what is shown is what happened until then.</source>
        <translation>未连接：显示的是断开前发生的事件。</translation>
    </message>
    <message>
        <source>Open connection</source>
        <translation>打开连接</translation>
    </message>
    <message>
        <source>Show only events of this connection</source>
        <translation>只显示此连接的事件</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文本</translation>
    </message>
    <message>
        <source>Export events</source>
        <translation>导出事件</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>正在写入 %1…</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) written to %1.</source>
        <translation>
            <numerusform>已将 %n 个事件写入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>未能写入 %1：%2</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::FeedClient</name>
    <message>
        <source>Not connected.</source>
        <translation>未连接。</translation>
    </message>
    <message>
        <source>The relay did not answer in time.</source>
        <translation>中继服务器未及时应答。</translation>
    </message>
    <message>
        <source>The relay cannot be reached: %1</source>
        <translation>无法连接到中继服务器：%1</translation>
    </message>
    <message>
        <source>No secure connection to the relay: %1</source>
        <translation>无法与中继服务器建立安全连接：%1</translation>
    </message>
    <message>
        <source>The relay does not accept this token.</source>
        <translation>中继服务器不接受此令牌。</translation>
    </message>
    <message>
        <source>Too many attempts with a wrong token. Wait for a minute, then try again.</source>
        <translation>令牌错误次数过多。请等待一分钟后重试。</translation>
    </message>
    <message>
        <source>There is no feed for dashboards at this address.</source>
        <translation>此地址没有控制台接口。</translation>
    </message>
    <message>
        <source>The relay answered with HTTP status %1.</source>
        <translation>中继服务器返回了 HTTP 状态 %1。</translation>
    </message>
    <message>
        <source>The relay has fallen silent.</source>
        <translation>中继服务器已无响应。</translation>
    </message>
    <message>
        <source>The relay ended the connection (%1).</source>
        <extracomment>%1: a number, the code of a WebSocket&apos;s close; %2: a reason, in English</extracomment>
        <translation>中继服务器已结束连接（%1）。</translation>
    </message>
    <message>
        <source>The relay ended the connection (%1: %2).</source>
        <translation>中继服务器已结束连接（%1：%2）。</translation>
    </message>
    <message>
        <source>What answers at this address is no relay.</source>
        <translation>此地址的服务不是中继服务器。</translation>
    </message>
    <message>
        <source>This is no address of a relay. It begins with ws:// or wss://.</source>
        <translation>这不是中继服务器的地址。地址应以 ws:// 或 wss:// 开头。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::FeedEvent</name>
    <message>
        <source>ended normally</source>
        <translation>正常结束</translation>
    </message>
    <message>
        <source>going away</source>
        <translation>即将离开</translation>
    </message>
    <message>
        <source>protocol error</source>
        <translation>协议错误</translation>
    </message>
    <message>
        <source>data of a kind that is not taken</source>
        <translation>不接受的数据类型</translation>
    </message>
    <message>
        <source>closed without a code</source>
        <translation>关闭时没有代码</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>text that is no UTF-8</source>
        <translation>文本不是 UTF-8</translation>
    </message>
    <message>
        <source>broke a rule of the relay</source>
        <translation>违反中继服务器的规则</translation>
    </message>
    <message>
        <source>message too large</source>
        <translation>消息过大</translation>
    </message>
    <message>
        <source>internal error</source>
        <translation>内部错误</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>too slow; to come again later</source>
        <translation>过慢；请稍后再连接</translation>
    </message>
    <message>
        <source>taken over by another connection</source>
        <translation>被另一个连接接管</translation>
    </message>
    <message>
        <source>authorisation withdrawn</source>
        <translation>授权已撤销</translation>
    </message>
    <message>
        <source>kicked by an administrator</source>
        <translation>被管理员强制下线</translation>
    </message>
    <message>
        <source>kicked by the business server</source>
        <translation>被业务服务器强制下线</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>malformed</source>
        <translation>格式错误</translation>
    </message>
    <message>
        <source>not authorised</source>
        <translation>未授权</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>there is no such thing</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>method not allowed</source>
        <translation>不允许的方法</translation>
    </message>
    <message>
        <source>took too long</source>
        <translation>耗时过长</translation>
    </message>
    <message>
        <source>not now</source>
        <translation>暂时不可</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>no WebSocket of version 13</source>
        <translation>不是版本 13 的 WebSocket</translation>
    </message>
    <message>
        <source>too many</source>
        <translation>过多</translation>
    </message>
    <message>
        <source>headers too large</source>
        <translation>请求头过大</translation>
    </message>
    <message>
        <source>error of the server</source>
        <translation>服务器错误</translation>
    </message>
    <message>
        <source>bad answer</source>
        <translation>应答无效</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>未及时应答</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Refusal</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>超限</translation>
    </message>
    <message>
        <source>Callback failure</source>
        <translation>回调失败</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>缺失</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>All platforms</source>
        <translation>所有平台</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>所有状态</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>All protocols</source>
        <translation>所有协议</translation>
    </message>
    <message>
        <source>Filter by identity, account, platform, device or address</source>
        <translation>按标识、账号、平台、设备或地址筛选</translation>
    </message>
    <message>
        <source>Filter by identity, account, platform, device or address (%1)</source>
        <extracomment>%1: a key</extracomment>
        <translation>按标识、账号、平台、设备或地址筛选（%1）</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>All applications</source>
        <translation>所有应用</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::Format</name>
    <message>
        <source>%1 k</source>
        <extracomment>Thousands, where room is scarce: 12.3 k</extracomment>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <extracomment>Millions, where room is scarce: 12.3 M</extracomment>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 G</source>
        <extracomment>Thousands of millions, where room is scarce: 12.3 G</extracomment>
        <translation>%1 G</translation>
    </message>
    <message>
        <source>%1/s</source>
        <extracomment>%1 things per second, e.g. 12.3 k/s</extracomment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 B</source>
        <extracomment>Bytes</extracomment>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 B/s</source>
        <extracomment>Bytes per second</extracomment>
        <translation>%1 B/s</translation>
    </message>
    <message>
        <source>%1 %</source>
        <extracomment>Per cent; keep the space where the language has one</extracomment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>A duration in seconds</extracomment>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <extracomment>A duration: days and hours</extracomment>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>%1 d</source>
        <extracomment>A duration in whole days</extracomment>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>A duration: hours and minutes</extracomment>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <extracomment>A duration in whole hours</extracomment>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <extracomment>A duration: minutes and seconds</extracomment>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <extracomment>A duration in whole minutes</extracomment>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <extracomment>Milliseconds</extracomment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <extracomment>Microseconds</extracomment>
        <translation>%1 µs</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::Health</name>
    <message>
        <source>of %1</source>
        <extracomment>Memory; %1: what may be used</extracomment>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>full: %1 allowed</source>
        <extracomment>Connections; %1: how many are allowed</extracomment>
        <translation>已满：上限 %1</translation>
    </message>
    <message>
        <source>nearly full: of %1</source>
        <translation>即将满：上限 %1</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <extracomment>Messages dropped for slow clients; %1: e.g. 12/s</extracomment>
        <translation>已丢弃 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln membership(s)</source>
        <extracomment>Of all channels</extracomment>
        <translation>
            <numerusform>%Ln 个成员关系</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing forwarded</source>
        <translation>没有转发</translation>
    </message>
    <message>
        <source>99 %: %1</source>
        <extracomment>Latency; 99 of 100 are faster</extracomment>
        <translation>99%：%1</translation>
    </message>
    <message>
        <source>slow: 99 % within %1</source>
        <extracomment>Latency: 1 of 100 is slower than %1</extracomment>
        <translation>缓慢：99% 在 %1 内</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1: per cent of the calls, %2: calls per second</extracomment>
        <translation>%2 中的 %1</translation>
    </message>
    <message>
        <source>no limit set</source>
        <translation>未设上限</translation>
    </message>
    <message>
        <source>scarce: clients are refused</source>
        <translation>不足：拒绝客户端</translation>
    </message>
    <message>
        <source>scarce: messages are dropped</source>
        <translation>不足：丢弃消息</translation>
    </message>
    <message>
        <source>scarce: clients are closed</source>
        <translation>不足：关闭客户端</translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln 个工作线程</numerusform>
        </translation>
    </message>
    <message>
        <source>busiest worker: %1</source>
        <extracomment>%1: CPU of the worker that has most to do</extracomment>
        <translation>最忙的工作线程：%1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, version %2, up for %3, draining</source>
        <extracomment>%1: a node&apos;s name, %2: version, %3: duration</extracomment>
        <translation>%1，版本 %2，已运行 %3，正在排空</translation>
    </message>
    <message>
        <source>%1, version %2, up for %3</source>
        <translation>%1，版本 %2，已运行 %3</translation>
    </message>
    <message>
        <source>of %1 calls</source>
        <extracomment>Calls of the business server; %1: e.g. 120/s</extracomment>
        <translation>共 %1 次调用</translation>
    </message>
    <message>
        <source>of %1 in all</source>
        <extracomment>Connections of an application; %1: how many all applications have</extracomment>
        <translation>所有应用共 %1</translation>
    </message>
    <message>
        <source>not per application</source>
        <extracomment>Memory and CPU: there are no figures of a single application</extracomment>
        <translation>不按应用统计</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::JsonText</name>
    <message>
        <source>There is no value.</source>
        <translation>没有值。</translation>
    </message>
    <message>
        <source>Nothing may follow the value.</source>
        <translation>值之后不能有其他内容。</translation>
    </message>
    <message>
        <source>This is nested too deep.</source>
        <translation>嵌套过深。</translation>
    </message>
    <message>
        <source>A value is missing at the end.</source>
        <translation>末尾缺少值。</translation>
    </message>
    <message>
        <source>A value is expected here: an object, a list, a text in quotes, a number, true, false or null.</source>
        <translation>此处应为值：对象、列表、带引号的文本、数字、true、false 或 null。</translation>
    </message>
    <message>
        <source>The name of a member is expected here, in quotes.</source>
        <translation>此处应为带引号的成员名。</translation>
    </message>
    <message>
        <source>A colon is expected here.</source>
        <translation>此处应为冒号。</translation>
    </message>
    <message>
        <source>A comma or } is expected here.</source>
        <translation>此处应为逗号或 }。</translation>
    </message>
    <message>
        <source>A comma or ] is expected here.</source>
        <translation>此处应为逗号或 ]。</translation>
    </message>
    <message>
        <source>A text must not have line ends or tabs: write \n or \t.</source>
        <translation>文本中不能有换行或制表符：请写作 \n 或 \t。</translation>
    </message>
    <message>
        <source>A text does not end: its closing quote is missing.</source>
        <translation>文本没有结束：缺少右引号。</translation>
    </message>
    <message>
        <source>\u needs four hexadecimal digits.</source>
        <translation>\u 之后需要四位十六进制数字。</translation>
    </message>
    <message>
        <source>There is no such escape; a backslash is written \\.</source>
        <translation>没有这样的转义；反斜杠写作 \\。</translation>
    </message>
    <message>
        <source>A digit is expected here.</source>
        <translation>此处应为数字。</translation>
    </message>
    <message>
        <source>A number must not begin with 0.</source>
        <translation>数字不能以 0 开头。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::KindBar</name>
    <message>
        <source>Connects</source>
        <extracomment>In buttons beside each other, with a number behind: keep them short.</extracomment>
        <translation>连接</translation>
    </message>
    <message>
        <source>Resumes</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Closes</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Refusals</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>超限</translation>
    </message>
    <message>
        <source>Callbacks</source>
        <translation>回调</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Kinds of events</source>
        <translation>事件类型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Shows events of all kinds.</source>
        <translation>显示所有类型的事件。</translation>
    </message>
    <message>
        <source>Shows events of the kinds that are pressed only.</source>
        <translation>只显示所选类型的事件。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::Main</name>
    <message>
        <source>Watches and steers Rainbow relays.</source>
        <translation>查看和管理 Rainbow 中继服务器。</translation>
    </message>
    <message>
        <source>Connects to this relay instead of the one opened last.</source>
        <translation>连接到此中继服务器，而不是上次打开的那一个。</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Its token is in this file; it is not remembered.</source>
        <translation>令牌在此文件中；不会保存。</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>FILE</translation>
    </message>
    <message>
        <source>Cannot read %1: %2</source>
        <extracomment>%1: a file, %2: why</extracomment>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>There is no token in %1</source>
        <translation>%1 中没有令牌</translation>
    </message>
    <message>
        <source>--token-file needs --relay</source>
        <translation>--token-file 需要 --relay</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::MainWindow</name>
    <message>
        <source>&amp;Relay</source>
        <translation>中继(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Connect to</source>
        <translation>连接到(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Try again now</source>
        <translation>立即重试(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>断开连接(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Manage relays…</source>
        <translation>管理中继服务器(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>查看(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <extracomment>The language of the system</extracomment>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <extracomment>As the desktop is</extracomment>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Rainbow</source>
        <translation>关于 Rainbow(&amp;A)</translation>
    </message>
    <message>
        <source>Welcome to Rainbow</source>
        <translation>欢迎使用 Rainbow</translation>
    </message>
    <message>
        <source>Watch and steer your relays from here. To begin, add a relay: its address and a token of its configuration, from [admin].</source>
        <translation>在这里查看和管理您的中继服务器。首先请添加一个中继服务器：它的地址，以及其配置 [admin] 中的令牌。</translation>
    </message>
    <message>
        <source>&amp;Add a relay…</source>
        <translation>添加中继服务器(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Try now</source>
        <translation>立即重试(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <extracomment>It has been read</extracomment>
        <translation>确定(&amp;O)</translation>
    </message>
    <message>
        <source>%1 – Rainbow</source>
        <translation>%1 – Rainbow</translation>
    </message>
    <message>
        <source>Rainbow</source>
        <translation>Rainbow</translation>
    </message>
    <message>
        <source>The relay is away. What you see is from before.</source>
        <translation>与中继服务器的连接已断开。显示的是断开前的内容。</translation>
    </message>
    <message>
        <source>The relay cannot be reached.</source>
        <translation>无法连接到中继服务器。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::MembersModel</name>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>正在关闭</translation>
    </message>
    <message>
        <source>away</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Messages to it that it has not answered yet</source>
        <translation>已发给它但尚未应答的消息</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>连接时间</translation>
    </message>
    <message>
        <source>Unanswered</source>
        <translation>未应答</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::MembersPanel</name>
    <message>
        <source>Members of the channel</source>
        <translation>频道的成员</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Shows all about this connection, and its packets as they pass.</source>
        <translation>显示此连接的详情以及实时数据包。</translation>
    </message>
    <message>
        <source>&amp;Remove from channel…</source>
        <translation>移出频道(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Kick…</source>
        <translation>强制下线(&amp;K)…</translation>
    </message>
    <message>
        <source>Ends the connection and its session.</source>
        <translation>结束连接及其会话。</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Members of “%1” (%2)</source>
        <extracomment>%1: a channel, %2: how many members it has</extracomment>
        <translation>“%1”的成员（%2）</translation>
    </message>
    <message>
        <source>Members of “%1”</source>
        <translation>“%1”的成员</translation>
    </message>
    <message>
        <source>No channel chosen</source>
        <translation>未选择频道</translation>
    </message>
    <message>
        <source>Choose a channel to see who is in it.</source>
        <translation>选择一个频道以查看其成员。</translation>
    </message>
    <message>
        <source>The channel is gone</source>
        <translation>频道已不存在</translation>
    </message>
    <message>
        <source>The last member has left “%1”. It shows again when somebody comes in.</source>
        <translation>最后一个成员已离开“%1”。有人加入时会再次显示。</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The relay does not give the members</source>
        <translation>中继服务器未提供成员列表</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Nobody is in the channel</source>
        <translation>频道中没有成员</translation>
    </message>
    <message>
        <source>Open connection</source>
        <translation>打开连接</translation>
    </message>
    <message>
        <source>Remove from channel…</source>
        <translation>移出频道…</translation>
    </message>
    <message>
        <source>Kick…</source>
        <translation>强制下线…</translation>
    </message>
    <message>
        <source>Remove %1 from the channel “%2”?</source>
        <translation>将 %1 移出频道“%2”？</translation>
    </message>
    <message>
        <source>It stays connected, and gets no more messages of this channel.</source>
        <translation>它将保持连接，但不再收到此频道的消息。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>%1 was removed from “%2”.</source>
        <translation>已将 %1 移出“%2”。</translation>
    </message>
    <message>
        <source>Kick %1?</source>
        <translation>将 %1 强制下线？</translation>
    </message>
    <message>
        <source>Its connection and its session end at once, and it is told not to come again by itself. What was on its way to it is lost.</source>
        <translation>它的连接和会话将立即结束，并被告知不要自行重连。正在发给它的内容将丢失。</translation>
    </message>
    <message>
        <source>Kick</source>
        <translation>强制下线</translation>
    </message>
    <message>
        <source>%1 was kicked.</source>
        <translation>%1 已强制下线。</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>未能完成：%1</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::Navigation</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Choose a relay</source>
        <translation>选择中继服务器</translation>
    </message>
    <message>
        <source>No relay</source>
        <translation>没有中继服务器</translation>
    </message>
    <message>
        <source>Relay: %1</source>
        <translation>中继服务器：%1</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::NodesModel</name>
    <message>
        <source>Nodes, and their workers: one thread each</source>
        <translation>节点及其工作线程</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Whether it takes clients, and what scarce memory makes it do</source>
        <translation>是否接受客户端，以及内存不足时的处理</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Per cent of one core</source>
        <translation>占一个核心的百分比</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>How long the worker took to turn to a question just now</source>
        <translation>工作线程刚才响应询问所用的时间</translation>
    </message>
    <message>
        <source>Loop delay</source>
        <translation>循环延迟</translation>
    </message>
    <message>
        <source>Clients connected now</source>
        <translation>当前连接的客户端</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Messages from clients</source>
        <translation>来自客户端的消息</translation>
    </message>
    <message>
        <source>In</source>
        <translation>上行</translation>
    </message>
    <message>
        <source>Messages to clients</source>
        <translation>发给客户端的消息</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>下行</translation>
    </message>
    <message>
        <source>Client messages that wait for their turn, and calls of the business server under way</source>
        <translation>等待处理的客户端消息，以及正在进行的业务服务器调用</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Kept for slow clients</source>
        <translation>为读取缓慢的客户端暂存</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Of the process</source>
        <translation>进程占用</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Number of the process</source>
        <translation>进程号</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Since it was started</source>
        <translation>启动以来的时间</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>运行时间</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <extracomment>One thread of a node; %1: its number</extracomment>
        <translation>工作线程 %1</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>A node that takes clients</extracomment>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>draining</source>
        <extracomment>A node that sends its clients away, and ends</extracomment>
        <translation>正在排空</translation>
    </message>
    <message>
        <source>refuses clients</source>
        <extracomment>Memory is scarce, so that a node takes no more clients</extracomment>
        <translation>拒绝客户端</translation>
    </message>
    <message>
        <source>drops messages</source>
        <extracomment>Memory is scarce</extracomment>
        <translation>丢弃消息</translation>
    </message>
    <message>
        <source>closes clients</source>
        <extracomment>Memory is scarce</extracomment>
        <translation>关闭客户端</translation>
    </message>
    <message>
        <source>At most %1</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>Of %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>No limit is set</source>
        <translation>未设上限</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>自 %1</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::NodesPage</name>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Nodes and workers</source>
        <translation>节点和工作线程</translation>
    </message>
    <message>
        <source>&amp;Reload settings</source>
        <translation>重新加载设置(&amp;R)</translation>
    </message>
    <message>
        <source>As the signal SIGHUP does: the relay reads its configuration again</source>
        <translation>与信号 SIGHUP 相同：中继服务器重新读取配置</translation>
    </message>
    <message>
        <source>&amp;Log level</source>
        <translation>日志级别(&amp;L)</translation>
    </message>
    <message>
        <source>Until the next reload or restart</source>
        <translation>到下次重新加载或重启为止</translation>
    </message>
    <message>
        <source>&amp;Drain…</source>
        <translation>排空(&amp;D)…</translation>
    </message>
    <message>
        <source>Sends the clients of this node away, and ends it</source>
        <translation>让此节点的客户端离开，并结束该节点</translation>
    </message>
    <message>
        <source>&amp;Debug</source>
        <translation>调试(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Info</source>
        <translation>信息(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Warning</source>
        <translation>警告(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Error</source>
        <translation>错误(&amp;E)</translation>
    </message>
    <message>
        <source>Your token may look, not act: reloading, log level and draining need one with the role operator.</source>
        <translation>您的令牌只能查看，不能操作：重新加载、日志级别和排空需要操作员令牌。</translation>
    </message>
    <message>
        <source>Waiting for the first figures</source>
        <translation>正在等待首批数据</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Here you will see the nodes of the relay, what their workers have to do, and the configuration they work by.</source>
        <translation>这里将显示中继服务器的节点、工作线程的负载以及所用的配置。</translation>
    </message>
    <message>
        <source>Drain the node %1?</source>
        <translation>排空节点 %1？</translation>
    </message>
    <message>
        <source>It takes no more clients, sends those it has (%1) away with the code 1001, so that they connect elsewhere, and then its process ends. Nothing here starts it again.</source>
        <translation>它不再接受客户端，并以代码 1001 让现有客户端（%1）离开，以便它们连接到别处，然后进程结束。此处无法重新启动它。</translation>
    </message>
    <message>
        <source>Drain</source>
        <extracomment>Verb, on a button</extracomment>
        <translation>排空</translation>
    </message>
    <message>
        <source>%1 is draining.</source>
        <translation>%1 正在排空。</translation>
    </message>
    <message>
        <source>Reloaded; nothing has changed.</source>
        <translation>已重新加载；没有变化。</translation>
    </message>
    <message>
        <source>Reloaded; changed: %1</source>
        <translation>已重新加载；变更：%1</translation>
    </message>
    <message>
        <source>Log level %1 until the next reload or restart.</source>
        <translation>日志级别为 %1，到下次重新加载或重启为止。</translation>
    </message>
    <message>
        <source>Asking the relay…</source>
        <translation>正在询问中继服务器…</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Messages in</source>
        <translation>上行消息</translation>
    </message>
    <message>
        <source>Messages out</source>
        <translation>下行消息</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>Forward latency</source>
        <extracomment>How long calls of the business server take
----------
Half of the calls are faster; 99 of 100 are faster</extracomment>
        <translation>转发延迟</translation>
    </message>
    <message>
        <source>Failures</source>
        <extracomment>Calls of the business server that failed
----------
Why calls of the business server failed</extracomment>
        <translation>失败</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Messages</source>
        <extracomment>Direction of messages: from and to clients</extracomment>
        <translation>消息</translation>
    </message>
    <message>
        <source>in</source>
        <translation>上行</translation>
    </message>
    <message>
        <source>out</source>
        <translation>下行</translation>
    </message>
    <message>
        <source>50 %</source>
        <translation>50%</translation>
    </message>
    <message>
        <source>99 %</source>
        <translation>99%</translation>
    </message>
    <message>
        <source>timeout</source>
        <extracomment>HTTP status</extracomment>
        <translation>超时</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>4xx</source>
        <translation>4xx</translation>
    </message>
    <message>
        <source>5xx</source>
        <translation>5xx</translation>
    </message>
    <message>
        <source>answer</source>
        <extracomment>The answer was too large or not understood</extracomment>
        <translation>应答</translation>
    </message>
    <message>
        <source>none</source>
        <extracomment>Failures: there were none</extracomment>
        <translation>无</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>Last 5 minutes</source>
        <translation>最近 5 分钟</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>最近 1 小时</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>最近 24 小时</translation>
    </message>
    <message>
        <source>&amp;Node:</source>
        <translation>节点(&amp;N)：</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Waiting for the first figures</source>
        <translation>正在等待首批数据</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Here you will see how many clients are connected, what they send, how fast the business server answers, and what the relay needs for it.</source>
        <translation>这里将显示连接的客户端数量、收发的消息、业务服务器的应答速度以及中继服务器的资源占用。</translation>
    </message>
    <message>
        <source>All nodes</source>
        <translation>所有节点</translation>
    </message>
    <message>
        <source>&amp;Application:</source>
        <translation>应用(&amp;A)：</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>All applications</source>
        <translation>所有应用</translation>
    </message>
    <message>
        <source>Of an application there are the figures of all nodes.</source>
        <translation>应用的数据为所有节点的合计。</translation>
    </message>
    <message>
        <source>not per application</source>
        <extracomment>Memory and CPU: there are no figures of a single application</extracomment>
        <translation>不按应用统计</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::RelayAddress</name>
    <message>
        <source>Enter the address of the relay, for example 127.0.0.1:%1.</source>
        <translation>请输入中继服务器的地址，例如 127.0.0.1:%1。</translation>
    </message>
    <message>
        <source>The address is too long.</source>
        <translation>地址过长。</translation>
    </message>
    <message>
        <source>“%1” is none of ws, wss, http and https.</source>
        <translation>“%1”不是 ws、wss、http 或 https。</translation>
    </message>
    <message>
        <source>The address must not have a user or password; the token has a field of its own.</source>
        <translation>地址中不能有用户名或密码；令牌请填入专门的输入框。</translation>
    </message>
    <message>
        <source>The address must not have anything after “?” or “#”.</source>
        <translation>地址中不能有“?”或“#”及其后的内容。</translation>
    </message>
    <message>
        <source>“%1” is no port; a port is a number from 1 to 65535.</source>
        <translation>“%1”不是端口；端口是 1 到 65535 的数字。</translation>
    </message>
    <message>
        <source>The address has no host.</source>
        <translation>地址中没有主机。</translation>
    </message>
    <message>
        <source>“%1” is no host name and no IP address.</source>
        <translation>“%1”不是主机名或 IP 地址。</translation>
    </message>
    <message>
        <source>“%1” is no address.</source>
        <translation>“%1”不是地址。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::RelayBook</name>
    <message>
        <source>Enter a name for the relay.</source>
        <translation>请输入中继服务器的名称。</translation>
    </message>
    <message>
        <source>The name is too long.</source>
        <translation>名称过长。</translation>
    </message>
    <message>
        <source>There is a relay of that name already.</source>
        <translation>已有同名的中继服务器。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::RelayDialog</name>
    <message>
        <source>Edit relay</source>
        <translation>编辑中继服务器</translation>
    </message>
    <message>
        <source>Add relay</source>
        <translation>添加中继服务器</translation>
    </message>
    <message>
        <source>The dashboard connects to the feed of a relay, which is on once the relay has a token for it.</source>
        <translation>控制台通过中继服务器的控制台接口连接；为中继服务器配置令牌后，该接口即启用。</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>地址(&amp;A)：</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名称(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>令牌(&amp;T)：</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>host, host:port, or https://…</source>
        <translation>主机、主机与端口，或 https://…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>As you call it; the address if left empty</source>
        <translation>自定名称；留空则使用地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>It proves that you may watch the relay, and act on it if its role is operator.</source>
        <translation>证明您可以查看中继服务器；角色为操作员时还可以进行操作。</translation>
    </message>
    <message>
        <source>Keep the token in this desktop&apos;s &amp;keychain</source>
        <translation>将令牌保存到桌面密钥环(&amp;K)</translation>
    </message>
    <message>
        <source>Otherwise it is asked for each time the program starts.</source>
        <translation>否则每次启动程序时都会询问。</translation>
    </message>
    <message>
        <source>No keychain runs on this desktop. The token is kept until the program ends.</source>
        <translation>此桌面没有运行密钥环。令牌只保留到程序结束。</translation>
    </message>
    <message>
        <source>Test &amp;connection</source>
        <translation>测试连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Without a port it is %1.</source>
        <translation>未指定端口时为 %1。</translation>
    </message>
    <message>
        <source>Connects to %1, unencrypted: the token can be read on the way. https:// or a tunnel would keep it safe.</source>
        <translation>将连接到 %1，未加密：令牌可能在途中被读取。请使用 https:// 或隧道来保护它。</translation>
    </message>
    <message>
        <source>Connects to %1</source>
        <translation>将连接到 %1</translation>
    </message>
    <message>
        <source>The relay does not answer.</source>
        <translation>中继服务器没有应答。</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>operator: may look and act</source>
        <translation>操作员：可以查看和操作</translation>
    </message>
    <message>
        <source>viewer: may look</source>
        <translation>只读：可以查看</translation>
    </message>
    <message>
        <source>Connected to %1, Rainbow %2, as %3 (%4).</source>
        <extracomment>%1: a relay&apos;s name, %2: its version, %3: a person&apos;s or token&apos;s name, %4: the role</extracomment>
        <translation>已连接到 %1，Rainbow %2，身份为 %3（%4）。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::RelayListModel</name>
    <message>
        <source>%1, opened at the start</source>
        <translation>%1，启动时打开</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::SendHistory</name>
    <message>
        <source>Sent</source>
        <translation>发送时间</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>QoS</source>
        <translation>QoS</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>waiting…</source>
        <translation>等待中…</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>nobody there</source>
        <translation>无人在线</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 of %2 clients</extracomment>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::SendPanel</name>
    <message>
        <source>&amp;Type:</source>
        <translation>类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>What the message is, as the app and its server have agreed: 1 to 65535.</source>
        <translation>消息的种类，由应用及其服务器约定：1 到 65535。</translation>
    </message>
    <message>
        <source>&amp;QoS:</source>
        <translation>QoS(&amp;Q)：</translation>
    </message>
    <message>
        <source>Quality of service</source>
        <translation>服务质量</translation>
    </message>
    <message>
        <source>0 – at most once</source>
        <translation>0 – 至多一次</translation>
    </message>
    <message>
        <source>1 – at least once</source>
        <translation>1 – 至少一次</translation>
    </message>
    <message>
        <source>2 – exactly once</source>
        <translation>2 – 恰好一次</translation>
    </message>
    <message>
        <source>Put out once, and not answered: who is away misses it.</source>
        <translation>只发送一次，无需应答：离线的客户端收不到。</translation>
    </message>
    <message>
        <source>Repeated until the client has answered, within the time: it may get it twice.</source>
        <translation>在时限内重复发送，直到客户端应答：可能收到两次。</translation>
    </message>
    <message>
        <source>As 1, with one more round trip, so that the client gets it once.</source>
        <translation>与 1 相同，但多一次往返，确保客户端只收到一次。</translation>
    </message>
    <message>
        <source>T&amp;imeout:</source>
        <translation>超时(&amp;I)：</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>How long answers are waited for.</source>
        <translation>等待应答的时间。</translation>
    </message>
    <message>
        <source> s</source>
        <extracomment>seconds, behind a number</extracomment>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;JSON</source>
        <translation>JSON(&amp;J)</translation>
    </message>
    <message>
        <source>Te&amp;xt</source>
        <translation>文本(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>格式化(&amp;F)</translation>
    </message>
    <message>
        <source>Sets the JSON on lines of their own.</source>
        <translation>将 JSON 分行排列。</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>The message</source>
        <translation>消息内容</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>Sent in this session</source>
        <translation>本次已发送</translation>
    </message>
    <message>
        <source>&amp;Use again</source>
        <translation>再次使用(&amp;U)</translation>
    </message>
    <message>
        <source>Puts the chosen message into the editor.</source>
        <translation>将所选消息放入编辑框。</translation>
    </message>
    <message>
        <source>Messages sent in this session</source>
        <translation>本次已发送的消息</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Send a message to “%1”</source>
        <translation>向“%1”发送消息</translation>
    </message>
    <message>
        <source>Choose a channel first.</source>
        <translation>请先选择频道。</translation>
    </message>
    <message>
        <source>Not connected.</source>
        <translation>未连接。</translation>
    </message>
    <message>
        <source>Sends the message (%1)</source>
        <translation>发送消息（%1）</translation>
    </message>
    <message>
        <source>This is too large to be sent from here: at most %1.</source>
        <translation>内容过大，无法从此处发送：最多 %1。</translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation>有效的 JSON</translation>
    </message>
    <message>
        <source>Write some JSON, or choose “Text”.</source>
        <translation>请输入 JSON，或选择“文本”。</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>第 %1 行，第 %2 列：%3</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::SendResult</name>
    <message>
        <source>Last answer</source>
        <translation>最后的应答</translation>
    </message>
    <message>
        <source>Who answered, after how long, and what, shows here.</source>
        <translation>这里显示谁应答了、用时多久以及应答的内容。</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>Waiting for answers…</source>
        <translation>正在等待应答…</translation>
    </message>
    <message>
        <source>Not sent: %1</source>
        <translation>未发送：%1</translation>
    </message>
    <message>
        <source>Nobody is in the channel.</source>
        <translation>频道中没有成员。</translation>
    </message>
    <message numerus="yes">
        <source>Put out to %n client(s) in %1.</source>
        <extracomment>%1: a duration</extracomment>
        <translation>
            <numerusform>已在 %1 内发给 %n 个客户端。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 clients answered in %3.</source>
        <extracomment>%1 and %2: numbers, %3: a duration</extracomment>
        <translation>%2 个客户端中有 %1 个在 %3 内应答。</translation>
    </message>
    <message>
        <source>Time was up (%1) before all had answered.</source>
        <translation>未等到全部应答，时间已到（%1）。</translation>
    </message>
    <message>
        <source>Platforms: %1</source>
        <translation>平台：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>The last answer is no text; in Base64:</source>
        <translation>最后的应答不是文本；Base64 编码：</translation>
    </message>
    <message>
        <source>Nobody answers messages of QoS 0.</source>
        <translation>QoS 0 的消息无需应答。</translation>
    </message>
    <message>
        <source>No answer has a content.</source>
        <translation>所有应答都没有内容。</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TimelineModel</name>
    <message>
        <source>refused after %1</source>
        <translation>%1 后被拒绝</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>answered after %1</source>
        <translation>%1 后应答</translation>
    </message>
    <message>
        <source>answered</source>
        <extracomment>The beginning was not seen, so how long it took is not known</extracomment>
        <translation>已应答</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>no answer seen</source>
        <translation>未看到应答</translation>
    </message>
    <message>
        <source>waiting for an answer</source>
        <translation>等待应答</translation>
    </message>
    <message>
        <source>not completed yet</source>
        <translation>尚未完成</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message numerus="yes">
        <source>repeated %n time(s)</source>
        <translation>
            <numerusform>重复 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Separates remarks: &quot;answered after 12 ms, repeated 2 times&quot;</extracomment>
        <translation>，</translation>
    </message>
    <message>
        <source>%1, again</source>
        <translation>%1，重发</translation>
    </message>
    <message>
        <source>from the client</source>
        <translation>来自客户端</translation>
    </message>
    <message>
        <source>to the client</source>
        <translation>发给客户端</translation>
    </message>
    <message>
        <source>What passed here was not seen: the connection to the relay was lost.</source>
        <translation>此处的数据包未能看到：与中继服务器的连接曾中断。</translation>
    </message>
    <message numerus="yes">
        <source>%n packet(s) left out here: more came than is shown.</source>
        <translation>
            <numerusform>此处省略了 %n 个数据包：数量超出显示能力。</numerusform>
        </translation>
    </message>
    <message>
        <source>to what was not seen</source>
        <translation>对应未看到的数据包</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>%1 后</translation>
    </message>
    <message>
        <source>waiting…</source>
        <translation>等待中…</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Client – relay</source>
        <extracomment>Over arrows that go from the one to the other; keep the order</extracomment>
        <translation>客户端 – 中继</translation>
    </message>
    <message>
        <source>Packet</source>
        <translation>数据包</translation>
    </message>
    <message>
        <source>QoS</source>
        <extracomment>Quality of service: 0, 1 or 2</extracomment>
        <translation>QoS</translation>
    </message>
    <message>
        <source>ID</source>
        <extracomment>A message&apos;s number</extracomment>
        <translation>ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TimelineView</name>
    <message>
        <source>Packets</source>
        <translation>数据包</translation>
    </message>
    <message>
        <source>Filter by packet, ID, channel or payload</source>
        <translation>按数据包、ID、频道或内容筛选</translation>
    </message>
    <message>
        <source>Filter of packets</source>
        <translation>数据包筛选</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Both directions</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>From the client</source>
        <translation>来自客户端</translation>
    </message>
    <message>
        <source>To the client</source>
        <translation>发给客户端</translation>
    </message>
    <message>
        <source>P&amp;ings</source>
        <translation>心跳(&amp;I)</translation>
    </message>
    <message>
        <source>Shows what only keeps the connection alive, too.</source>
        <translation>同时显示仅用于保持连接的数据包。</translation>
    </message>
    <message>
        <source>&amp;Follow</source>
        <translation>跟随(&amp;F)</translation>
    </message>
    <message>
        <source>Keeps the newest packet in sight, until you scroll away or choose one.</source>
        <translation>始终显示最新的数据包，直到您滚动或选择其他数据包。</translation>
    </message>
    <message>
        <source>Packets are kept until the timeline goes on.</source>
        <translation>数据包将保留，直到时间线继续。</translation>
    </message>
    <message>
        <source>C&amp;lear</source>
        <translation>清空(&amp;L)</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Each packet of this connection shows here as it passes.</source>
        <translation>此连接的每个数据包经过时显示在这里。</translation>
    </message>
    <message>
        <source>No packet matches</source>
        <translation>没有匹配的数据包</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n packet(s) here matches the filter.</source>
        <translation>
            <numerusform>%n 个数据包都不符合筛选条件。</numerusform>
        </translation>
    </message>
    <message>
        <source>No packets</source>
        <translation>没有数据包</translation>
    </message>
    <message>
        <source>The session has ended, and nothing passed since it was opened here.</source>
        <translation>会话已结束，打开此窗口后没有数据包经过。</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Nothing has passed yet</source>
        <translation>还没有数据包</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message numerus="yes">
        <source>%n packet(s)</source>
        <translation>
            <numerusform>%n 个数据包</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 of %2 packets are shown</extracomment>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>, %n more</source>
        <extracomment>Packets that wait while the timeline is paused; follows a number of packets</extracomment>
        <translation>
            <numerusform>，另有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a packet to see what is in it.</source>
        <translation>选择一个数据包以查看其内容。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>A packet and its number, e.g. SEND 12</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>no payload</source>
        <translation>没有内容</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>the first %1 of %2</source>
        <extracomment>Of a payload only so much is here; %1, %2: sizes</extracomment>
        <translation>%2 中的前 %1</translation>
    </message>
    <message>
        <source>Copy payload</source>
        <translation>复制内容</translation>
    </message>
    <message>
        <source>Show only packets with this ID</source>
        <translation>只显示此 ID 的数据包</translation>
    </message>
    <message>
        <source>Export packets</source>
        <translation>导出数据包</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1.</source>
        <translation>
            <numerusform>已将 %n 行写入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>未能写入 %1：%2</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TokenDialog</name>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>The relay “%1” asks for a token.</source>
        <translation>中继服务器“%1”需要令牌。</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>令牌(&amp;T)：</translation>
    </message>
    <message>
        <source>No keychain runs on this desktop: the token is kept in memory until the program ends.</source>
        <translation>此桌面没有运行密钥环：令牌只在内存中保留到程序结束。</translation>
    </message>
    <message>
        <source>Keep it in this desktop&apos;s &amp;keychain</source>
        <translation>保存到桌面密钥环(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TokenEdit</name>
    <message>
        <source>Enter the token.</source>
        <translation>请输入令牌。</translation>
    </message>
    <message>
        <source>A token has letters, digits and signs of ASCII only, no blanks.</source>
        <translation>令牌只能包含 ASCII 字母、数字和符号，不能有空格。</translation>
    </message>
    <message>
        <source>You find it in the relay&apos;s server.ini: token, or the file that token_file names, in the section [admin].</source>
        <extracomment>server.ini, token, token_file and [admin] are not translated</extracomment>
        <translation>可在中继服务器的 server.ini 中找到：[admin] 一节的 token，或 token_file 指定的文件。</translation>
    </message>
    <message>
        <source>&amp;Hide</source>
        <translation>隐藏(&amp;H)</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>显示(&amp;W)</translation>
    </message>
    <message>
        <source>Hide the token</source>
        <translation>隐藏令牌</translation>
    </message>
    <message>
        <source>Show the token</source>
        <translation>显示令牌</translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TokenStore</name>
    <message>
        <source>The desktop&apos;s keychain has refused: %1</source>
        <extracomment>%1: what the keychain says, mostly in English</extracomment>
        <translation>桌面密钥环已拒绝：%1</translation>
    </message>
    <message>
        <source>access denied</source>
        <translation>访问被拒绝</translation>
    </message>
    <message>
        <source>No keychain runs on this desktop: tokens are kept in memory, and asked for again the next time.</source>
        <translation>此桌面没有运行密钥环：令牌只保存在内存中，下次启动时会再次询问。</translation>
    </message>
</context>
</TS>
