<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ChecksPage</name>
    <message numerus="yes">
        <source>%n thing(s) must be mended</source>
        <translation>
            <numerusform>%n thing must be mended</numerusform>
            <numerusform>%n things must be mended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message numerus="yes">
        <source>%n job(s) cancelled.</source>
        <translation>
            <numerusform>%n job cancelled.</numerusform>
            <numerusform>%n jobs cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) queued again.</source>
        <translation>
            <numerusform>%n job queued again.</numerusform>
            <numerusform>%n jobs queued again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) forgotten. The files stay.</source>
        <translation>
            <numerusform>%n job forgotten. The files stay.</numerusform>
            <numerusform>%n jobs forgotten. The files stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) back on the list.</source>
        <translation>
            <numerusform>%n job back on the list.</numerusform>
            <numerusform>%n jobs back on the list.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) queued.</source>
        <translation>
            <numerusform>%n job queued.</numerusform>
            <numerusform>%n jobs queued.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ContactLane</name>
    <message numerus="yes">
        <source>%n contact(s)</source>
        <translation>
            <numerusform>%n contact</numerusform>
            <numerusform>%n contacts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailsView</name>
    <message numerus="yes">
        <source>%n job(s) queued</source>
        <translation>
            <numerusform>%n job queued</numerusform>
            <numerusform>%n jobs queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DevicesView</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileHandle</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryChart</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n clip(s) done</source>
        <translation>
            <numerusform>%n clip done</numerusform>
            <numerusform>%n clips done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) failed</source>
        <translation>
            <numerusform>%n clip failed</numerusform>
            <numerusform>%n clips failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OrderDialog</name>
    <message numerus="yes">
        <source>&amp;Make Foley for %n clip(s)</source>
        <translation>
            <numerusform>&amp;Make Foley for %n clip</numerusform>
            <numerusform>&amp;Make Foley for %n clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message numerus="yes">
        <source>%n job(s) left</source>
        <translation>
            <numerusform>%n job left</numerusform>
            <numerusform>%n jobs left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quitting</name>
    <message numerus="yes">
        <source>%n job(s) are left. They are kept, and go on whenever the daemon runs.</source>
        <translation>
            <numerusform>%n job is left. It is kept, and goes on whenever the daemon runs.</numerusform>
            <numerusform>%n jobs are left. They are kept, and go on whenever the daemon runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>Footfall: %n job(s) left</source>
        <translation>
            <numerusform>Footfall: %n job left</numerusform>
            <numerusform>Footfall: %n jobs left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) left</source>
        <translation>
            <numerusform>%n job left</numerusform>
            <numerusform>%n jobs left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message numerus="yes">
        <source>%n clip(s) running</source>
        <translation>
            <numerusform>%n clip running</numerusform>
            <numerusform>%n clips running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parked</source>
        <translation>
            <numerusform>%n parked</numerusform>
            <numerusform>%n parked</numerusform>
        </translation>
    </message>
</context>
</TS>
