#!/bin/sh
# Install what prints forged reports as PDF, LibreOffice's Writer and Chromium, and a Chinese font, where they are not there yet.
set -eu

command -v soffice >/dev/null || set -- "$@" libreoffice-writer-nogui
command -v chromium >/dev/null || set -- "$@" chromium
fc-list ':lang=zh-cn' 2>/dev/null | grep -q . || set -- "$@" fontconfig fonts-noto-cjk
[ $# -eq 0 ] || exec "$(dirname "$0")/../apt.sh" "$@"
