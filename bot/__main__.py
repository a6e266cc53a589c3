"""python -m bot"""

from bot.cli.common import AS_MODULE
from bot.cli.main import main

if __name__ == "__main__":
    main(AS_MODULE)
