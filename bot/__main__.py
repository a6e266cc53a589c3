"""python -m bot"""

from bot.cli.main import AS_MODULE, main

main(AS_MODULE)
