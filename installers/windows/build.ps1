# Builds dist\footfall-VERSION-setup.exe on Windows, with Python 3.11 or newer and Inno Setup 6 on the path.
$ErrorActionPreference = "Stop"
$root = Resolve-Path "$PSScriptRoot\..\.."
$wheels = "$root\build\windows\wheels"
$version = python -c "import sys, tomllib; print(tomllib.load(open(sys.argv[1], 'rb'))['project']['version'])" "$root\pyproject.toml"
$python = python -c "import sys; print('%d.%d' % sys.version_info[:2])"

function Invoke-Checked {
    & $args[0] @($args | Select-Object -Skip 1)
    if ($LASTEXITCODE -ne 0) { throw "$($args[0]) ended with $LASTEXITCODE" }
}

Remove-Item -Recurse -Force $wheels -ErrorAction SilentlyContinue
New-Item -ItemType Directory -Force $wheels | Out-Null
Invoke-Checked python -m pip wheel --no-deps --wheel-dir $wheels $root
Invoke-Checked python -m pip download --only-binary :all: --constraint "$root\constraints.txt" --find-links $wheels --dest $wheels "footfall[gui,otio]==$version" pip
Invoke-Checked iscc "/DAppVersion=$version" "/DPythonVersion=$python" "/DWheels=$wheels" "$PSScriptRoot\footfall.iss"
