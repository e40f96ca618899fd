<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Bar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Cells</name>
    <message>
        <source>Turn</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>In – out</source>
        <translation>入点 – 出点</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>条</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
</context>
<context>
    <name>ChangesDialog</name>
    <message>
        <source>What happens</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What would be changed</source>
        <translation>将要进行的更改</translation>
    </message>
    <message>
        <source>&amp;Also what was changed by hand, or is not Footfall&apos;s</source>
        <translation>同时处理手动改动过或不属于 Footfall 的文件(&amp;A)</translation>
    </message>
    <message>
        <source>Nothing was changed yet. This is what would be:</source>
        <translation>尚未做任何更改。将要进行的操作如下：</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>is replaced</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>is removed</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>is not touched</source>
        <translation>不改动</translation>
    </message>
</context>
<context>
    <name>ChecksPage</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>解决办法</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Look &amp;again</source>
        <translation>重新检查(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Copy report</source>
        <translation>复制报告(&amp;C)</translation>
    </message>
    <message>
        <source>well</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>could be better</source>
        <translation>可以改进</translation>
    </message>
    <message>
        <source>Looking over this installation...</source>
        <translation>正在检查安装情况…</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) must be mended</source>
        <translation>
            <numerusform>有 %n 项需要修复</numerusform>
        </translation>
    </message>
    <message>
        <source>All that is needed is here.</source>
        <translation>所需组件齐全。</translation>
    </message>
    <message>
        <source>The report is in the clipboard, without names and keys.</source>
        <translation>报告已复制到剪贴板，其中不含用户名和密钥。</translation>
    </message>
