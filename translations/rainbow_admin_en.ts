<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Rainbow::Admin::ChannelsPage</name>
    <message numerus="yes">
        <source>None of the %n channel(s) has this in its name.</source>
        <translation>
            <numerusform>The %n channel there is does not have this in its name.</numerusform>
            <numerusform>None of the %n channels has this in its name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionStatus</name>
    <message numerus="yes">
        <source>trying again in %Ln second(s)</source>
        <translation>
            <numerusform>trying again in %Ln second</numerusform>
            <numerusform>trying again in %Ln seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::ConnectionsPage</name>
    <message numerus="yes">
        <source>None of the %Ln connection(s) matches the filter.</source>
        <translation>
            <numerusform>The %Ln connection there is does not match the filter.</numerusform>
            <numerusform>None of the %Ln connections matches the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln connection(s)</source>
        <extracomment>%1: how many match the filter; %Ln: how many there are</extracomment>
        <translation>
            <numerusform>%1 of %Ln connection</numerusform>
            <numerusform>%1 of %Ln connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventFollower</name>
    <message numerus="yes">
        <source>%n event(s) are missing here: the relay has not kept them.</source>
        <translation>
            <numerusform>%n event is missing here: the relay has not kept it.</numerusform>
            <numerusform>%n events are missing here: the relay has not kept them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::EventsPage</name>
    <message numerus="yes">
        <source>None of the %n event(s) here matches the filter.</source>
        <translation>
            <numerusform>The %n event here does not match the filter.</numerusform>
            <numerusform>None of the %n events here matches the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) written to %1.</source>
        <translation>
            <numerusform>%n event written to %1.</numerusform>
            <numerusform>%n events written to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::Health</name>
    <message numerus="yes">
        <source>%Ln membership(s)</source>
        <extracomment>Of all channels</extracomment>
        <translation>
            <numerusform>%Ln membership</numerusform>
            <numerusform>%Ln memberships</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln worker</numerusform>
            <numerusform>%Ln workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln node</numerusform>
            <numerusform>%Ln nodes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::SendResult</name>
    <message numerus="yes">
        <source>Put out to %n client(s) in %1.</source>
        <extracomment>%1: a duration</extracomment>
        <translation>
            <numerusform>Put out to %n client in %1.</numerusform>
            <numerusform>Put out to %n clients in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TimelineModel</name>
    <message numerus="yes">
        <source>repeated %n time(s)</source>
        <translation>
            <numerusform>repeated %n time</numerusform>
            <numerusform>repeated %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n packet(s) left out here: more came than is shown.</source>
        <translation>
            <numerusform>%n packet left out here: more came than is shown.</numerusform>
            <numerusform>%n packets left out here: more came than is shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rainbow::Admin::TimelineView</name>
    <message numerus="yes">
        <source>None of the %n packet(s) here matches the filter.</source>
        <translation>
            <numerusform>The %n packet here does not match the filter.</numerusform>
            <numerusform>None of the %n packets here matches the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n packet(s)</source>
        <translation>
            <numerusform>%n packet</numerusform>
            <numerusform>%n packets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n more</source>
        <extracomment>Packets that wait while the timeline is paused; follows a number of packets</extracomment>
        <translation>
            <numerusform>, %n more</numerusform>
            <numerusform>, %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1.</source>
        <translation>
            <numerusform>%n row written to %1.</numerusform>
            <numerusform>%n rows written to %1.</numerusform>
        </translation>
    </message>
</context>
</TS>
