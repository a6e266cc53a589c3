"""python -m bot"""

from bot.cli.main import main
from bot.cli.printing import AS_MODULE

main(AS_MODULE)
