#!/bin/sh
# Generate Foley, among the scripts in the right-click menu of Caja: it starts this in the folder of the files.
exec @COMMAND@ -- "$@"