</context>
<context>
    <name>ClipRows</name>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>In</source>
        <translation>入点</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>出点</translation>
    </message>
    <message>
        <source>start</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>end</source>
        <translation>结尾</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message numerus="yes">
        <source>%n job(s) cancelled.</source>
        <translation>
            <numerusform>已取消 %n 个任务。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) queued again.</source>
        <translation>
            <numerusform>已将 %n 个任务重新加入队列。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) forgotten. The files stay.</source>
        <translation>
            <numerusform>已从列表移除 %n 个任务，文件仍会保留。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) back on the list.</source>
        <translation>
            <numerusform>已将 %n 个任务恢复到列表。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) queued.</source>
        <translation>
            <numerusform>已将 %n 个任务加入队列。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConnectionBar</name>
    <message>
        <source>&amp;Start</source>
        <translation>启动(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>重新启动(&amp;R)</translation>
    </message>
    <message>
        <source>Show &amp;log</source>
        <translation>显示日志(&amp;L)</translation>
    </message>
</context>
<context>
    <name>ConnectionWords</name>
    <message>
        <source>Looking for Footfall&apos;s daemon …</source>
        <translation>正在查找 Footfall 后台服务…</translation>
    </message>
    <message>
        <source>Waiting for the daemon: {why}. Jobs are kept.</source>
        <translation>正在等待后台服务：{why}。任务都已保留。</translation>
    </message>
    <message>
        <source>The daemon does not run. Jobs are kept, and go on when it runs again.</source>
        <translation>后台服务没有运行。任务都已保留，待其运行后继续。</translation>
    </message>
    <message>
        <source>The daemon cannot be used: {why}.</source>
        <translation>后台服务不可用：{why}。</translation>
    </message>
</context>
<context>
    <name>ContactLane</name>
    <message>
        <source>Contacts</source>
        <translation>接触点</translation>
    </message>
    <message>
        <source>move a contact</source>
        <translation>移动接触点</translation>
    </message>
    <message>
        <source>Double-click to add a contact.</source>
        <translation>双击可添加接触点。</translation>
    </message>
    <message>
        <source>remove a contact</source>
        <translation>移除接触点</translation>
    </message>
    <message>
        <source>mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>unmute</source>
        <translation>取消静音</translation>
    </message>
    <message>
        <source>change the strength</source>
        <translation>更改力度</translation>
    </message>
    <message>
        <source>add a contact</source>
        <translation>添加接触点</translation>
    </message>
    <message>
        <source>No contacts here: none were seen. Double-click where one is missing.</source>
        <translation>这里没有识别到接触点。请在缺少的位置双击添加。</translation>
    </message>
    <message>
        <source>{contact} (not sure enough to sound: change it to believe it)</source>
        <translation>{contact}（把握不足，不会发声：修改后即可采用）</translation>
    </message>
    <message numerus="yes">
        <source>%n contact(s)</source>
        <translation>
            <numerusform>%n 个接触点</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Controls</source>
        <translation>控制</translation>
    </message>
    <message>
        <source>&amp;Add clips …</source>
        <translation>添加片段(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Let the queue go on</source>
        <translation>继续处理队列</translation>
    </message>
    <message>
        <source>Let nothing new begin</source>
        <translation>不再开始新的任务</translation>
    </message>
    <message>
        <source>Take the &amp;GPU back</source>
        <translation>收回 GPU(&amp;G)</translation>
    </message>
    <message>
        <source>Free the &amp;GPU</source>
        <translation>释放 GPU(&amp;G)</translation>
    </message>
    <message>
        <source>Clips go on where they were</source>
        <translation>片段从中断处继续</translation>
    </message>
    <message>
        <source>Leave its memory to other programs until you take it back</source>
        <translation>把显存让给其他程序，直到您收回</translation>
    </message>
</context>
<context>
    <name>DecisionList</name>
    <message>
        <source>&amp;What the daemon decided, and why</source>
        <translation>后台服务的决定及原因(&amp;W)</translation>
    </message>
    <message>
        <source>Nothing had to be decided yet.</source>
        <translation>目前还没有需要做出的决定。</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>DeedBar</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Impact</source>
        <translation>撞击</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停住</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>脚步</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合拢</translation>
    </message>
    <message>
        <source>Coincidence</source>
        <translation>同时发生</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Feet</source>
        <translation>脚步</translation>
    </message>
    <message>
        <source>Props</source>
        <translation>道具</translation>
    </message>
    <message>
        <source>Cloth</source>
        <translation>衣物</translation>
    </message>
    <message>
        <source>Ambience</source>
        <translation>环境声</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Needs its media</source>
        <translation>素材不在线</translation>
    </message>
    <message>
        <source>Looking at the picture</source>
        <translation>正在分析画面</translation>
    </message>
    <message>
        <source>Ready to be made</source>
        <translation>准备就绪</translation>
    </message>
    <message>
        <source>Being made</source>
        <translation>正在生成</translation>
    </message>
    <message>
        <source>Parked: others need the memory</source>
        <translation>已暂存：其他程序需要显存</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Locate the media...</source>
        <translation>查找素材(&amp;L)…</translation>
    </message>
    <message>
        <source>Choose another &amp;folder...</source>
        <translation>选择其他文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Engines...</source>
        <translation>引擎(&amp;E)…</translation>
    </message>
    <message>
        <source>Make it with &amp;sketch</source>
        <translation>改用 sketch 生成(&amp;S)</translation>
    </message>
    <message>
        <source>Make the &amp;whole clip</source>
        <translation>生成整个片段(&amp;W)</translation>
    </message>
    <message>
        <source>Try another see&amp;d</source>
        <translation>换一个种子(&amp;D)</translation>
    </message>
    <message>
        <source>Take the GPU &amp;back</source>
        <translation>收回 GPU(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>Show the lo&amp;g</source>
        <translation>显示日志(&amp;G)</translation>
    </message>
    <message>
        <source>{kind} at {timecode}, strength {strength}</source>
        <translation>{timecode} 处的{kind}，力度 {strength}</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>已静音</translation>
    </message>
    <message>
        <source>Take {take}, seed {seed}</source>
        <translation>第 {take} 条，种子 {seed}</translation>
    </message>
    <message>
        <source>Take {take}, version {version}, seed {seed}</source>
        <translation>第 {take} 条，版本 {version}，种子 {seed}</translation>
    </message>
    <message>
        <source>The GPU is left to other programs until you take it back.</source>
        <translation>GPU 已让给其他程序，直到您收回。</translation>
    </message>
    <message>
        <source>The queue is paused: nothing is made until it goes on.</source>
        <translation>队列已暂停，继续后才会生成。</translation>
    </message>
    <message>
        <source>This job was cancelled.</source>
        <translation>此任务已取消。</translation>
    </message>
    <message>
        <source>{media} is not there: connect its volume, or say where it is.</source>
        <translation>找不到 {media}：请连接它所在的磁盘，或指定它的位置。</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>What can be changed</source>
        <translation>可更改的内容</translation>
    </message>
    <message>
        <source>&amp;Contact</source>
        <translation>接触点(&amp;C)</translation>
    </message>
    <message>
        <source>A&amp;gain</source>
        <translation>再次生成(&amp;G)</translation>
    </message>
    <message>
        <source>Ta&amp;kes</source>
        <translation>各条(&amp;K)</translation>
    </message>
</context>
<context>
    <name>DetailsView</name>
    <message>
        <source>Choose a job to see and hear what was made of it.</source>
        <translation>选择一个任务，查看画面并试听结果。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Contacts can be edited when the job is done.</source>
        <translation>任务完成后才能编辑接触点。</translation>
    </message>
    <message>
        <source>This engine follows the picture by itself: it has no contacts to edit.</source>
        <translation>此引擎自行跟随画面，没有可编辑的接触点。</translation>
    </message>
    <message>
        <source>Cannot play here: {reason}</source>
        <translation>无法在此播放：{reason}</translation>
    </message>
    <message>
        <source>Stills only: {reason}</source>
        <translation>只能显示静帧：{reason}</translation>
    </message>
    <message>
        <source>Made from words alone: there is no picture.</source>
        <translation>仅由文字生成，没有画面。</translation>
    </message>
    <message>
        <source>You hear an audition: it is thrown away unless you keep it.</source>
        <translation>正在试听：不保留就会丢弃。</translation>
    </message>
    <message>
        <source>Making it ...</source>
        <translation>正在生成…</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) queued</source>
        <translation>
            <numerusform>已将 %n 个任务加入队列</numerusform>
        </translation>
    </message>
    <message>
        <source>No program is known for {name}.</source>
        <translation>没有可以打开 {name} 的程序。</translation>
    </message>
</context>
<context>
    <name>DeviceCard</name>
    <message>
        <source>&amp;Free the GPU now</source>
        <translation>立即释放 GPU(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Take it back</source>
        <translation>收回 GPU(&amp;T)</translation>
    </message>
    <message>
        <source>All of this device</source>
        <translation>此设备的全部信息</translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>{rate} s of sound per second</source>
        <translation>每秒生成 {rate} 秒声音</translation>
    </message>
    <message>
        <source>{share} % of the weights streamed at each step</source>
        <translation>每一步流式载入 {share} % 的权重</translation>
    </message>
    <message>
        <source>{held} held, {free} of {total} free</source>
        <translation>Footfall 占用 {held}，{total} 中空闲 {free}</translation>
    </message>
    <message>
        <source>How large a set should be is measured while it works.</source>
        <translation>最合适的批量会在工作时测得。</translation>
    </message>
    <message>
        <source>{now} of {knee} s of sound at once: larger sets would only take longer</source>
        <translation>同时处理 {now}／{knee} 秒声音：再加大批量只会更慢</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Loading the engine</source>
        <translation>正在载入引擎</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Idle; {engine} is loaded</source>
        <translation>空闲，已载入 {engine}</translation>
    </message>
    <message>
        <source>Working with {engine}</source>
        <translation>正在用 {engine} 生成</translation>
    </message>
    <message>
        <source>Left to other programs until you take it back</source>
        <translation>已让给其他程序，直到您收回</translation>
    </message>
    <message>
        <source>Ending</source>
        <translation>正在结束</translation>
    </message>
    <message>
        <source>Left to an editor while it needs it</source>
        <translation>已让给剪辑软件，用完后自动收回</translation>
    </message>
    <message>
        <source>Left to {editor} while it needs it</source>
        <translation>已让给 {editor}，用完后自动收回</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>DevicesView</name>
    <message>
        <source>Cluster: {state}</source>
        <translation>集群：{state}</translation>
    </message>
    <message>
        <source>Memory of the last &amp;minutes:</source>
        <translation>最近的显存占用(&amp;M)：</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is known of the devices now: {why}.</source>
        <translation>暂时无法获知设备状态：{why}。</translation>
    </message>
    <message>
        <source>Waiting for the daemon to tell of its devices.</source>
        <translation>正在等待后台服务报告设备状态。</translation>
    </message>
</context>
<context>
    <name>Editors</name>
    <message>
        <source>File managers</source>
        <translation>文件管理器</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>Menu of programs</source>
        <translation>程序菜单</translation>
    </message>
</context>
<context>
    <name>EditorsPage</name>
    <message>
        <source>Looking for editors on this machine...</source>
        <translation>正在查找本机的剪辑软件…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>Install...</source>
        <translation>安装…</translation>
    </message>
    <message>
        <source>Install {engine}</source>
        <translation>安装 {engine}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the installation of {engine}</source>
        <translation>取消安装 {engine}</translation>
    </message>
    <message>
        <source>Progress of {engine}</source>
        <translation>{engine} 的进度</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>许可协议：{licence}</translation>
    </message>
    <message>
        <source>Stopping; what has come stays, and the next installation goes on there.</source>
        <translation>正在停止。已下载的内容会保留，下次安装从这里继续。</translation>
    </message>
    <message>
        <source>Beginning...</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Fetching {file}: {done} of {total}</source>
        <translation>正在下载 {file}：{done}／{total}</translation>
    </message>
    <message>
        <source>Checking {file}: {done} of {total}</source>
        <translation>正在校验 {file}：{done}／{total}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>可以使用</translation>
    </message>
    <message>
        <source>{missing} About {size} to fetch.</source>
        <translation>{missing} 需下载约 {size}。</translation>
    </message>
</context>
<context>
    <name>EnginesBar</name>
    <message>
        <source>Progress of the engines</source>
        <translation>引擎的安装进度</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Install the engines</source>
        <translation>安装引擎</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the installation of the engines</source>
        <translation>取消安装引擎</translation>
    </message>
    <message>
        <source>The engines are installed. Starting the daemon …</source>
        <translation>引擎已安装。正在启动后台服务…</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Beginning …</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Looking what fits this machine …</source>
        <translation>正在查看哪个版本适合本机…</translation>
    </message>
    <message>
        <source>The engines are not installed yet: until they are, nothing can be made.</source>
        <translation>引擎尚未安装：安装之前无法生成任何声音。</translation>
    </message>
    <message>
        <source>The engines do not fit this version of Footfall: some of their libraries must be fetched.</source>
        <translation>引擎与此版本的 Footfall 不匹配：需要下载其中一些库。</translation>
    </message>
    <message>
        <source>Looking what is needed …</source>
        <translation>正在查看需要什么…</translation>
    </message>
    <message>
        <source>Installing …</source>
        <translation>正在安装…</translation>
    </message>
    <message>
        <source>Trying PyTorch …</source>
        <translation>正在试用 PyTorch…</translation>
    </message>
    <message>
        <source>Fetching {what}, {number} of {count}: {done} of {total}</source>
        <translation>正在下载 {what}（第 {number} 个，共 {count} 个）：{done}／{total}</translation>
    </message>
    <message>
        <source>PyTorch for {build} fits this machine ({why}). About {download} are fetched; {room} stay in {folder}.</source>
        <translation>适合本机的是用于 {build} 的 PyTorch（{why}）。约需下载 {download}；{room} 会留在 {folder} 中。</translation>
    </message>
</context>
<context>
    <name>EnginesPage</name>
    <message>
        <source>Looking which engines there are...</source>
        <translation>正在查看有哪些引擎…</translation>
    </message>
</context>
<context>
    <name>FileHandle</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Files: {names}</source>
        <translation>文件：{names}</translation>
    </message>
    <message>
        <source>Drag into an editor, or press to copy:
{paths}</source>
        <translation>拖到剪辑软件中，或点按复制：
{paths}</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <source>Where and how</source>
        <translation>位置与命名</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Steps in ride.mov from 01:00:04:12 on, first take, would be:</source>
        <translation>ride.mov 中从 01:00:04:12 开始的脚步声，第一条将命名为：</translation>
    </message>
</context>
<context>
    <name>Film</name>
    <message>
        <source>no decoder for its picture</source>
        <translation>没有可用的画面解码器</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>Film strip</source>
        <translation>胶片条</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter by clip, prompt or engine</source>
        <translation>按片段、提示词或引擎筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Need you</source>
        <translation>需要处理</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>FirstMinutes</name>
    <message>
        <source>Drop a clip here</source>
        <translation>把片段拖到这里</translation>
    </message>
    <message>
        <source>Footfall looks at the picture, finds when things touch, and puts the sound there. The built-in engine “sketch” needs no download, no licence and no editor: drop a film or a folder, say what is heard, and listen to it against its picture in a minute.</source>
        <translation>Footfall 会分析画面，找出物体接触的瞬间，并在那里配上声音。内置引擎“sketch”无需下载、无需许可，也不需要剪辑软件：拖入影片或文件夹，写下应当听到什么，一分钟内就能对着画面试听。</translation>
    </message>
    <message>
        <source>&amp;Add clips …</source>
        <translation>添加片段(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Connect my editor …</source>
        <translation>连接我的剪辑软件(&amp;C)…</translation>
    </message>
</context>
<context>
    <name>FolderInput</name>
    <message>
        <source>Browse...</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>&amp;Start Footfall at login</source>
        <translation>登录时启动 Footfall(&amp;S)</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Show, open or copy what was made</source>
        <translation>显示、打开或复制生成的文件</translation>
    </message>
    <message>
        <source>Text only</source>
        <translation>仅文字</translation>
    </message>
    <message>
        <source>Show in its &amp;folder</source>
        <translation>在文件夹中显示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Copy path</source>
        <translation>复制路径(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Helping</name>
    <message>
        <source>Where is {name}?</source>
        <translation>{name} 在哪里？</translation>
    </message>
    <message>
        <source>Where shall the sound go?</source>
        <translation>声音放到哪里？</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Choose a contact in the timeline, or double-click there to add one.</source>
        <translation>在时间线中选择接触点，或双击添加。</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>as the prompt says</source>
        <translation>以提示词为准</translation>
    </message>
    <message>
        <source>M&amp;uted</source>
        <translation>静音(&amp;U)</translation>
    </message>
    <message>
        <source>move a contact</source>
        <translation>移动接触点</translation>
    </message>
    <message>
        <source>change the kind</source>
        <translation>更改类型</translation>
    </message>
    <message>
        <source>change the strength</source>
        <translation>更改力度</translation>
    </message>
    <message>
        <source>mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>&amp;Add at playhead</source>
        <translation>在播放头处添加(&amp;A)</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>移除(&amp;M)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>As &amp;seen</source>
        <translation>恢复识别结果(&amp;S)</translation>
    </message>
    <message>
        <source>Back to the contacts that the picture shows</source>
        <translation>恢复为画面中识别到的接触点</translation>
    </message>
    <message>
        <source>take what was seen</source>
        <translation>恢复识别结果</translation>
    </message>
    <message>
        <source>&amp;Keep as a new version</source>
        <translation>保留为新版本(&amp;K)</translation>
    </message>
    <message>
        <source>Writes what you hear beside the media. Until then edits are only auditions.</source>
        <translation>把听到的声音写到素材旁边。在此之前，编辑只用于试听。</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translation>时间(&amp;T)</translation>
    </message>
    <message>
        <source>K&amp;ind</source>
        <translation>类型(&amp;I)</translation>
    </message>
    <message>
        <source>St&amp;rength</source>
        <translation>力度(&amp;R)</translation>
    </message>
    <message>
        <source>Mat&amp;erial</source>
        <translation>材质(&amp;E)</translation>
    </message>
    <message>
        <source>change the material</source>
        <translation>更改材质</translation>
    </message>
    <message>
        <source>add a contact</source>
        <translation>添加接触点</translation>
    </message>
    <message>
        <source>remove a contact</source>
        <translation>移除接触点</translation>
    </message>
</context>
<context>
    <name>InstallDialog</name>
    <message>
        <source>Install {engine}</source>
        <translation>安装 {engine}</translation>
    </message>
    <message>
        <source>I have read these terms and &amp;accept them</source>
        <translation>我已阅读并接受这些条款(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Use files in a folder of mine; they stay there</source>
        <translation>使用我自己文件夹中的文件，文件留在原处(&amp;U)</translation>
    </message>
    <message>
        <source>Folder with the files</source>
        <translation>文件所在的文件夹</translation>
    </message>
    <message>
        <source>&amp;Browse...</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>&amp;Install</source>
        <translation>安装(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Download them: about {size}</source>
        <translation>下载，约 {size}(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Download what is missing</source>
        <translation>下载缺少的文件(&amp;D)</translation>
    </message>
    <message>
        <source>Read all of it: {where}</source>
        <translation>协议全文：{where}</translation>
    </message>
    <message>
        <source>In our words, not as legal advice:</source>
        <translation>以下为我们的概述，不构成法律意见：</translation>
    </message>
    <message>
        <source>The weights are under the {licence} ({version}).</source>
        <translation>这些权重受 {licence}（{version}）约束。</translation>
    </message>
</context>
<context>
    <name>JobActions</name>
    <message>
        <source>&amp;Show in folder</source>
        <translation>在文件夹中显示(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Open the file</source>
        <translation>打开文件(&amp;O)</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>复制路径(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>从列表移除(&amp;F)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>Move to the fron&amp;t</source>
        <translation>移到最前(&amp;T)</translation>
    </message>
    <message>
        <source>Move to the &amp;end</source>
        <translation>移到最后(&amp;E)</translation>
    </message>
    <message>
        <source>{file} is not there any more, or no program opens it</source>
        <translation>{file} 已不存在，或没有程序可以打开它</translation>
    </message>
</context>
<context>
    <name>JobState</name>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>needs media</source>
        <translation>素材不在线</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>正在分析</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在生成</translation>
    </message>
    <message>
        <source>parked</source>
        <translation>已暂存</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>JobWords</name>
    <message>
        <source>text alone</source>
        <translation>仅文字</translation>
    </message>
</context>
<context>
    <name>JobsTable</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>At {time}</source>
        <translation>{time}</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>Headroom, kept free</source>
        <translation>预留给其他程序</translation>
    </message>
    <message>
        <source>Budget, what we may hold</source>
        <translation>额度（我们最多可用）</translation>
    </message>
    <message>
        <source>Held by Footfall</source>
        <translation>Footfall 占用</translation>
    </message>
    <message>
        <source>Used by others</source>
        <translation>其他程序占用</translation>
    </message>
</context>
<context>
    <name>Listening</name>
    <message>
        <source>The speaker is gone. Play again for the one that the system has now.</source>
        <translation>扬声器已断开。再次播放时会使用系统当前的扬声器。</translation>
    </message>
    <message>
        <source>There is no speaker: the picture plays in silence.</source>
        <translation>没有扬声器，画面将无声播放。</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>Find words</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find words in the log</source>
        <translation>在日志中查找</translation>
    </message>
    <message>
        <source>The daemon&apos;s log</source>
        <translation>后台服务的日志</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>Least level</source>
        <translation>最低级别</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}</source>
        <translation>无法读取 {file}：{why}</translation>
    </message>
    <message>
        <source>The daemon has written no log yet. It goes to {file}</source>
        <translation>后台服务还没有写入日志。日志位置：{file}</translation>
    </message>
    <message>
        <source>Nothing in the end of the log is like that.</source>
        <translation>日志末尾没有符合条件的内容。</translation>
    </message>
</context>
<context>
    <name>MemoryChart</name>
    <message>
        <source>Memory over time</source>
        <translation>显存占用曲线</translation>
    </message>
    <message>
        <source>The arrow keys go from change to change.</source>
        <translation>用方向键逐个查看变化。</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n clip(s) done</source>
        <translation>
            <numerusform>%n 个片段已完成</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) failed</source>
        <translation>
            <numerusform>%n 个片段失败</numerusform>
        </translation>
    </message>
    <message>
        <source>{done} done, {failed} failed</source>
        <translation>{done} 个完成，{failed} 个失败</translation>
    </message>
</context>
<context>
    <name>OrderDialog</name>
    <message>
        <source>Make Foley</source>
        <translation>生成拟音</translation>
    </message>
    <message>
        <source>boots on gravel, light rain</source>
        <translation>靴子踩在碎石上，小雨</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Looking for clips …</source>
        <translation>正在查找片段…</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Make Foley for %n clip(s)</source>
        <translation>
            <numerusform>为 %n 个片段生成拟音(&amp;M)</numerusform>
        </translation>
    </message>
    <message>
        <source>The project&apos;s, else {engine}</source>
        <translation>按项目设置，否则用 {engine}</translation>
    </message>
    <message>
        <source>&amp;Prompt:</source>
        <translation>提示词(&amp;P)：</translation>
    </message>
    <message>
        <source>&amp;Engine:</source>
        <translation>引擎(&amp;E)：</translation>
    </message>
    <message>
        <source>&amp;Takes:</source>
        <translation>条数(&amp;T)：</translation>
    </message>
    <message>
        <source>Layers as files:</source>
        <translation>分层输出：</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Type over in and out: 01:00:02:21, or seconds such as 12.5. Delete leaves it out.</source>
        <translation>可直接改写入点和出点：01:00:02:21，或以秒为单位，如 12.5。按 Delete 键排除该片段。</translation>
    </message>
    <message>
        <source>&amp;feet</source>
        <translation>脚步(&amp;F)</translation>
    </message>
    <message>
        <source>pr&amp;ops</source>
        <translation>道具(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;cloth</source>
        <translation>衣物(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;ambience</source>
        <translation>环境声(&amp;A)</translation>
    </message>
</context>
<context>
    <name>PartBar</name>
    <message>
        <source>Start of the part</source>
        <translation>区域起点</translation>
    </message>
    <message>
        <source>End of the part</source>
        <translation>区域终点</translation>
    </message>
    <message>
        <source>Which file</source>
        <translation>哪个文件</translation>
    </message>
    <message>
        <source>Generate this &amp;part again</source>
        <translation>重新生成此区域(&amp;P)</translation>
    </message>
    <message>
        <source>With the words of the tab Again; all else stays, sample by sample</source>
        <translation>使用“再次生成”选项卡中的文字；其余部分逐采样保持不变</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Choose no part (Escape)</source>
        <translation>取消选择区域（Esc）</translation>
    </message>
    <message>
        <source>Pa&amp;rt</source>
        <translation>区域(&amp;R)</translation>
    </message>
    <message>
        <source>drag, or type</source>
        <translation>拖动或输入</translation>
    </message>
    <message>
        <source>Timecode, or seconds from the clip&apos;s first frame</source>
        <translation>时间码，或从片段首帧算起的秒数</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>Picture at the playhead</source>
        <translation>播放头处的画面</translation>
    </message>
</context>
<context>
    <name>PresetEditor</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Prompt, such as: boots on gravel, light rain</source>
        <translation>提示词，例如：靴子踩在碎石上，小雨</translation>
    </message>
    <message>
        <source>Name of the new preset</source>
        <translation>新预设的名称</translation>
    </message>
    <message>
        <source>Prompt of the new preset</source>
        <translation>新预设的提示词</translation>
    </message>
    <message>
        <source>&amp;Add preset</source>
        <translation>添加预设(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove preset</source>
        <translation>移除预设(&amp;R)</translation>
    </message>
    <message>
        <source>Prompt presets</source>
        <translation>提示词预设</translation>
    </message>
</context>
<context>
    <name>PresetRows</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>There is a preset {name} already: choose another name, or edit it.</source>
        <translation>已有名为“{name}”的预设：请换个名称，或直接编辑它。</translation>
    </message>
</context>
<context>
    <name>ProjectEditor</name>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Add a &amp;folder...</source>
        <translation>添加文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Re&amp;move the project</source>
        <translation>移除项目(&amp;M)</translation>
    </message>
    <message>
        <source>No project has defaults of its own: add the folder of one.</source>
        <translation>还没有项目设置自己的默认值：请添加项目的文件夹。</translation>
    </message>
    <message>
        <source>Folder of the project</source>
        <translation>项目文件夹</translation>
    </message>
</context>
<context>
    <name>Quantities</name>
    <message>
        <source>{figure} GiB</source>
        <translation>{figure} GiB</translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>No job fits this filter.</source>
        <translation>没有符合筛选条件的任务。</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) left</source>
        <translation>
            <numerusform>还有 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>没有待处理的任务</translation>
    </message>
    <message>
        <source>done in {left}</source>
        <translation>预计 {left} 后完成</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>the GPU is left to other programs</source>
        <translation>GPU 已让给其他程序</translation>
    </message>
    <message>
        <source>{editor} has the GPU</source>
        <translation>{editor} 正在使用 GPU</translation>
    </message>
</context>
<context>
    <name>QueueWindow</name>
    <message>
        <source>Films</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Add clips</source>
        <translation>添加片段</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Add a &amp;folder …</source>
        <translation>添加文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>显示日志(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;When quitting</source>
        <translation>退出时(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Ask about the daemon</source>
        <translation>询问是否停止后台服务(&amp;A)</translation>
    </message>
    <message>
        <source>The daemon &amp;goes on</source>
        <translation>后台服务继续运行(&amp;G)</translation>
    </message>
    <message>
        <source>The daemon &amp;stops, too</source>
        <translation>同时停止后台服务(&amp;S)</translation>
    </message>
</context>
<context>
    <name>Quitting</name>
    <message>
        <source>&amp;Let it go on</source>
        <translation>继续运行(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Stop it, too</source>
        <translation>同时停止(&amp;S)</translation>
    </message>
    <message>
        <source>Do this from now on</source>
        <translation>以后都这样处理</translation>
    </message>
    <message>
        <source>Quit Footfall</source>
        <translation>退出 Footfall</translation>
    </message>
    <message>
        <source>Does the daemon go on without this window?</source>
        <translation>关闭窗口后，后台服务是否继续运行？</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are left. They are kept, and go on whenever the daemon runs.</source>
        <translation>
            <numerusform>还有 %n 个任务。任务都会保留，后台服务运行时就会继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>Editors and the command line can use it, or start it when they need it.</source>
        <translation>剪辑软件和命令行可以继续使用它，也可以在需要时启动它。</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>{setting}: back to the default</source>
        <translation>{setting}：恢复默认值</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
    <message>
        <source>Click to go there, drag to choose a part. Arrows go by a frame; I and O mark a part.</source>
        <translation>点按跳到该处，拖动选择区域。方向键逐帧移动，I 和 O 标记区域。</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Footfall&apos;s own</source>
        <translation>Footfall 自有格式</translation>
    </message>
    <message>
        <source>UCS (Universal Category System)</source>
        <translation>UCS（通用声音分类系统）</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Hear what the media shows</source>
        <translation>按素材所示的画面做声音</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>自动（按可用显存）</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>一般信息</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>仅错误</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Of clips that name none.</source>
        <translation>用于没有指定引擎的片段。</translation>
    </message>
    <message>
        <source>Handles</source>
        <translation>余量</translation>
    </message>
    <message>
        <source>Sound before and after each clip, unless a job says otherwise.</source>
        <translation>每个片段前后多生成的声音，任务另有指定时除外。</translation>
    </message>
    <message>
        <source>Reframed clips</source>
        <translation>重新构图的片段</translation>
    </message>
    <message>
        <source>Zoomed, moved, cropped, turned or mirrored on the timeline, beyond a fit.</source>
        <translation>在时间线上缩放、移动、裁切、旋转或镜像，且不只是适配画幅。</translation>
    </message>
    <message>
        <source>Keep ended jobs for</source>
        <translation>保留已结束的任务</translation>
    </message>
    <message>
        <source>Then they leave the list; their files stay.</source>
        <translation>到期后从列表中移除，文件仍会保留。</translation>
    </message>
    <message>
        <source>Keep at most</source>
        <translation>最多保留</translation>
    </message>
    <message>
        <source>Ended jobs in the list; their files stay.</source>
        <translation>列表中已结束的任务数，文件仍会保留。</translation>
    </message>
    <message>
        <source>Processes that open media</source>
        <translation>读取素材的进程数</translation>
    </message>
    <message>
        <source>From the next start of the daemon.</source>
        <translation>后台服务下次启动后生效。</translation>
    </message>
    <message>
        <source>Use a Ray cluster</source>
        <translation>使用 Ray 集群</translation>
    </message>
    <message>
        <source>auto, host:port or ray://host:port; empty: only this machine.</source>
        <translation>auto、host:port 或 ray://host:port；留空则只用本机。</translation>
    </message>
    <message>
        <source>Where its nodes find folders</source>
        <translation>节点上的文件夹对应</translation>
    </message>
    <message>
        <source>here=there;here=there. Media that no rule covers are sent.</source>
        <translation>写成 here=there;here=there。没有规则的素材会发送过去。</translation>
    </message>
    <message>
        <source>Workers without a GPU on each node</source>
        <translation>每个节点上不用 GPU 的工作进程</translation>
    </message>
    <message>
        <source>Beside one for each of its GPUs.</source>
        <translation>在每个 GPU 各一个之外。</translation>
    </message>
    <message>
        <source>Remember of pictures</source>
        <translation>画面分析缓存</translation>
    </message>
    <message>
        <source>What was seen is kept on disk, so that a retake looks at nothing again.</source>
        <translation>画面分析结果保存在磁盘上，重新生成时不必再次分析。</translation>
    </message>
    <message>
        <source>Serve editors over HTTP</source>
        <translation>通过 HTTP 为剪辑软件提供服务</translation>
    </message>
    <message>
        <source>On this machine only; scripts and panels in editors need it.</source>
        <translation>仅限本机；剪辑软件中的脚本和面板需要它。</translation>
    </message>
    <message>
        <source>Write to the log</source>
        <translation>日志内容</translation>
    </message>
    <message>
        <source>Folder beside the media</source>
        <translation>素材旁的文件夹</translation>
    </message>
    <message>
        <source>Its name; each clip&apos;s sound goes there.</source>
        <translation>文件夹名称；每个片段的声音都放在这里。</translation>
    </message>
    <message>
        <source>Folder for the rest</source>
        <translation>备用文件夹</translation>
    </message>
    <message>
        <source>For sound that cannot lie beside its media. Empty: the system&apos;s music folder.</source>
        <translation>用于无法放在素材旁边的声音。留空则使用系统的音乐文件夹。</translation>
    </message>
    <message>
        <source>Names of files</source>
        <translation>文件命名</translation>
    </message>
    <message>
        <source>Feet</source>
        <translation>脚步</translation>
    </message>
    <message>
        <source>Props</source>
        <translation>道具</translation>
    </message>
    <message>
        <source>Cloth</source>
        <translation>衣物</translation>
    </message>
    <message>
        <source>Ambience</source>
        <translation>环境声</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>auto (each GPU), cpu, cuda:1 ...; several with commas. From the next start of the daemon.</source>
        <translation>auto（每个 GPU）、cpu、cuda:1 等，多个设备用英文逗号分隔。后台服务下次启动后生效。</translation>
    </message>
    <message>
        <source>Keep an idle engine loaded for</source>
        <translation>空闲引擎保持载入</translation>
    </message>
    <message>
        <source>Then it leaves the GPU by itself.</source>
        <translation>到时自动释放 GPU。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>How weights are held in memory, from when an engine is next loaded.</source>
        <translation>权重在显存中的存放精度，下次载入引擎时生效。</translation>
    </message>
    <message>
        <source>Headroom</source>
        <translation>预留显存</translation>
    </message>
    <message>
        <source>Memory of the GPU that is left to your editor.</source>
        <translation>为剪辑软件留出的显存。</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Memory of the GPU that Footfall uses at most. 0: no limit.</source>
        <translation>Footfall 最多使用的显存。0 表示不限。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>From the next start of the tray app.</source>
        <translation>托盘程序下次启动后生效。</translation>
    </message>
    <message>
        <source>Notify me</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>When clips are done, or one failed.</source>
        <translation>片段生成完毕或失败时通知。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Of clips that have none.</source>
        <translation>用于没有提示词的片段。</translation>
    </message>
    <message>
        <source>Kept away</source>
        <translation>排除内容</translation>
    </message>
    <message>
        <source>The negative prompt.</source>
        <translation>反向提示词。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>分层</translation>
    </message>
    <message>
        <source>feet, props, cloth, ambience or all: a file for each. Empty: one mixed file.</source>
        <translation>feet（脚步）、props（道具）、cloth（衣物）、ambience（环境声）或 all（全部）：每层一个文件。留空则为一个混合文件。</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>HunyuanVideo-Foley: solver</source>
        <translation>HunyuanVideo-Foley：求解器</translation>
    </message>
    <message>
        <source>ab2: as near in fewer steps, untried on the published weights.</source>
        <translation>ab2：步数更少而精度相当，尚未在公开权重上验证。</translation>
    </message>
    <message>
        <source>HunyuanVideo-Foley: guidance from</source>
        <translation>HunyuanVideo-Foley：引导起点</translation>
    </message>
    <message>
        <source>Noise level below which guidance rests.</source>
        <translation>噪声低于此值时不使用引导。</translation>
    </message>
    <message>
        <source>HunyuanVideo-Foley: guidance to</source>
        <translation>HunyuanVideo-Foley：引导终点</translation>
    </message>
    <message>
        <source>Noise level above which guidance rests.</source>
        <translation>噪声高于此值时不使用引导。</translation>
    </message>
    <message>
        <source>HunyuanVideo-Foley: reuse</source>
        <translation>HunyuanVideo-Foley：复用</translation>
    </message>
    <message>
        <source>The share by which a velocity may change while it is reused.</source>
        <translation>复用速度场时允许的变化比例。</translation>
    </message>
    <message>
        <source>HunyuanVideo-Foley: compile</source>
        <translation>HunyuanVideo-Foley：编译</translation>
    </message>
    <message>
        <source>Small operations in one kernel each; untried on a GPU.</source>
        <translation>把小运算合并为单个内核，尚未在 GPU 上验证。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings of Footfall</source>
        <translation>Footfall 设置</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Editors</source>
        <translation>剪辑软件</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>Footfall goes on here. Open its menu to quit.</source>
        <translation>Footfall 在这里继续运行。打开菜单即可退出。</translation>
    </message>
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>Levels of layers</source>
        <translation>各层电平</translation>
    </message>
    <message>
        <source>Prompt presets</source>
        <translation>提示词预设</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>What clips below a folder are made with, unless a job says otherwise.</source>
        <translation>文件夹内的片段默认使用的设置，任务另有指定时除外。</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Told by</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>TargetCard</name>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Remove: {what}</source>
        <translation>移除：{what}</translation>
    </message>
    <message>
        <source>&amp;Install</source>
        <translation>安装(&amp;I)</translation>
    </message>
    <message>
        <source>Re&amp;pair</source>
        <translation>修复(&amp;P)</translation>
    </message>
    <message>
        <source>not on this machine</source>
        <translation>本机未安装该软件</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>of another version, or not whole</source>
        <translation>版本不符或不完整</translation>
    </message>
    <message>
        <source>changed by hand</source>
        <translation>已被手动改动</translation>
    </message>
    <message>
        <source>{state}, version {version}</source>
        <translation>{state}，版本 {version}</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Scroll in time</source>
        <translation>沿时间滚动</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>To the start (Home)</source>
        <translation>回到开头（Home）</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>播放（空格）</translation>
    </message>
    <message>
        <source>Play the part, or all, again and again (Ctrl+L)</source>
        <translation>循环播放区域或全部（Ctrl+L）</translation>
    </message>
    <message>
        <source>Open in the system&apos;s pla&amp;yer</source>
        <translation>用系统播放器打开(&amp;Y)</translation>
    </message>
    <message>
        <source>See more of the clip (-)</source>
        <translation>缩小显示（-）</translation>
    </message>
    <message>
        <source>See all of the clip (0)</source>
        <translation>显示整个片段（0）</translation>
    </message>
    <message>
        <source>See less, closer (+)</source>
        <translation>放大显示（+）</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>Timecode at the playhead</source>
        <translation>播放头处的时间码</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Footfall is paused</source>
        <translation>Footfall 已暂停</translation>
    </message>
    <message>
        <source>Footfall leaves the GPU to other programs</source>
        <translation>Footfall 已把 GPU 让给其他程序</translation>
    </message>
    <message numerus="yes">
        <source>Footfall: %n job(s) left</source>
        <translation>
            <numerusform>Footfall：还有 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Footfall has nothing to do</source>
        <translation>Footfall 没有待处理的任务</translation>
    </message>
    <message>
        <source>&amp;Open the queue</source>
        <translation>打开队列(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) left</source>
        <translation>
            <numerusform>还有 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>{clip}: {share} %</source>
        <translation>{clip}：{share} %</translation>
    </message>
    <message>
        <source>{clip}: {share} %, {left} left</source>
        <translation>{clip}：{share} %，剩余 {left}</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Take the GPU back</source>
        <translation>收回 GPU(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Free the GPU now</source>
        <translation>立即释放 GPU(&amp;F)</translation>
    </message>
    <message>
        <source>Last results</source>
        <translation>最近的结果</translation>
    </message>
    <message>
        <source>{clip}, take {take}</source>
        <translation>{clip}，第 {take} 条</translation>
    </message>
    <message>
        <source>Start the &amp;daemon</source>
        <translation>启动后台服务(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Restart the daemon</source>
        <translation>重新启动后台服务(&amp;R)</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>显示日志(&amp;L)</translation>
    </message>
</context>
<context>
    <name>TrayApp</name>
    <message>
        <source>&amp;GPU</source>
        <translation>GPU(&amp;G)</translation>
    </message>
</context>
<context>
    <name>VersionsList</name>
    <message>
        <source>Takes and versions</source>
        <translation>各条与版本</translation>
    </message>
    <message>
        <source>A, B ... or 1, 2 ... switch while it plays. Enter shows that job. Drag one into an editor.</source>
        <translation>播放时按 A、B… 或 1、2… 切换。按 Enter 键显示该任务。可拖到剪辑软件中。</translation>
    </message>
    <message>
        <source>There is one version. Make another take to compare it with.</source>
        <translation>只有一个版本。再生成一条即可对比。</translation>
    </message>
</context>
<context>
    <name>Waveform</name>
    <message>
        <source>Waveform of {name}</source>
        <translation>{name} 的波形</translation>
    </message>
    <message>
        <source>{name}, drawn {gain:.1f} times as high</source>
        <translation>{name}，波形放大 {gain:.1f} 倍显示</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>&amp;Generate again</source>
        <translation>再次生成(&amp;G)</translation>
    </message>
    <message>
        <source>A new version of this take, with what is written here</source>
        <translation>用这里填写的内容，为这一条生成新版本</translation>
    </message>
    <message>
        <source>&amp;New take</source>
        <translation>新的一条(&amp;N)</translation>
    </message>
    <message>
        <source>The same with the next seed: another performance</source>
        <translation>其他不变，使用下一个种子：另一次表演</translation>
    </message>
    <message>
        <source>What is heard: boots on gravel, rustling jacket</source>
        <translation>应听到的声音：靴子踩在碎石上，外套窸窣声</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>提示词(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Without</source>
        <translation>排除(&amp;W)</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>种子(&amp;D)</translation>
    </message>
    <message>
        <source>Engi&amp;ne</source>
        <translation>引擎(&amp;N)</translation>
    </message>
    <message>
        <source>G&amp;uidance</source>
        <translation>引导强度(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Steps</source>
        <translation>步数(&amp;S)</translation>
    </message>
    <message>
        <source>Files of</source>
        <translation>分层输出</translation>
    </message>
    <message>
        <source>A file for each layer; none ticked: one mixed file</source>
        <translation>每层一个文件；都不勾选则为一个混合文件</translation>
    </message>
    <message>
        <source>nothing is kept away</source>
        <translation>不排除任何内容</translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message>
        <source>Sound in work at once</source>
        <translation>同时处理的声音</translation>
    </message>
    <message>
        <source>{clips}; {speed}</source>
        <translation>{clips}；{speed}</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) running</source>
        <translation>
            <numerusform>%n 个片段正在生成</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parked</source>
        <translation>
            <numerusform>%n 个已暂存</numerusform>
        </translation>
    </message>
    <message>
        <source>{running}, {parked}</source>
        <translation>{running}，{parked}</translation>
    </message>
</context>
</TS>
