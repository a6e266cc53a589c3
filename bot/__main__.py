"""python -m bot"""

from bot.cli.common import AS_MODULE
from bot.cli.main import main

main(AS_MODULE)
