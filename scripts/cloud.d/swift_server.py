"""Runs a program of Swift with a swift.conf of our own: the code knows only /etc/swift/swift.conf.

    swift_server.py SWIFT_CONF PROGRAM [argument...]
"""

import runpy
import shutil
import sys

import swift.common.utils

_, swift.common.utils.SWIFT_CONF_FILE, program, *arguments = sys.argv
sys.argv = [program, *arguments]
runpy.run_path(shutil.which(program), run_name="__main__")
