; Footfall for Windows, for one user, without an administrator: Inno Setup 6. Built by build.ps1, which passes
; AppVersion, PythonVersion and Wheels: a folder with all that the small app needs. Engines come at first start.

#ifndef AppVersion
  #error Run build.ps1: it says which version this is
#endif

[Setup]
AppId={{6B1E8C5F-3D0A-4B8E-9F57-2C1A7F0E9D43}
AppName=Footfall
AppVersion={#AppVersion}
AppPublisher=The Footfall maintainers
DefaultDirName={localappdata}\Programs\Footfall
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=footfall-{#AppVersion}-setup
Compression=lzma2
SolidCompression=yes
ChangesEnvironment=yes
CloseApplications=yes

[Tasks]
Name: autostart; Description: "Start Footfall when I log in"
Name: path; Description: "Put the command footfall on my path"

[Files]
Source: "{#Wheels}\*.whl"; DestDir: "{app}\wheels"; Flags: ignoreversion
Source: "..\..\constraints.txt"; DestDir: "{app}"; Flags: ignoreversion

[InstallDelete]
Type: filesandordirs; Name: "{app}\wheels"
Type: filesandordirs; Name: "{app}\app"

[Icons]
Name: "{userprograms}\Footfall"; Filename: "{app}\app\Scripts\footfall-tray.exe"

[Registry]
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: string; ValueName: "Footfall"; ValueData: """{app}\app\Scripts\footfall-tray.exe"""; Flags: uninsdeletevalue; Tasks: autostart
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}\app\Scripts"; Tasks: path; Check: IsNotOnPath

[Run]
Filename: "{code:Python}"; Parameters: "-m venv ""{app}\app"""; StatusMsg: "Making Footfall's environment ..."; Flags: runhidden waituntilterminated
Filename: "{app}\app\Scripts\python.exe"; Parameters: "-m pip --disable-pip-version-check install --quiet --no-index --find-links ""{app}\wheels"" --constraint ""{app}\constraints.txt"" --upgrade footfall[gui,otio]=={#AppVersion} pip"; StatusMsg: "Installing Footfall ..."; Flags: runhidden waituntilterminated
Filename: "{app}\app\Scripts\footfall-tray.exe"; Description: "Start Footfall"; Flags: postinstall nowait skipifsilent

[UninstallRun]
Filename: "{app}\app\Scripts\footfall.exe"; Parameters: "uninstall --yes"; Flags: runhidden waituntilterminated; RunOnceId: "uninstall"

[UninstallDelete]
Type: filesandordirs; Name: "{app}\app"

[Code]
function Python(Param: String): String;
var
  Key: String;
begin
  Key := 'Software\Python\PythonCore\{#PythonVersion}\InstallPath';
  if not RegQueryStringValue(HKCU, Key, 'ExecutablePath', Result) then
    if not RegQueryStringValue(HKLM64, Key, 'ExecutablePath', Result) then
      Result := '';
end;

function InitializeSetup(): Boolean;
begin
  Result := Python('') <> '';
  if not Result then
    MsgBox('Python {#PythonVersion} is missing: install it, then start this again.', mbError, MB_OK);
end;

function IsNotOnPath(): Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}\app\Scripts')) + ';', ';' + Lowercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: String;
begin
  if (Step <> usUninstall) or not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    exit;
  Ours := ';' + ExpandConstant('{app}\app\Scripts');
  if StringChangeEx(Path, Ours, '', False) > 0 then
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
end;
