"""`python -m crossings`: the same as `crossings`, of whichever Python is asked."""

from crossings.cli import main

if __name__ == "__main__":
    main()
