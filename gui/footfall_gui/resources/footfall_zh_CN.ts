<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
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
    <name>DeviceCard</name>
    <message>
        <source>&amp;Free the GPU now</source>
        <translation>立即释放 GPU(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Take it back</source>
        <translation>收回 GPU(&amp;T)</translation>
    </message>
</context>
<context>
    <name>Devices</name>
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
        <source>{rate} s of sound per second</source>
        <translation>每秒生成 {rate} 秒声音</translation>
    </message>
    <message>
        <source>{share} % of the weights streamed at each step</source>
        <translation>每一步流式载入 {share} % 的权重</translation>
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
        <source>Loading {engine}</source>
        <translation>正在载入 {engine}</translation>
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
    <name>EnginesPage</name>
    <message>
        <source>Looking which engines there are...</source>
        <translation>正在查看有哪些引擎…</translation>
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
        <source>auto, cpu, cuda:1 ...; several with commas. From the next start of the daemon.</source>
        <translation>auto、cpu、cuda:1 等，多个设备用英文逗号分隔。后台服务下次启动后生效。</translation>
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
    <name>Work</name>
    <message>
        <source>Sound in work at once</source>
        <translation>同时处理的声音</translation>
    </message>
</context>
</TS>
