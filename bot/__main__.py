"""python -m bot"""

from bot.cli.main import main
from bot.cli.safe_print import AS_MODULE

main(AS_MODULE)
