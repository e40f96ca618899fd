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
    <name>Devices</name>
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
    <name>MemoryChart</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
</context>
</TS>
